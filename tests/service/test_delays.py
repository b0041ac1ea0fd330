"""What delays a rung and what doesn't make it late: a clock that stood, quiet hours; and what does: a worker that was away."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.service.pausing import pause, resume
from flows.service.working import work
from flows.storage import tables as t
from tests.service.errand import NOW, World, errand, world
from tests.service.test_calendars import WAITING, administered, free, wall
from tests.service.test_working import reviewed, rungs, told


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, errand())


@pytest.fixture
def waiting(database_url: str, tmp_path: Path) -> World:
    made = world(database_url, tmp_path, WAITING)
    administered(made)
    return made


def stopped(place: World, **after: float) -> str:
    """A review of four hours, stopped so long after it began; the customer may take three days."""
    number = reviewed(place)
    place.later(**after)
    pause(place.office, "eng", number, "customer", "出差", place.now)
    return number


def worked_until(place: World, moment: datetime, every: timedelta = timedelta(minutes=10)) -> None:
    """By a worker that goes its rounds all the while."""
    while place.now < moment:
        place.now = min(moment, place.now + every)
        work(place.office, place.now)


def climbed(place: World, deadline: str = "look") -> dict[str, tuple[datetime, bool]]:
    """Of the rungs of which somebody was told: their moment, and whether they were late."""
    query = select(t.rungs).join(t.deadlines).where(t.deadlines.c.code == deadline, t.rungs.c.told)
    with place.office.read() as connection:
        return {row.code: (row.due_at, row.late) for row in connection.execute(query)}


def next_moments(place: World) -> dict[str, datetime]:
    query = select(t.deadlines).where(t.deadlines.c.closed_at.is_(None))
    with place.office.read() as connection:
        return {row.code: row.rung_at for row in connection.execute(query)}


def test_what_was_to_come_when_the_clock_was_stopped_comes_later_by_as_long_as_it_stood(place: World) -> None:
    number = stopped(place, minutes=30)
    worked_until(place, wall("11-22T10:00"), timedelta(hours=2))
    assert (rungs(place), told(place)) == ([], [])
    resume(place.office, "eng", number, place.now)
    began = wall("11-22T09:30")
    worked_until(place, began + timedelta(hours=7))
    shares = {"untaken": 2, "soon": 3.2, "overdue": 4, "long_overdue": 6}
    assert climbed(place) == {code: (began + timedelta(hours=after), False) for code, after in shares.items()}


def test_a_clock_that_was_stopped_twice_has_stood_for_both(place: World) -> None:
    number = stopped(place, minutes=30)
    place.later(hours=2)
    resume(place.office, "eng", number, place.now)
    place.later(hours=1)
    pause(place.office, "eng", number, "customer", "又出差", place.now)
    place.later(hours=3)
    resume(place.office, "eng", number, place.now)
    work(place.office, place.now)
    assert rungs(place) == []
    half = NOW + timedelta(hours=2 + 5)
    worked_until(place, half)
    assert climbed(place) == {"untaken": (half, False)}


def test_after_the_longest_pause_the_ladder_is_climbed_on(place: World) -> None:
    number = reviewed(place)
    worked_until(place, NOW + timedelta(minutes=150))
    assert [code for code, *_ in rungs(place)] == ["untaken"]
    pause(place.office, "eng", number, "customer", "出差", place.now)
    over = place.now + timedelta(days=3)
    worked_until(place, over, timedelta(hours=2))
    assert [code for code, *_ in rungs(place)] == ["untaken"]
    worked_until(place, over + timedelta(hours=2))
    three_days_later = NOW + timedelta(days=3)
    assert climbed(place) == {
        "untaken": (NOW + timedelta(hours=2), False),
        "soon": (three_days_later + timedelta(hours=3.2), False),
        "overdue": (three_days_later + timedelta(hours=4), False),
    }


def test_what_nobody_was_told_before_the_clock_was_stopped_is_told_when_it_runs_again(place: World) -> None:
    number = stopped(place, minutes=150)  # no worker was there at half the time
    worked_until(place, NOW + timedelta(hours=6), timedelta(hours=1))
    assert rungs(place) == []
    resume(place.office, "eng", number, place.now)
    work(place.office, place.now)
    assert (told(place), rungs(place)) == ([("boss", "尚无人认领")], [("untaken", False, True)])


def test_and_when_the_longest_pause_is_over(place: World) -> None:
    stopped(place, minutes=150)
    over = NOW + timedelta(minutes=150, days=3)
    worked_until(place, over, timedelta(hours=2))
    assert climbed(place) == {"untaken": (over, False)}


def test_a_worker_that_was_away_when_the_clock_ran_again_is_late_all_the_same(place: World) -> None:
    number = stopped(place, minutes=30)
    place.later(hours=2)
    resume(place.office, "eng", number, place.now)
    place.later(hours=2)
    work(place.office, place.now)
    assert climbed(place) == {"untaken": (NOW + timedelta(hours=4), True)}


def test_working_time_that_stood_over_a_weekend_has_used_nothing_up(waiting: World) -> None:
    number = waiting.start("desk", "waiting")
    waiting.later(hours=1)
    pause(waiting.office, "desk", number, "parts", "缺货", waiting.now)
    worked_until(waiting, wall("11-23T10:00"), timedelta(hours=2))
    resume(waiting.office, "desk", number, waiting.now)
    work(waiting.office, waiting.now)
    assert climbed(waiting, "hours") == {}
    # Twenty working hours from Friday morning, with fifteen of them stood: due on Tuesday at 14:00, 29 hours after.
    assert next_moments(waiting)["hours"] == wall("11-23T23:30")
    worked_until(waiting, wall("11-24T14:00"), timedelta(hours=1))
    assert climbed(waiting, "hours")["overdue"] == (wall("11-24T14:00"), False)


def test_a_calendar_that_changes_while_the_clock_stands_tells_nobody_anything(waiting: World) -> None:
    number = waiting.start("desk", "waiting")
    waiting.later(hours=1)
    pause(waiting.office, "desk", number, "parts", "缺货", waiting.now)
    over = waiting.now + timedelta(days=10)
    work(waiting.office, waiting.now)
    free(waiting, date(2026, 11, 23))
    assert all(next_moments(waiting)[code] >= over for code in ("clock", "days", "hours"))
    free(waiting, date(2026, 11, 23), working=None)
    assert all(next_moments(waiting)[code] >= over for code in ("clock", "days", "hours"))


def test_a_rung_that_was_missed_by_day_is_late_though_it_is_told_after_a_night(place: World) -> None:
    place.now = wall("11-20T14:00")
    reviewed(place)
    place.now = wall("11-21T23:00")  # for 33 hours no worker was there
    work(place.office, place.now)
    assert rungs(place) == []
    place.now = wall("11-22T08:00")
    work(place.office, place.now)
    assert rungs(place) == [
        ("untaken", True, False),
        ("soon", True, False),
        ("overdue", True, False),
        ("long_overdue", True, True),
    ]


def test_of_several_those_alone_are_late_that_could_have_been_told_before_the_night(place: World) -> None:
    place.now = wall("11-20T19:00")
    reviewed(place)  # half of the time is gone at 21:00, all of it at 23:00
    place.now = wall("11-20T22:30")
    work(place.office, place.now)
    place.now = wall("11-21T08:00")
    work(place.office, place.now)
    assert {code: late for code, late, _ in rungs(place)} == {
        "untaken": True,
        "soon": False,
        "overdue": False,
        "long_overdue": False,
    }


def test_what_falls_into_the_last_moment_before_the_night_has_only_waited_for_the_morning(place: World) -> None:
    place.now = wall("11-20T19:59")
    reviewed(place)
    place.now = wall("11-20T22:00")  # a round comes a minute after half the time
    work(place.office, place.now)
    place.now = wall("11-21T08:00")
    work(place.office, place.now)
    assert not any(late for _, late, _ in rungs(place))
