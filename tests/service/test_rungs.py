"""What a rung may do and what it may not: it disturbs by night for safety alone, and never does anybody's work."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.definition import BEYOND, Deadline, Event, Procedure, Span, State, Transition
from flows.procedures import PROCEDURES
from flows.service.noticing import notices_of
from flows.service.working import work
from flows.storage import tables as t
from tests.service.errand import DESK, SAFETY, World, world

LOOK = Deadline("look", "复查", "Look again", Span("hours", 2), urgent=True)
WATCH = Procedure(
    "watch",
    version=1,
    zh="看火",
    en="Watch",
    prefix="WF",
    clause=BEYOND,
    unit="none",
    applicant="none",
    states=[
        State("asked", "申请", "Asked", DESK),
        State("watching", "看火中", "Watching", SAFETY, deadlines=[LOOK, replace(LOOK, code="paper", urgent=False)]),
        State("done", "完成", "Done"),
    ],
    transitions=[
        Transition(Event("begin", "开始", "Begin"), "asked", "watching", clause=BEYOND),
        Transition(Event("end", "结束", "End"), "watching", "done", clause=BEYOND),
    ],
)


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    """With a watch that began at ten in the evening, and is due at midnight."""
    made = world(database_url, tmp_path, WATCH)
    number = made.start("desk", "watch")
    made.later(hours=13)
    made.act("desk", number, "begin")
    work(made.office, made.now)
    return made


def told(place: World) -> list[tuple[str, str]]:
    """Deadline and rung."""
    query = select(t.deadlines.c.code, t.rungs.c.code).join(t.deadlines).where(t.rungs.c.told)
    with place.office.read() as connection:
        return sorted((code, rung) for code, rung in connection.execute(query))


def test_safety_is_told_by_night_and_everything_else_in_the_morning(place: World) -> None:
    place.later(hours=2, minutes=1)
    work(place.office, place.now)
    assert told(place) == [("look", "overdue")]
    night = {(notice.kind, notice.urgent) for notice in notices_of(place.office, "safe")}
    assert ("deadline", True) in night
    assert ("deadline", False) not in night
    place.later(hours=8)
    work(place.office, place.now)
    assert told(place) == [("look", "long_overdue"), ("look", "overdue"), ("paper", "long_overdue")]


def test_by_night_hot_work_alone_disturbs_anybody() -> None:
    urgent = {p.key for p in PROCEDURES.values() for s in p.states for d in s.deadlines if d.urgent}
    assert urgent == {"hot_work_permit"}


def rows(place: World) -> dict[str, list[Any]]:
    """All that records work: the case, its history, its tasks, entries and payments, and the closing of deadlines."""
    tables = (t.cases, t.history, t.tasks, t.entries, t.payments, t.documents)
    with place.office.read() as connection:
        found = {table.name: list(connection.execute(select(table)).all()) for table in tables}
        closed = connection.execute(select(t.deadlines.c.id, t.deadlines.c.due_at, t.deadlines.c.closed_at)).all()
    return {**found, "deadlines": list(closed)}


def test_a_ladder_climbed_to_its_top_records_no_work_that_nobody_did(place: World) -> None:
    before = rows(place)
    for _ in range(6):
        place.later(hours=6)
        while work(place.office, place.now):
            pass
    assert ("look", "long_overdue") in told(place)
    assert rows(place) == before
    assert before["tasks"][-1].claimed_by is None
