"""A time limit that several states share, counted from a field: it goes on with the case as it stands."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from flows.definition import (
    BEYOND,
    Compute,
    Deadline,
    Event,
    PauseReason,
    Procedure,
    Rule,
    Setting,
    Span,
    State,
    Transition,
)
from flows.service.audit import replay_all, verify
from flows.service.case_view import case_view
from flows.service.pausing import pause, resume
from tests.service.errand import DESK, NOW, World, world
from tests.service.test_calendars import administered, free, wall

GO, REBOOK = Event("go", "继续", "Go on"), Event("rebook", "改期", "Book anew")
BEGAN = Rule("began", lambda here: here.case.data.get("began") or "2026-11-20", "开始", "Began", kind="date")
BEGUN = Rule("begun_at", lambda _: NOW.isoformat(), "开始时间", "Begun at", kind="moment")
LATER = Rule("later", lambda _: "2026-11-25", "改到", "Booked for", kind="date")
SHARED = [
    Deadline("exam", "考核", "Exam", Span("working_days", 2, since="began")),
    Deadline("visit", "到场", "Visit", Span("hours", 96, since="begun_at")),
]
COURSE = Procedure(
    "course",
    version=1,
    zh="培训",
    en="Course",
    prefix="CO",
    clause=BEYOND,
    unit="none",
    applicant="none",
    computes=[Compute("began", BEGAN), Compute("begun_at", BEGUN)],
    states=[
        State(
            "theory",
            "理论",
            "Theory",
            DESK,
            deadlines=SHARED,
            pauses=[PauseReason("ill", "病假", "Illness", "ill_days")],
        ),
        State("practice", "实操", "Practice", DESK, deadlines=SHARED),
        State("done", "完成", "Done"),
    ],
    transitions=[
        Transition(GO, "theory", "practice", clause=BEYOND),
        Transition(REBOOK, "theory", "practice", clause=BEYOND, effects=[Compute("began", LATER)]),
        Transition(GO, "practice", "done", clause=BEYOND),
    ],
    settings=[Setting("ill_days", 10, "病假最长", "Longest illness", BEYOND, "days")],
)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    """NOW is a Friday, nine in the morning."""
    made = world(database_url, tmp_path, COURSE)
    administered(made)
    return made


def due(place: World, number: str) -> dict[str, datetime]:
    view = case_view(place.office, "desk", number, place.now)
    return {one.code: one.due_at for one in view.deadlines if one.closed_at is None}


def sound(place: World) -> bool:
    return verify(place.office).faults == () and replay_all(place.office)[1] == ()


def test_nobody_is_late_by_going_on_after_a_change_of_the_calendar(place: World) -> None:
    free(place, MONDAY, TUESDAY)
    number = place.start("desk", "course")
    place.now = wall("11-25T10:00")
    free(place, MONDAY, TUESDAY, working=None)  # it would have been due the day before
    assert due(place, number)["exam"] == wall("11-25T23:30")
    place.act("desk", number, "go")
    assert due(place, number)["exam"] == wall("11-25T23:30")
    assert sound(place)


def test_what_has_passed_stays_so_in_the_next_state(place: World) -> None:
    number = place.start("desk", "course")
    place.now = wall("11-25T10:00")
    free(place, TUESDAY)
    place.act("desk", number, "go")
    assert due(place, number)["exam"] == wall("11-24T23:30")
    assert sound(place)


def test_the_time_that_it_stood_is_not_lost(place: World) -> None:
    number = place.start("desk", "course")
    before = due(place, number)["visit"]
    pause(place.office, "desk", number, "ill", "发烧", place.now)
    place.later(days=3)
    resume(place.office, "desk", number, place.now)
    place.act("desk", number, "go")
    assert due(place, number)["visit"] == before + timedelta(days=3)
    assert sound(place)


def test_what_goes_by_a_field_that_the_event_changes_is_counted_anew(place: World) -> None:
    number = place.start("desk", "course")
    place.act("desk", number, "rebook")
    assert due(place, number)["exam"] == wall("11-27T23:30")
    assert sound(place)
