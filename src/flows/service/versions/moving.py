"""One case goes on under another version: what is written, all of it in one transaction.

The entry in its history says from which version to which, why, and what waits and runs from then on, so that the case
can be worked out from its history afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, update

from flows.definition import Case, Deadline, Person, Procedure
from flows.engine.compiled import Compiled
from flows.engine.conclude import new_task
from flows.engine.decision import NewTask
from flows.engine.replay import CHANGE, apply
from flows.service.office import Office, Reckoning, site_settings
from flows.service.pauses import NONE, pauses_of
from flows.service.pausing import running
from flows.service.plan import case_values, history_row
from flows.service.search_text import searched
from flows.service.seeing import THE_CLOCK
from flows.storage.case_texts import row as text_row
from flows.storage.columns import NEVER
from flows.storage.snapshot import Snapshot
from flows.storage.tables import cases, deadlines
from flows.storage.writing import Row, Writes, write_portably

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """Where the case goes: to the state `target` of `new`; by a `map` of states, or because its history is a run of it."""

    new: Compiled
    target: str
    by_map: bool
    reason: str
    by: Person | None


def move(office: Office, connection: Connection, seen: Snapshot, old: Procedure, change: Move, now: datetime) -> bool:
    """Inside the caller's transaction. False: somebody was faster, and nothing is written."""
    record = _record(connection, seen, change, now)
    case = apply(seen.case, record)
    rows = running(connection, seen.case_id)
    runs = _runs(office, connection, seen, case, (old, change.new.procedure), rows, now)
    task = new_task(change.new.procedure.state(case.state), case, ())
    record |= {"runs": [_told(one) for one in runs], "anew": not _stays(seen, case, task)}
    history = history_row(office.chain_key, office.catalogue.personal, record, case, seen.head)
    writes = _writes(seen, case, record, task, runs, history, now)
    if not write_portably(connection, _searched(writes, seen, case, change.new)):
        return False
    # Only here do these three change: they are no columns of an event's one statement.
    kept = {"version": case.version, "fingerprint": change.new.fingerprint, "settings": dict(case.settings)}
    connection.execute(update(cases).where(cases.c.id == seen.case_id).values(**kept))
    d = deadlines.c
    for one in runs:
        if one.stood:
            which = (d.case_id == seen.case_id, d.code == one.deadline.code, d.closed_at.is_(None))
            connection.execute(update(deadlines).where(*which).values(paused_seconds=one.stood))
    return True


def _record(connection: Connection, seen: Snapshot, change: Move, now: datetime) -> Record:
    procedure = change.new.procedure
    theirs = site_settings(connection, seen.site_id, procedure)
    record = {
        "seq": seen.case.revision + 1,
        "at": now.isoformat(),
        "event": CHANGE,
        "kind": "note",
        "source": seen.case.state,
        "target": change.target,
        "actor": {"login": THE_CLOCK.login, "name": THE_CLOCK.name},
        "role": THE_CLOCK.login,
        "was": seen.case.version,
        "version": procedure.version,
        "fingerprint": change.new.fingerprint,
        "settings": {code: value for code, value in theirs.items() if code not in seen.case.settings},
        "by_map": change.by_map,
        "by": {"login": change.by.login, "name": change.by.name} if change.by else None,
    }
    return record | ({"reason": change.reason} if change.reason else {})


def _stays(seen: Snapshot, case: Case, task: NewTask | None) -> bool:
    """Whether the task that waits now is still the right one: then who has taken it keeps it."""
    waits = seen.task
    if waits is None or task is None or seen.case.state != case.state:
        return waits is None and task is None
    return (waits.audience, waits.named) == (task.audience, task.named)


@dataclass(frozen=True, slots=True)
class _Runs:
    """A deadline that runs afterwards; `row`: it ran before, and runs on as it is. `stood`: seconds for which it has stood still,
    which it keeps, so that it is reckoned with them when the calendar changes."""

    deadline: Deadline
    state: str
    due_at: datetime
    opened_at: datetime
    stood: int = 0
    row: Any = None


