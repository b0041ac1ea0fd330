"""From notices to messages: nothing urgent is lost to the office, and nobody's message hangs on another's."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from flows.definition import Text
from flows.service.noticing import News, tell_people
from flows.service.posting import post
from flows.service.working import backlog
from flows.storage import tables as t
from tests.service.errand import World, errand, world
from tests.service.test_delivering import HERE, by_mail, place, rows

__all__ = ["place"]
NOTIFIED = replace(HERE, notify=("json://127.0.0.1:1/office",))


def tell_all(place: World, logins: list[str], words: str) -> None:
    with place.office.transaction() as connection:
        case = connection.execute(select(func.min(t.cases.c.id))).scalar_one()
        news = News(1, case, f"test:{words}", "alarm", Text(words, words), place.now, True)
        tell_people(connection, [(news, logins)])


def of_office(place: World) -> list[str]:
    return [row.content["subject"] for row in rows(place) if row.means == "office"]


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
