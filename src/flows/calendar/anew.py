"""Deadlines whose clock has stood still, and what a change of the calendar makes of those that run. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flows.calendar.deadline import due
from flows.calendar.site import SiteCalendar
from flows.calendar.working_time import add_working_time, worked
from flows.definition import Span

BY_SHIFTS = frozenset({"working_hours", "working_days"})
COUNTS_DAYS = BY_SHIFTS | {"month_working_day"}
"""Spans that ask of each day whether it is worked; the others need no more than the hours of shifts."""


def postponed(calendar: SiteCalendar, span: Span, due_at: datetime, since: datetime, until: datetime) -> datetime:
    """`due_at`, later by the time between: by working time where it was reckoned in that."""
    if span.unit in BY_SHIFTS:
        return add_working_time(calendar, due_at, worked(calendar, since, until))
    return due_at + (until - since)


def due_with_pauses(
    span: Span,
    start: datetime,
    calendar: SiteCalendar,
    *,
    amount: int,
    data: Mapping[str, Any],
    stood: Iterable[tuple[datetime, datetime]] = (),
) -> datetime | None:
    """`due`, and later by each time for which the clock stood still, in their order. Raises what `due` raises."""
    moment = due(span, start, calendar, amount=amount, data=data)
    if moment is None:
        return None
    for since, until in stood:
        moment = postponed(calendar, span, moment, since, until)
    return moment


def moved(was: datetime, anew: datetime, at: datetime, calendar: SiteCalendar) -> datetime:
    """When a deadline that was due at `was` is due after a change of the calendar at `at`, by which it comes to `anew`.

    What has passed by `at` stays. Nothing passes by the change: what it would put before the end of that day's last
    shift is due by then, or when it was due already if that comes first. After the last shift, of the next day's.
    """
    if was <= at:
        return was
    return max(anew, min(was, calendar.end_of_same_day(at + timedelta.resolution)))


def is_certain(span: Span, due_at: datetime, calendar: SiteCalendar) -> bool:
    """Whether the days that a due moment was counted by are known: see `SiteCalendar.is_certain`."""
    return span.unit not in COUNTS_DAYS or calendar.is_certain(calendar.day_of(due_at))
