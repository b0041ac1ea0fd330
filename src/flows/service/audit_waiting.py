"""What a case waits for, held against its history: the live task and the running deadlines.

Due moments that were reckoned over working days or shifts are not compared: the calendar that they were reckoned by
may have been edited since, and the history doesn't hold it, but for one that moved with the calendar: its history says
to when, and that is compared until its clock is stopped. Of such a deadline the code, the event and the state and
moment it began in are; where it may have begun anew with several entries, any of these will do. Due moments on the
plain clock are worked out again, and a task's due moment is that of the first of its deadlines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.calendar import SiteCalendar, due
from flows.definition import Case, Deadline, Procedure, State, Text
from flows.engine.conclude import new_task
from flows.engine.replay import CHANGE, SIDE_EVENTS, SPECIAL, apply, begin
from flows.engine.validity import Declared
from flows.service.office import BY_CLOCK
from flows.service.taking import runs_on
from flows.storage import tables as t
from flows.storage.columns import NEVER

Record = dict[str, Any]
LIVE_TASKS = (
    select(t.tasks, (t.tasks.c.site_id == t.cases.c.site_id).label("in_place"))
    .join(t.cases, t.cases.c.id == t.tasks.c.case_id)
    .where(t.LIVE)
    .order_by(t.tasks.c.case_id, t.tasks.c.id)
)
RUNNING_DEADLINES = (
    select(t.deadlines).where(t.deadlines.c.closed_at.is_(None)).order_by(t.deadlines.c.case_id, t.deadlines.c.id)
)


Start = tuple[str, str | None, datetime]  # the state, the event of the clock, the moment


@dataclass(frozen=True, slots=True)
class Began:
    """A deadline that runs: how it may have begun, and when it is due if that is on the clock."""

    starts: tuple[Start, ...]
    due_at: datetime | None
    stopped: tuple[datetime, datetime] | None = None  # its clock stands still: since when, and what it was due before
    told: bool = False  # `due_at` is not worked out: the history says to when it moved with the calendar


@dataclass(slots=True)
class Waiting:
    """The columns of the live task but for `due_at`, and the deadlines by code, as the history has them."""

    task: Record | None = None
    deadlines: dict[str, Began] = field(default_factory=dict)


def differences(
    declared: Declared, records: Sequence[Record], zone: ZoneInfo, tasks: Sequence[Any], running: Sequence[Any]
) -> Iterator[Text]:
    """The first that differs of each table; `tasks` are the rows of the live ones, `running` those of deadlines."""
    wanted = waiting(declared, records, zone)
    first_due = min((row.due_at for row in running), default=NEVER)
    found = [({name: getattr(row, name) for name in COLUMNS}, row.due_at) for row in tasks if row.in_place]
    if found != ([(wanted.task, first_due)] if wanted.task else []) or len(found) != len(tasks):
        yield _differs("tasks", tasks[0].state if tasks else str((wanted.task or {}).get("state")))
    by_code = {row.code: row for row in running}
    wrong = set(wanted.deadlines) ^ set(by_code)
    wrong |= {code for code, began in wanted.deadlines.items() if code in by_code and not _is(by_code[code], began)}
    if wrong:
        yield _differs("deadlines", min(wrong))


def _differs(table: str, name: str) -> Text:
    zh, en = "与记录推出的不同", "differs from what the history adds up to"
    return Text(f"{table}（{name}）{zh}", f"{table} ({name}) {en}")


COLUMNS = ("state", "audience", "named", "status", "opened_at", "claimed_by", "claimed_at", "closed_at")


def _is(row: Any, began: Began) -> bool:
    on_time = began.due_at is None or bool(row.due_at == began.due_at)
    return on_time and (row.state, row.event, row.opened_at) in began.starts


def waiting(declared: Declared, records: Sequence[Record], zone: ZoneInfo) -> Waiting:
    """What the case waits for after these entries, from its first."""
    case = begin(records[0])
    procedure = declared(case.version)
    found = Waiting(_task(procedure, case), _deadlines(procedure, case, {}, zone))
    for record in records[1:]:
        before, case = case, apply(case, record)
        if record["event"] == CHANGE:
            procedure = declared(case.version)
            _changes(found, _task(procedure, case), record)
            continue
        if record["event"] in SIDE_EVENTS or record["event"] == SPECIAL:
            _beside(found, procedure.state(case.state), record)
            _pauses(found, procedure.state(case.state), case, record)
            _moves(found, record)
            continue
        if case.state != before.state:
            found.task = _task(procedure, case)
        at = datetime.fromisoformat(record["at"])
        if case.state == before.state:
            found.deadlines |= _anew(procedure, before, case, found.deadlines, zone, at)
        else:
            wanted = _deadlines(procedure, case, found.deadlines, zone, at)
            found.deadlines = wanted | _running_on(procedure, before, case, found.deadlines, wanted)
    return found


def _task(procedure: Procedure, case: Case) -> Record | None:
    """The one that opens as the case enters the state where it is."""
    task = new_task(procedure.state(case.state), case, ())
    if task is None:
        return None
    told = {"state": task.state, "audience": "+".join(task.audience), "named": task.named, "status": "open"}
    return {**dict.fromkeys(COLUMNS), **told, "opened_at": case.entered_at}


def _beside(found: Waiting, state: State, record: Record) -> None:
    """Somebody takes the task, gives it back, or is given it, which may name another person."""
    if found.task is None or "task" not in record:
        return
    taker, at = record["task"]["claimed_by"], datetime.fromisoformat(record["at"])
    found.task |= {
        "status": "claimed" if taker else "open",
        "claimed_by": taker,
        "claimed_at": at if taker else None,
        "named": record.get("data", {}).get(state.named, found.task["named"]),
    }


def _pauses(found: Waiting, state: State, case: Case, record: Record) -> None:
    """Stops and starts the clocks of deadlines, as `pausing` does."""
    at = datetime.fromisoformat(record["at"])
    if record["event"] in ("pause_clock", "resume_clock"):
        told = {code: began for code, began in found.deadlines.items() if began.told}
        found.deadlines |= {code: replace(began, due_at=None, told=False) for code, began in told.items()}
    if record["event"] == "pause_clock":
        setting = next(reason.setting for reason in state.pauses if reason.code == record["pause"]["code"])
        longest = timedelta(days=int(case.settings[setting]))
        for code, began in found.deadlines.items():
            due_at, (_, event, _) = began.due_at, began.starts[0]
            if due_at and due_at > at and event is None and began.stopped is None:
                found.deadlines[code] = replace(began, due_at=due_at + longest, stopped=(at, due_at))
    elif record["event"] == "resume_clock":
        for code, began in found.deadlines.items():
            if began.stopped and began.due_at:
                since, before = began.stopped
                again = before + (max(at, since) - since)
                found.deadlines[code] = replace(began, due_at=min(began.due_at, again), stopped=None)


def _moves(found: Waiting, record: Record) -> None:
    """Takes over to when deadlines moved with the calendar; of one that stands still, what it may become at the latest."""
    for one in record.get("deadlines", ()):
        due_at = datetime.fromisoformat(one.get("latest", one["due_at"]))
        found.deadlines[one["code"]] = replace(found.deadlines[one["code"]], due_at=due_at, told=True)


def _changes(found: Waiting, task: Record | None, record: Record) -> None:
    """Another version: what waits and runs from then on stands in the entry."""
    at = datetime.fromisoformat
    if record["anew"]:
        found.task = task and {**task, "opened_at": at(record["at"])}
    found.deadlines = {
        one["code"]: Began(((one["state"], one["event"], at(one["opened_at"])),), at(one["due_at"]), told=True)
        for one in record["runs"]
    }


def _anew(
    procedure: Procedure, before: Case, case: Case, running: dict[str, Began], zone: ZoneInfo, at: datetime
) -> dict[str, Began]:
    """Of the deadlines of a case that stays where it is: those that go by a field which has changed, or begin now."""
    wanted = _deadlines(procedure, case, running, zone, at)
    return {c: b for c, b in wanted.items() if c not in running or not runs_on(procedure, before, case, c)}


def _running_on(
    procedure: Procedure, before: Case, case: Case, running: dict[str, Began], wanted: dict[str, Began]
) -> dict[str, Began]:
    """Of the deadlines of a case that has moved: those that went on, and have stood still. Earlier releases reckoned such
    anew, so that either moment may stand."""
    return {
        code: Began((*running[code].starts, *began.starts), None)
        for code, began in wanted.items()
        if code in running and began.due_at != running[code].due_at and runs_on(procedure, before, case, code)
    }


def _deadlines(
    procedure: Procedure, case: Case, before: dict[str, Began], zone: ZoneInfo, at: datetime | None = None
) -> dict[str, Began]:
    """Those that run after the entry of `at`: begun with it, or running on from `before` to the same moment."""
    found = {}
    for deadline in procedure.state(case.state).deadlines:
        moment = _due(deadline, case, zone)
        if moment is None:
            continue
        on_clock = moment if deadline.span.unit in BY_CLOCK else None
        earlier = before.get(deadline.code)
        same = earlier and (earlier.due_at == on_clock or (earlier.told and on_clock is None))
        runs_on = earlier.starts if earlier and same else ()
        # On the clock it is known whether it ran on or began anew, over a calendar it is not.
        here = () if runs_on and on_clock else ((case.state, deadline.event, at or case.entered_at),)
        found[deadline.code] = Began((*runs_on, *here), on_clock)
    return found


def _due(deadline: Deadline, case: Case, zone: ZoneInfo) -> datetime | None:
    span = deadline.span
    amount = int(case.settings.get(span.setting, span.amount)) if span.setting else span.amount
    return due(span, case.entered_at, SiteCalendar(zone), amount=amount, data=case.data)
