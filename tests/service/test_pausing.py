"""A clock that stands still: who may stop it and why, what falls due when, and what nobody can do meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.definition import (
    BEYOND,
    CLOCK,
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
from flows.service.errors import Forbidden, Invalid, Refused
from flows.service.pausing import pause, resume
from flows.storage import tables as t
from tests.service.errand import DESK, ENGINEER, NOW, World, world

GO, BACK, LOOK, STOP = (
    Event("go", "继续", "Go on"),
    Event("back", "退回", "Back", "return"),
    Event("look", "看看", "Look", "note"),
    Event("stop", "取消", "Stop", "cancel"),
)
LAPSE = Event("lapse", "过期", "Lapse", "expire")
PARTS = PauseReason("parts", "等配件", "Waiting for parts", "parts_days")
PROMISED = Rule("promised", lambda s: (s.now + timedelta(hours=10)).isoformat(), "承诺时间", "Promised", kind="moment")
FIXING = Procedure(
    "fixing",
    version=1,
    zh="修理",
    en="Fixing",
    prefix="FX",
    clause=BEYOND,
    unit="none",
    applicant="none",
    computes=[Compute("promised", PROMISED)],
    states=[
        State("open", "修理中", "Open", DESK, pauses=[PARTS], deadlines=[
            Deadline("hours", "四小时", "Four hours", Span("hours", 4)),
            Deadline("shifts", "八工时", "Eight working hours", Span("working_hours", 8)),
            Deadline("promise", "承诺", "Promise", Span("field", field="promised")),
            Deadline("end", "作废", "End", Span("days", 30), event="lapse"),
        ]),
        State("checking", "检查", "Checking", ENGINEER, deadlines=[Deadline("promise", "承诺", "Promise", Span("field", field="promised"))]),
        State("done", "完成", "Done"),
        State("stopped", "取消", "Stopped"),
    ],
    transitions=[
        Transition(GO, "open", "checking", clause=BEYOND),
        Transition(GO, "checking", "done", clause=BEYOND),
        Transition(BACK, "checking", "open", clause=BEYOND),
        Transition(LOOK, "open", None, clause=BEYOND),
        Transition(STOP, "open", "stopped", clause=BEYOND),
        Transition(LAPSE, "open", "stopped", by=CLOCK, clause=BEYOND),
    ],
    settings=[Setting("parts_days", 2, "等配件最长", "Longest wait for parts", BEYOND, "days")],
)  # fmt: skip


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, FIXING)


def begun(place: World) -> str:
    return place.start("desk", "fixing")


def due(place: World, number: str) -> dict[str, Any]:
    """Of the running deadlines: hours from the beginning of the case."""
    query = select(t.deadlines).join(t.cases).where(t.cases.c.number == number, t.deadlines.c.closed_at.is_(None))
    with place.office.read() as connection:
        return {row.code: (row.due_at - NOW) / timedelta(hours=1) for row in connection.execute(query)}


def pressing(place: World, number: str) -> datetime:
    query = select(t.tasks.c.due_at).join(t.cases).where(t.cases.c.number == number, t.tasks.c.status == "open")
    with place.office.read() as connection:
        return connection.execute(query).scalar_one()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Invalid) as answer:
        act()
    return answer.value.errors[0].message.en


def stop(place: World, number: str, login: str = "desk", reason: str = "parts", words: str = "水泵缺货") -> None:
    pause(place.office, login, number, reason, words, place.now)


def test_each_deadline_falls_due_later_by_as_long_as_it_stood_still(place: World) -> None:
    number = begun(place)
    assert due(place, number) == {"hours": 4, "shifts": 8, "promise": 10, "end": 30 * 24}
    place.later(hours=1)
    stop(place, number)
    place.later(hours=5)
    assert not case_view(place.office, "desk", number, place.now).overdue
    resume(place.office, "desk", number, place.now)
    # Nine in the morning on a Friday: five hours by the clock, and five of the day's fifteen working hours.
    assert due(place, number) == {"hours": 9, "shifts": 13, "promise": 15, "end": 30 * 24}
    assert pressing(place, number) == NOW + timedelta(hours=9)


def test_over_a_weekend_working_time_stands_still_by_working_time_alone(place: World) -> None:
    number = begun(place)
    stop(place, number)
    place.later(days=2)  # to Sunday morning
    resume(place.office, "desk", number, place.now)
    found = due(place, number)
    assert found["hours"] == 4 + 48
    # The rest of Friday, 14 h 30 min of shifts, was lost; eight hours of work are done on Monday from 08:30.
    assert found["shifts"] == pytest.approx(3 * 24 + 7.5)


def test_a_stopped_clock_breaks_no_deadline_until_its_pause_has_lasted_its_longest(place: World) -> None:
    number = begun(place)
    stop(place, number)
    place.later(days=2, hours=3)
    assert not case_view(place.office, "desk", number, place.now).overdue
    place.later(hours=2)
    assert case_view(place.office, "desk", number, place.now).overdue
    resume(place.office, "desk", number, place.now)
    assert due(place, number)["hours"] == 4 + 48


def test_after_its_longest_pause_a_clock_runs_on_by_itself_and_only_what_it_stood_still_is_counted(
    place: World,
) -> None:
    number = begun(place)
    stop(place, number)
    place.later(days=2, hours=5)
    hours = next(d for d in case_view(place.office, "desk", number, place.now).deadlines if d.code == "hours")
    assert hours.runs_on_at == NOW + timedelta(days=2)
    assert (hours.stands_still(NOW), hours.stands_still(place.now), hours.overdue) == (True, False, True)
    resume(place.office, "desk", number, place.now)
    found = case_view(place.office, "desk", number, place.now).deadlines
    assert {d.paused for d in found if d.code != "end"} == {timedelta(days=2)}
    assert {d.runs_on_at for d in found} == {None}
    assert replay_all(place.office)[1] == ()


def test_the_promise_that_a_case_carries_moves_with_its_deadline(place: World) -> None:
    number = begun(place)
    stop(place, number)
    place.later(hours=6)
    resume(place.office, "desk", number, place.now)
    place.act("desk", number, "go")
    assert due(place, number) == {"promise": 16}
    place.act("eng", number, "back", reason="不行")
    assert due(place, number)["promise"] == 16
    assert replay_all(place.office)[1] == ()
    assert verify(place.office).faults == ()


def test_nothing_moves_on_while_the_clock_stands_still_but_the_case_may_end(place: World) -> None:
    number, other = begun(place), begun(place)
    for one in (number, other):
        stop(place, one)
    with pytest.raises(Refused) as refused:
        place.act("desk", number, "go")
    assert [u.guard for u in refused.value.unmet] == ["clock_stopped"]
    place.act("desk", number, "look")
    place.act("desk", number, "stop", reason="不修了")
    resume(place.office, "desk", other, place.now)
    place.act("desk", other, "go")


def test_what_the_clock_itself_does_is_not_put_off(place: World) -> None:
    number = begun(place)
    place.later(days=29)
    assert "finds no deadline" in refused(lambda: stop(place, number))
    place.later(days=2)
    case_view(place.office, "desk", number, place.now)
    with place.office.read() as connection:
        assert connection.execute(select(t.cases.c.state)).scalar_one() == "stopped"


def test_only_who_has_the_task_or_stands_above_may_stop_it_for_a_reason_of_the_step(place: World) -> None:
    number = begun(place)
    with pytest.raises(Forbidden):
        stop(place, number, login="eng")
    for reason, words in (("lunch", "吃饭"), ("parts", "  ")):
        with pytest.raises(Invalid):
            stop(place, number, reason=reason, words=words)
    stop(place, number, login="chief")
    assert "finds no deadline" in refused(lambda: stop(place, number))
    resume(place.office, "desk2", number, place.now)
    assert "stands still" in refused(lambda: resume(place.office, "desk", number, place.now))
    place.act("desk", number, "go")
    with pytest.raises(Invalid):  # this step waits for nobody outside
        pause(place.office, "eng", number, "parts", "缺货", place.now)


def test_the_ledger_is_the_history(place: World) -> None:
    number = begun(place)
    stop(place, number)
    place.later(minutes=130)
    resume(place.office, "desk2", number, place.now)
    seen = case_view(place.office, "desk", number, place.now)
    told = [(h.event, h.actor.login, h.reason, h.pause.zh if h.pause else "") for h in seen.history[1:]]
    assert told == [("pause_clock", "desk", "水泵缺货", "等配件"), ("resume_clock", "desk2", "", "")]
    hours = next(d for d in seen.deadlines if d.code == "hours")
    assert (hours.paused, hours.paused_since) == (timedelta(minutes=130), None)
    assert hours.due_at == NOW + timedelta(hours=4, minutes=130)
