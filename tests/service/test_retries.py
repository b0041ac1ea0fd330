"""What waits for its channel goes when it may be heard, and by the way that its person has chosen since."""

from dataclasses import replace

import pytest

from flows.definition import Text
from flows.service.channels import addresses
from flows.service.posting import post
from flows.service.undelivered import send_anew
from flows.service.wishes import Wish, change_wish, send_trial
from flows.service.working import work
from tests.service.channels import postbox, receiving
from tests.service.errand import World
from tests.service.test_delivering import HERE, by_mail, place, rows, subjects, tell

__all__ = ["place"]


def at(place: World, hour: int, minute: int = 0, day: int = 20) -> None:
    """By the clock of the site, eight hours ahead."""
    place.now = place.now.replace(day=day, hour=hour - 8, minute=minute)


def test_what_is_not_urgent_is_tried_again_in_the_morning_and_what_is_by_night(place: World) -> None:
    number = place.start(price="1.00")
    at(place, 21, 50)
    with postbox(refuses=7) as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "不急")
        tell(place, "eng", number, "失火", urgent=True)
        while place.now.hour < 18:  # until two in the night
            work(place.office, place.now, outward)
            place.later(minutes=5)
        assert subjects(box.letters) == ["紧急：失火"]
        (calm,) = [row for row in rows(place) if row.state == "waiting"]
        before = calm.attempts
        at(place, 8, day=21)
        assert calm.next_at == place.now
        work(place.office, place.now, outward)
    assert subjects(box.letters)[1:] == ["不急"]
    assert rows(place)[calm.id - 1].attempts == before + 1, "the night is no attempt"


def test_what_was_not_sent_by_day_waits_for_the_morning(place: World) -> None:
    number = place.start(price="1.00")
    at(place, 21, 59)
    with postbox() as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "不急")
        post(place.office, place.now, outward)
        at(place, 22, 30)
        work(place.office, place.now, outward)
        assert (box.letters, rows(place)[0].attempts) == ([], 0)
        send_trial(place.office, "eng", place.now)
        work(place.office, place.now, outward)
        assert len(box.letters) == 1, "what one asks for oneself comes at any hour"
        at(place, 8, day=21)
        work(place.office, place.now, outward)
    assert subjects(box.letters)[1:] == ["不急"]


def test_nor_does_an_administrator_send_it_anew_by_night(place: World) -> None:
    number = place.start(price="1.00")
    with postbox(refuses=10) as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "不急")
        for _ in range(10):
            work(place.office, place.now, outward)
            place.now = max(place.now, rows(place)[0].next_at)
        assert rows(place)[0].state == "dead"
        at(place, 23, day=21)
        assert send_anew(place.office, "boss", "north", place.now) == 1
        work(place.office, place.now, outward)
        assert box.letters == []
        at(place, 8, day=22)
        work(place.office, place.now, outward)
    assert subjects(box.letters) == ["不急"]


def test_what_waits_goes_by_the_way_that_was_chosen_since(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "SERVICES", {**addresses.SERVICES, "json": Text("测试", "Test")})
    number = place.start(price="1.00")
    with postbox(refuses=1) as box, receiving() as service:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "等着")
        work(place.office, place.now, outward)
        assert rows(place)[0].state == "waiting"
        change_wish(place.office, "eng", Wish("address"), f"json://127.0.0.1:{service.port}/", outward, place.now)
        place.later(minutes=2)
        work(place.office, place.now, outward)
        assert [event["title"] for event in service.events()] == ["等着"]
    (row,) = rows(place)
    assert (row.state, row.means, row.place) == ("sent", "address", "json")
    assert box.letters == []


def test_what_waits_for_who_wants_the_web_alone_now_is_dropped(place: World) -> None:
    number = place.start(price="1.00")
    with postbox(refuses=1) as box:
        outward = replace(HERE, mail=box.server)
        by_mail(place, "eng", outward)
        tell(place, "eng", number, "等着")
        work(place.office, place.now, outward)
        change_wish(place.office, "eng", Wish("web"), "", outward, place.now)
        place.later(minutes=2)
        work(place.office, place.now, outward)
    assert ([row.state for row in rows(place)], box.letters) == (["dropped"], [])
