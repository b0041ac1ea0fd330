"""A machine's clock that is set back, or two whose clocks differ: entries count in the order in which they were written."""

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from flows.service import calendars
from flows.service.audit import replay_all, verify
from flows.service.calendars import following
from flows.service.case_view import case_view
from flows.service.counting import counts_of
from flows.service.pausing import pause, resume
from flows.service.rights import OPERATOR
from flows.service.starting import Opening, start
from flows.storage import tables as t
from tests.service.errand import World, world
from tests.service.test_calendars import AS_BEGUN, MONDAY, TUESDAY, WAITING, administered, due, events, free
from tests.service.test_limits_over_states import COURSE

SECONDS = timedelta(seconds=2)


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    """NOW is a Friday, nine in the morning."""
    made = world(database_url, tmp_path, WAITING, COURSE)
    administered(made)
    return made


def stopped_early(place: World) -> str:
    """A case whose clock was stopped, by the clock of that machine, before the case had come into its state."""
    number = place.start("desk", "waiting")
    pause(place.office, "desk", number, "parts", "缺货", place.now - SECONDS)
    return number


def sound(place: World) -> None:
    assert replay_all(place.office)[1] == ()
    assert verify(place.office).faults == ()


def test_a_clock_that_was_stopped_before_its_case_began_follows_the_calendar_too(place: World) -> None:
    number, other = stopped_early(place), place.start("desk", "waiting")
    place.later(hours=1)
    free(place, MONDAY)
    assert due(place, other)["days"] == "11-25T23:30"
    days = next(d for d in case_view(place.office, "desk", number, place.now).deadlines if d.code == "days")
    assert days.due_before
    assert f"{days.due_before:%m-%dT%H:%M}" == "11-25T15:30"  # in UTC
    place.later(hours=1)
    resume(place.office, "desk", number, place.now)
    free(place, MONDAY, working=None)
    stood = timedelta(hours=2) + SECONDS
    days = next(d for d in case_view(place.office, "desk", number, place.now).deadlines if d.code == "days")
    assert days.paused == stood
    assert due(place, number)["days"] == "11-25T10:30"  # two hours of Wednesday's shift, and two seconds
    sound(place)


def test_a_clock_that_is_started_before_it_was_stopped_has_never_stood_still(place: World) -> None:
    number = place.start("desk", "waiting")
    place.later(hours=1)
    pause(place.office, "desk", number, "parts", "缺货", place.now)
    place.later(minutes=-5)
    resume(place.office, "desk", number, place.now)
    assert due(place, number) == AS_BEGUN
    found = case_view(place.office, "desk", number, place.now).deadlines
    assert {d.code: (d.paused, d.paused_since) for d in found if d.code != "end"} == dict.fromkeys(
        ("clock", "days", "hours"), (timedelta(0), None)
    )
    sound(place)
    free(place, MONDAY)
    assert due(place, number)["days"] == "11-25T23:30"
    sound(place)


def test_a_pause_of_an_earlier_state_counts_for_a_limit_that_goes_on(place: World) -> None:
    number = place.start("desk", "course")
    pause(place.office, "desk", number, "ill", "发烧", place.now)
    place.later(days=3)  # Monday morning: a working day has gone by
    resume(place.office, "desk", number, place.now)
    place.act("desk", number, "go")
    assert due(place, number)["exam"] == "11-25T23:30"
    free(place, TUESDAY)
    assert due(place, number)["exam"] == "11-26T23:30"
    sound(place)


class Defect(Exception):
    pass


def spoilt(monkeypatch: pytest.MonkeyPatch, name: str, case_id: int) -> None:
    real = getattr(following, name)

    def fails(*args: Any) -> Any:
        if case_id in args or any(getattr(one, "case_id", None) == case_id for one in args):
            raise Defect
        return real(*args)

    monkeypatch.setattr(following, name, fails)


@pytest.mark.parametrize("step", ["_moves", "running"])
def test_a_case_with_a_defect_keeps_back_no_other_case_and_no_other_site(
    place: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    first, other = place.start("desk", "waiting"), place.start("desk", "waiting")
    far = start(place.office, Opening("far", "waiting", "south"), place.now).number
    spoilt(monkeypatch, step, 1)
    holidays = {MONDAY: False, TUESDAY: False}
    calendars.seed_calendar(place.office, OPERATOR, [2026], place.now, lambda years: (holidays, frozenset(years)))
    with caplog.at_level(logging.ERROR, "flows.calendars"):
        assert [calendars.follow(place.office, place.now, limit=1) for _ in range(3)] == [2, 1, 0]
    assert [events(place, number)[-1] for number in (first, other)] == ["start", "move_deadlines"]
    assert case_view(place.office, "far", far, place.now).history[-1].event == "move_deadlines"
    assert [record.getMessage() for record in caplog.records] == [
        f"the deadlines of case {first} at site north could not follow the calendar"
    ]
    assert counts_of(place.office).so_far()["unworked", "calendar"] == 1


def test_a_site_with_a_defect_keeps_back_no_other(place: World, caplog: pytest.LogCaptureFixture) -> None:
    far = start(place.office, Opening("far", "waiting", "south"), place.now).number
    with place.office.transaction() as connection:
        connection.execute(update(t.sites).where(t.sites.c.key == "north").values(zone="Nowhere/At_all"))
    day = {date(2026, 11, 23): False}
    calendars.seed_calendar(place.office, OPERATOR, [2026], place.now, lambda years: (day, frozenset(years)))
    with caplog.at_level(logging.ERROR, "flows.calendars"):
        calendars.follow_at_once(place.office, place.now)
    assert case_view(place.office, "far", far, place.now).history[-1].event == "move_deadlines"
    assert "site north" in caplog.records[0].getMessage()
