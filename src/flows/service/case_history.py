"""A case's history as people read it: who did what, for whom, when, with which words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Field, Person, Procedure, Text
from flows.engine.replay import CHANGE
from flows.procedures import GUARDS
from flows.service.masking import NOTHING, name_shown, shown
from flows.service.moves import label_of
from flows.storage.committed import Names, told
from flows.storage.snapshot import Snapshot
from flows.storage.tables import history


@dataclass(frozen=True, slots=True)
class Waives:
    """What an entry of special treatment sets aside: `guard`, with its `sentence`, for `event`."""

    event: str
    label: Text
    guard: str
    sentence: Text


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    code: str
    label: Text
    was: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """Why deadlines moved: who changed the calendar, and when. None: on the machine itself, or the program."""

    at: datetime
    by: Person | None


@dataclass(frozen=True, slots=True)
class VersionChange:
    """From which version of the procedure to which, whether by a map of states, and who decided it (None: unnamed, on
    the machine itself)."""

    was: int
    version: int
    by_map: bool
    by: Person | None


@dataclass(frozen=True, slots=True)
class HistoryView:
    """An entry of the history; `instead_of` when a substitute acted. `data` is masked. `special` are the guards, code
    and sentence, that the event did not meet and by special treatment did not have to. `pause` is what the case waits
    for with its clock stopped, `runs_on_at` when that has lasted its longest and the clock runs on by itself; `moved` are the deadlines that moved with a change of the `calendar`. `change`: the case went on under another version. `led_to`: the state where
    it stood afterwards, by the version of then."""

    seq: int
    at: datetime
    actor: Person
    instead_of: Person | None
    role: str
    event: str
    label: Text
    source: str | None
    target: str
    reason: str
    opinion: str
    data: Mapping[str, Any]
    documents: tuple[Mapping[str, Any], ...]
    task: Mapping[str, Any] | None
    waives: Waives | None
    special: tuple[tuple[str, Text], ...]
    pause: Text | None
    moved: tuple[MovedDeadline, ...]
    calendar: CalendarChange | None
    change: VersionChange | None
    led_to: Text
    hash: str
    runs_on_at: datetime | None = None


def entries_of(
    connection: Connection, seen: Snapshot, declared: Callable[[int], Procedure], stored: Names = NOTHING
) -> tuple[HistoryView, ...]:
    """Each told by the version that the case had then. `stored`: as in `masking.shown`."""
    h = history.c
    query = select(h.content, h.personal, h.hash).where(h.case_id == seen.case_id).order_by(h.seq)
    return tuple(_entries(connection.execute(query), declared, seen.case.settings, stored))


def _entries(
    rows: Iterable[Any], declared: Callable[[int], Procedure], settings: Mapping[str, Any], stored: Names
) -> Iterator[HistoryView]:
    procedure: Procedure | None = None
    fields: Mapping[str, Field] = {}
    for row in rows:
        record = told(row.content, row.personal)
        if procedure is None or record["event"] == CHANGE:
            procedure = declared(record["version"])
            fields = procedure.fields()
        yield replace(
            _entry(record, row.hash, procedure, fields, stored), runs_on_at=_runs_on(record, procedure, settings)
        )


def _sentence(procedure: Procedure, code: str) -> Text:
    guards = (guard for t in procedure.transitions for guard in t.when if guard.code == code)
    guard = next(guards, None) or GUARDS.get(code)
    return Text(guard.zh, guard.en) if guard else Text(code, code)


def _change(record: Mapping[str, Any]) -> VersionChange | None:
    if record["event"] != CHANGE:
        return None
    by = record.get("by")
    return VersionChange(record["was"], record["version"], record["by_map"], Person(**by) if by else None)


def _waives(record: Mapping[str, Any], procedure: Procedure) -> Waives | None:
    found = record.get("waives")
    if not found:
        return None
    event, guard = found["event"], found["guard"]
    return Waives(event, label_of(procedure, event), guard, _sentence(procedure, guard))


def _pause(record: Mapping[str, Any], procedure: Procedure) -> Text | None:
    found = record.get("pause")
    if not found:
        return None
    reasons = (reason for state in procedure.states for reason in state.pauses if reason.code == found["code"])
    return next((Text(reason.zh, reason.en) for reason in reasons), Text(found["code"], found["code"]))


def _runs_on(record: Mapping[str, Any], procedure: Procedure, settings: Mapping[str, Any]) -> datetime | None:
    found = record.get("pause")
    if not found:
        return None
    reasons = procedure.state(record["source"]).pauses
    days = next((int(settings[reason.setting]) for reason in reasons if reason.code == found["code"]), None)
    return None if days is None else datetime.fromisoformat(record["at"]) + timedelta(days=days)


def _moved(record: Mapping[str, Any], procedure: Procedure) -> tuple[MovedDeadline, ...]:
    labels = {d.code: Text(d.zh, d.en) for state in procedure.states for d in state.deadlines}
    at = datetime.fromisoformat
    return tuple(
        MovedDeadline(one["code"], labels[one["code"]], at(one["was"]), at(one["due_at"]))
        for one in record.get("deadlines", ())
    )


def _calendar(record: Mapping[str, Any]) -> CalendarChange | None:
    cause = record.get("calendar")
    if not cause:
        return None
    return CalendarChange(datetime.fromisoformat(cause["at"]), Person(**cause["by"]) if cause["by"] else None)


def _entry(
    record: Mapping[str, Any], digest: str, procedure: Procedure, fields: Mapping[str, Field], stored: Names
) -> HistoryView:
    absent, led_to = record.get("for"), procedure.state(record["target"])
    return HistoryView(
        seq=record["seq"],
        at=datetime.fromisoformat(record["at"]),
        actor=Person(record["actor"]["login"], record["actor"]["name"]),
        instead_of=Person(absent["login"], absent["name"]) if absent else None,
        role=record["role"],
        event=record["event"],
        label=label_of(procedure, record["event"]),
        source=record.get("source"),
        target=record["target"],
        reason=record.get("reason", ""),
        opinion=record.get("opinion", ""),
        data=shown(record.get("data", {}), fields, stored),
        documents=tuple({**paper, "name": name_shown(paper["name"])} for paper in record.get("documents", ())),
        task=record.get("task"),
        waives=_waives(record, procedure),
        special=tuple((code, _sentence(procedure, code)) for code in record.get("special", ())),
        pause=_pause(record, procedure),
        moved=_moved(record, procedure),
        calendar=_calendar(record),
        change=_change(record),
        led_to=Text(led_to.zh, led_to.en),
        hash=digest,
    )
