"""What puts off the rungs of a deadline, read from the history of its case: a clock that stood, a change of the calendar, a
task that was given back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import PauseReason, Rung
from flows.storage.tables import history

PUT_OFF_BY = ("pause_clock", "resume_clock", "move_deadlines", "release_task")


@dataclass(frozen=True, slots=True)
class Entry:
    event: str
    at: datetime
    content: str


def entries_of(connection: Connection, cases: Iterable[int]) -> dict[int, tuple[Entry, ...]]:
    """Of each of the cases, those that put something off, in their order."""
    h = history.c
    found: dict[int, tuple[Entry, ...]] = dict.fromkeys(cases, ())
    query = select(h.case_id, h.event, h.at, h.content).where(h.case_id.in_(found), h.event.in_(PUT_OFF_BY))
    for case, *entry in connection.execute(query.order_by(h.case_id, h.seq)):
        found[case] += (Entry(*entry),)
    return found


def stands_until(
    row: Any, due: datetime, entries: Iterable[Entry], reasons: Iterable[PauseReason], settings: Mapping[str, Any]
) -> datetime | None:
    """When the clock of a deadline that stands still runs on by itself: after the longest pause for its reason, past its
    due moment `due` in any case. None: it runs."""
    if row.paused_at is None:
        return None
    longest = {reason.code: timedelta(days=int(settings[reason.setting])) for reason in reasons}
    records = (json.loads(e.content) for e in entries if e.event == "pause_clock" and e.at == row.paused_at)
    # The version that the case has come to meanwhile may not have the reason any more.
    over: list[datetime] = [
        row.paused_at + longest[code] for record in records if (code := record["pause"]["code"]) in longest
    ]
    return min(due, *over) if over else due


def begun(row: Any, until: datetime | None) -> datetime:
    """When the deadline would have begun had its clock never stood: from then to its due moment lies nothing but the time
    that it has. `until`: when a clock that stands now runs on."""
    stood = timedelta(seconds=row.paused_seconds)
    moment: datetime = row.opened_at + stood
    return moment + (until - row.paused_at) if until else moment


def put_off(row: Any, rung: Rung, entries: Iterable[Entry]) -> datetime | None:
    """Before when the rung could not be climbed, whatever its share of the time; None where nothing has put it off."""
    return max((entry.at for entry in entries if _concerns(row, rung, entry)), default=None)


def _concerns(row: Any, rung: Rung, entry: Entry) -> bool:
    if entry.event == "resume_clock":
        return bool(row.paused_seconds)
    if entry.event == "move_deadlines":
        return any(moved["code"] == row.code for moved in json.loads(entry.content)["deadlines"])
    return entry.event == "release_task" and rung.untaken
