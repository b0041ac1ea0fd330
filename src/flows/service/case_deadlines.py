"""The deadlines of a case as they are shown: when each is due, and how that was reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from flows.calendar import COUNTS_DAYS, SiteCalendar, is_certain
from flows.definition import Person, Procedure, Span, Text
from flows.service.case_history import HistoryView
from flows.service.office import site_calendar
from flows.service.pauses import NONE, pauses_of
from flows.storage.snapshot import Snapshot
from flows.storage.tables import deadlines


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """The due moment before the calendar was changed, at `at` by `by`; None: on the machine itself."""

    was: datetime
    at: datetime
    by: Person | None


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """`closed_at` None: it still runs. `overdue`: it has passed unkept, whether or not the work was done later. While
    its clock stands still: since when, what it was due before, and `runs_on_at`, when the pause has lasted its longest and
    the clock runs on by itself, to `due_at`; `paused` is how long it stood still before. `moved`:
    the last change of the calendar that moved it. `provisional`: it runs, and was counted over days of which the
    national calendar isn't known yet."""

    code: str
    label: Text
    due_at: datetime
    closed_at: datetime | None
    overdue: bool
    paused_since: datetime | None = None
    due_before: datetime | None = None
    runs_on_at: datetime | None = None
    paused: timedelta = timedelta(0)
    moved: MovedFrom | None = None
    provisional: bool = False

    def stands_still(self, now: datetime) -> bool:
        return self.paused_since is not None and (self.runs_on_at is None or now < self.runs_on_at)


def deadlines_of(
    connection: Connection, seen: Snapshot, procedure: Procedure, history: Sequence[HistoryView], now: datetime
) -> tuple[DeadlineView, ...]:
    declared = {(state.code, d.code): d for state in procedure.states for d in state.deadlines}
    labels = {code: Text(d.zh, d.en) for (_, code), d in declared.items()}
    query = select(deadlines).where(deadlines.c.case_id == seen.case_id).order_by(deadlines.c.id)
    rows = connection.execute(query).all()
    spans = {row.id: declared[row.state, row.code].span for row in rows if (row.state, row.code) in declared}
    counting = {row.id: spans[row.id] for row in rows if row.id in spans and _counts_on(row, spans[row.id])}
    calendar = site_calendar(connection, seen.site_id, seen.zone) if counting else None
    stopped = {row.id: row.paused_at for row in rows if row.closed_at is None and row.paused_at is not None}
    pauses = pauses_of(connection, seen.case_id, procedure, seen.case.settings) if stopped else NONE
    return tuple(
        DeadlineView(
            row.code,
            labels.get(row.code, Text(row.code, row.code)),
            row.due_at,
            row.closed_at,
            overdue=(row.closed_at or now) > row.due_at,
            paused_since=stopped.get(row.id),
            due_before=row.due_before,
            runs_on_at=pauses.runs_on_at(stopped[row.id]) if row.id in stopped else None,
            paused=timedelta(seconds=row.paused_seconds),
            moved=_moved(row, history),
            provisional=_provisional(row, counting.get(row.id), calendar),
        )
        for row in rows
    )


def _counts_on(row: Any, span: Span) -> bool:
    return row.closed_at is None and span.unit in COUNTS_DAYS


def _provisional(row: Any, span: Span | None, calendar: SiteCalendar | None) -> bool:
    return span is not None and calendar is not None and not is_certain(span, row.due_before or row.due_at, calendar)


def _moved(row: Any, history: Sequence[HistoryView]) -> MovedFrom | None:
    """The last entry that moved it, and not another of its name that ran before or after."""
    for entry in reversed(history):
        if entry.calendar and row.opened_at <= entry.at <= (row.closed_at or entry.at):
            for move in entry.moved:
                if move.code == row.code:
                    return MovedFrom(move.was, entry.calendar.at, entry.calendar.by)
    return None