def _told(one: _Runs) -> Record:
    moments = {"due_at": one.due_at.isoformat(), "opened_at": one.opened_at.isoformat()}
    return {"code": one.deadline.code, "state": one.state, "event": one.deadline.event, **moments}


def _runs(
    office: Office,
    connection: Connection,
    seen: Snapshot,
    case: Case,
    versions: tuple[Procedure, Procedure],
    rows: Sequence[Any],
    now: datetime,
) -> list[_Runs]:
    """Counted as the new version has it, from when the case came into its state. What by that would have passed already,
    while it had not before, is counted from now: nobody is late by a change that they didn't make."""
    reckon = Reckoning(seen.zone, partial(office.calendar, connection, seen.site_id, seen.zone, seen.calendar_change))
    old, new = versions
    before = {row.code: row for row in rows}
    stops = any(row.paused_seconds for row in rows)
    pauses = pauses_of(connection, seen.case_id, new, case.settings) if stops else NONE
    found = []
    for deadline in new.state(case.state).deadlines:
        row = before.get(deadline.code)
        if row is not None and case.state == seen.case.state and _alike(old, new, row, case.state):
            found.append(_Runs(deadline, row.state, row.due_at, row.opened_at, row=row))
            continue
        began, stood = (row.opened_at, row.paused_seconds) if row is not None and row.paused_seconds else (now, 0)
        due = reckon(deadline.span, case.entered_at, case.data, case.settings, pauses.stood(began) if stood else ())
        if due is None:
            continue
        if due <= now and not (row is not None and row.due_at <= now):
            began, stood = now, 0
            due = max(now, reckon(deadline.span, now, case.data, case.settings) or now)
        found.append(_Runs(deadline, case.state, due, began, stood))
    return found


def _alike(old: Procedure, new: Procedure, row: Any, state: str) -> bool:
    return all(_limit(old, one, row.code) == _limit(new, one, row.code) for one in {row.state, state})


def _limit(procedure: Procedure, state: str, code: str) -> Deadline | None:
    """As that state has it; one may have begun in an earlier state than the case is in."""
    limits = (d for one in procedure.states if one.code == state for d in one.deadlines)
    return next((deadline for deadline in limits if deadline.code == code), None)


def _writes(
    seen: Snapshot,
    case: Case,
    record: Mapping[str, Any],
    task: NewTask | None,
    runs: Sequence[_Runs],
    history: Row,
    now: datetime,
) -> Writes:
    kept = {one.deadline.code for one in runs if one.row is not None}
    first = min((one.due_at for one in runs), default=NEVER)
    writes = Writes(
        case_id=seen.case_id,
        seen_revision=seen.case.revision,
        actor_id=None,
        seen_actor=None,
        unit_id=None,
        seen_unit=None,
        at=now,
        by=history["actor"],
        case=case_values(case, history["hash"]),
        history={"case_id": seen.case_id, **history},
        outbox={"case_id": seen.case_id, "seq": history["seq"], "kind": CHANGE, "at": now},
        ended_deadlines=sorted({one.code for one in seen.deadlines} - kept),
        deadlines=[{"case_id": seen.case_id, **_row(one)} for one in runs if one.row is None],
    )
    if not record["anew"]:
        writes.task_due = (first,)
        return writes
    writes.ends_task = "cancelled"
    if task is not None:
        place = {"case_id": seen.case_id, "site_id": seen.site_id, "opened_at": now, "due_at": first}
        audience = "+".join(task.audience)
        writes.task = {**place, "state": task.state, "audience": audience, "named": task.named, "status": "open"}
    return writes


def _row(one: _Runs) -> Row:
    moments = {"due_at": one.due_at, "opened_at": one.opened_at}
    return {"code": one.deadline.code, "state": one.state, "event": one.deadline.event, **moments}


def _searched(writes: Writes, seen: Snapshot, case: Case, new: Compiled) -> Writes:
    """The new version may have other fields that are searched."""
    name = seen.applicant.name if seen.applicant else None
    text = searched(new, case.number, case.unit, name, case.data)
    writes.searched = text_row(seen.case_id, seen.site_id, text)
    return writes
