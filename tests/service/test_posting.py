"""From notices to messages: nothing urgent is lost to the office, and nobody's message hangs on another's."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, func, insert, select, update
from sqlalchemy.exc import OperationalError

from flows.definition import Text
from flows.service import posting
from flows.service.jobs import any_waiting, defer_due
from flows.service.noticing import News, tell_people
from flows.service.posting import post
from flows.service.wishes import send_trial
from flows.service.working import backlog, work
from flows.storage import tables as t
from tests.service.channels import postbox
from tests.service.errand import World, errand, world
from tests.service.test_delivering import HERE, by_mail, place, rows, subjects, tell

__all__ = ["place"]
NOTIFIED = replace(HERE, notify=("json://127.0.0.1:1/office",))


def tell_all(place: World, logins: list[str], words: str) -> None:
    with place.office.transaction() as connection:
        case = connection.execute(select(func.min(t.cases.c.id))).scalar_one()
        news = News(1, case, f"test:{words}", "alarm", Text(words, words), place.now, True)
        tell_people(connection, [(news, logins)])


def of_office(place: World) -> list[str]:
    return [row.content["subject"] for row in rows(place) if row.means == "office"]


def spoil(place: World, *logins: str) -> None:
    """From now on no message can be made for them."""
    with place.office.transaction() as connection:
        connection.execute(update(t.wishes).where(t.wishes.c.login.in_(logins)).values(shown=None))


def test_the_office_hears_of_everything_urgent_however_much_waits(place: World) -> None:
    place.start(price="1.00")
    people = [f"u{number}" for number in range(10)]
    for number in range(25):
        tell_all(place, people, f"失火 {number}")
    assert post(place.office, place.now, NOTIFIED) == 250
    post(place.office, place.now, NOTIFIED)
    assert sorted(of_office(place)) == sorted(f"紧急：失火 {number}" for number in range(25))
    assert backlog(place.office, place.now).notices == 0


@pytest.mark.parametrize("before", ["INSERT INTO deliveries", "UPDATE notices"])
@pytest.mark.parametrize("login", ["eng", "desk"])
def test_what_is_told_while_others_are_marked_is_told_to_the_office(
    postgres_url: str, tmp_path: Path, login: str, before: str
) -> None:
    """By another process, between one statement and the next; to somebody with a channel and to somebody without."""
    place = world(postgres_url, tmp_path, errand())
    place.start(price="1.00")
    outward = replace(NOTIFIED, mail="smtp://127.0.0.1:1?from=flows@example.com")
    by_mail(place, "eng", outward)
    tell_all(place, ["desk", "eng"], "一")
    between = ["二"]

    def told(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(before) and between:
            tell_all(place, [login], between.pop())

    event.listen(place.office.engine, "before_cursor_execute", told)
    for _ in range(3):
        post(place.office, place.now, outward)
    assert sorted(of_office(place)) == ["紧急：一", "紧急：二"]
    assert backlog(place.office, place.now).notices == 0
    place.office.engine.dispose()


def test_one_persons_defect_keeps_back_nobody_elses_message(place: World, caplog: pytest.LogCaptureFixture) -> None:
    number = place.start(price="1.00")
    with postbox() as box:
        outward = replace(NOTIFIED, mail=box.server)
        for login in ("boss", "eng", "safe"):
            by_mail(place, login, outward)
            tell(place, login, number, f"给 {login}")
        tell(place, "chief", number, "网页上看")
        tell(place, "eng", number, "失火", urgent=True)
        spoil(place, "eng")
        with caplog.at_level(logging.ERROR):
            work(place.office, place.now, outward)
        assert sorted(subjects(box.letters)) == ["给 boss", "给 safe"]
        assert "no message could be made for eng" in caplog.text
        assert "boss" not in caplog.text
        assert of_office(place) == ["紧急：失火"], "the office hears of it nevertheless, and once"
        assert backlog(place.office, place.now).notices == 2
        work(place.office, place.now, outward)
        assert len(of_office(place)) == 1
        by_mail(place, "eng", outward)
        work(place.office, place.now, outward)
    assert set(subjects(box.letters)[2:]) == {"紧急：失火", "给 eng"}


def test_more_with_a_defect_than_a_round_takes_keep_back_none_behind_them(
    place: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(posting, "PEOPLE", 2)
    number = place.start(price="1.00")
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        for login in ("boss", "chief", "desk", "eng", "safe"):
            by_mail(place, login, outward)
            tell(place, login, number, f"给 {login}")
        spoil(place, "boss", "chief", "desk")
        with caplog.at_level(logging.ERROR):
            work(place.office, place.now, outward)
        assert subjects(box.letters) == ["给 eng"]
        assert all(f"for {login}" in caplog.text for login in ("boss", "chief", "desk"))


def test_a_database_that_is_away_is_not_asked_for_each_person(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = place.start(price="1.00")
    outward = replace(HERE, mail="smtp://127.0.0.1:1?from=flows@example.com")
    for login in ("boss", "eng"):
        by_mail(place, login, outward)
        tell(place, login, number, "一")
    asked = []

    def away(*_given: Any) -> None:
        asked.append(1)
        raise OperationalError("BEGIN", {}, Exception("locked"))

    monkeypatch.setattr(posting, "_send", away)
    with pytest.raises(OperationalError):
        post(place.office, place.now, outward)
    assert asked == [1]


def test_messages_go_on_after_a_clock_that_stood_ahead_is_set_back(place: World) -> None:
    number, real = place.start(price="1.00"), place.now
    with postbox(refuses=1) as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        place.later(days=365)
        tell(place, "eng", number, "来年")
        work(place.office, place.now, outward)
        assert box.letters == [], "refused for now: it waits, and the person's next one too"
        place.now = real
        tell(place, "eng", number, "今年")
        work(place.office, place.now, outward)
        assert sorted(subjects(box.letters)) == ["今年", "来年"]
        tell(place, "eng", number, "稍后")
        place.later(minutes=29)
        work(place.office, place.now, outward)
        assert len(box.letters) == 2, "and the interval holds again"


def test_the_queue_of_jobs_takes_up_what_such_a_clock_has_put_off(postgres_url: str, tmp_path: Path) -> None:
    place = world(postgres_url, tmp_path, errand())
    outward = replace(HERE, mail="smtp://127.0.0.1:1?from=flows@example.com")
    by_mail(place, "eng", outward)
    send_trial(place.office, "eng", place.now)
    with place.office.transaction() as connection:
        connection.execute(update(t.deliveries).values(next_at=place.now + timedelta(hours=24)))
    defer_due(place.office, place.now)
    assert not any_waiting(place.office), "a night is waited for"
    with place.office.transaction() as connection:
        connection.execute(update(t.deliveries).values(next_at=place.now + timedelta(days=365)))
    defer_due(place.office, place.now)
    assert any_waiting(place.office)
    place.office.engine.dispose()


def leave(place: World, login: str, site: int = 1) -> None:
    """They hold no post at the site any more."""
    user = select(t.users.c.id).where(t.users.c.login == login).scalar_subquery()
    with place.office.transaction() as connection:
        connection.execute(delete(t.posts).where(t.posts.c.user_id == user, t.posts.c.site_id == site))


def case_of_south(place: World) -> str:
    """Told of to the engineer, who works there too."""
    number = place.start(price="2.00")
    with place.office.transaction() as connection:
        connection.execute(update(t.cases).where(t.cases.c.number == number).values(site_id=2))
        connection.execute(insert(t.posts), {"user_id": 3, "site_id": 2, "role": "engineering_supervisor"})
        case = connection.execute(select(t.cases.c.id).where(t.cases.c.number == number)).scalar_one()
        news = News(2, case, "test:south", "deadline", Text("南苑的事", "of south"), place.now)
        tell_people(connection, [(news, ["eng"])])
    return number


def test_who_left_a_site_is_not_told_of_what_happens_there(place: World) -> None:
    number = place.start(price="1.00")
    with postbox() as box:
        outward = replace(NOTIFIED, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "北苑的事")
        tell(place, "eng", number, "失火", urgent=True)
        case_of_south(place)
        leave(place, "eng")
        work(place.office, place.now, outward)
        assert subjects(box.letters) == ["南苑的事"]
        assert of_office(place) == ["紧急：失火"]
        assert backlog(place.office, place.now).notices == 0


def test_what_waits_for_its_channel_leaves_out_a_site_that_was_left_since(place: World) -> None:
    number = place.start(price="1.00")
    with postbox(refuses=2) as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "北苑的事")
        case_of_south(place)
        by_mail(place, "safe", outward)
        tell(place, "safe", number, "给 safe")
        work(place.office, place.now, outward)
        leave(place, "eng")
        leave(place, "safe")
        place.later(minutes=2)
        work(place.office, place.now, outward)
    assert subjects(box.letters) == ["南苑的事"]
    assert {row.target: row.state for row in rows(place)} == {"eng": "sent", "safe": "dropped"}


def test_who_stands_in_for_somebody_there_is_told_for_as_long(place: World) -> None:
    number = place.start(price="1.00")
    lent = {
        "absent_id": 4,
        "substitute_id": 90,
        "site_id": 1,
        "since": place.now,
        "until": datetime(2027, 1, 1, tzinfo=UTC),
    }
    with place.office.transaction() as connection:
        connection.execute(
            insert(t.substitutions), {**lent, "reason": "病假", "created_by": 6, "created_at": place.now}
        )
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "far", outward)
        tell(place, "far", number, "代理")
        work(place.office, place.now, outward)
        assert subjects(box.letters) == ["代理"]
        with place.office.transaction() as connection:
            connection.execute(update(t.substitutions).values(revoked_at=place.now))
        place.later(minutes=30)
        tell(place, "far", number, "不再代理")
        work(place.office, place.now, outward)
        assert len(box.letters) == 1
