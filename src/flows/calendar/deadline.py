"""From a declared span to the moment at which a deadline passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, assert_never

from flows.calendar.site import SiteCalendar, aware
from flows.calendar.working_time import add_working_time
from flows.definition import Span

DATE_LENGTH = len("2026-01-31")


def due(
    span: Span, start: datetime, calendar: SiteCalendar, *, amount: int, data: Mapping[str, Any]
) -> datetime | None:
    """When a deadline that began at `start` passes, in UTC. None: its field is empty, so nothing runs yet.

    `amount` is the span's own or the site's setting for it; `data` are the case's fields, one of which may hold the
    beginning (`Span.since`), another the latest moment (`Span.before`). Minutes, hours and days of 24
    hours run on the clock, nights and holidays too. ValueError for a `start` or field without its offset, a negative
    amount, a field that is neither date nor moment, and a moment that no calendar holds.
    """
    if amount < 0:
        raise ValueError(f"a deadline does not run backwards: {amount} {span.unit}")
    try:
        begun = aware(start) if span.since is None else _begun(span.since, calendar, data)
        moment = None if begun is None else _reckon(span, begun, calendar, amount, data)
        latest = _written(span.before, calendar, data) if span.before is not None else None
        return moment if moment is None or latest is None else min(moment, latest)
    except OverflowError as error:
        raise ValueError(f"beyond any calendar: {amount} {span.unit}") from error


def _reckon(
    span: Span, start: datetime, calendar: SiteCalendar, amount: int, data: Mapping[str, Any]
) -> datetime | None:
    match span.unit:
        case "minutes":
            return start + timedelta(minutes=amount)
        case "hours":
            return start + timedelta(hours=amount)
        case "days":
            return start + timedelta(days=amount)
        case "working_hours":
            return add_working_time(calendar, start, timedelta(hours=amount))
        case "working_days":
            return calendar.add_working_days(start, amount)
        case "months":
            return calendar.add_months(start, amount)
        case "same_day":
            return calendar.end_of_same_day(start)
        case "month_day":
            return calendar.next_month_day(start, amount)
        case "month_working_day":
            return calendar.next_month_working_day(start, amount)
        case "field":
            return _written(span.field, calendar, data)
        case _:
            assert_never(span.unit)


def _begun(name: str, calendar: SiteCalendar, data: Mapping[str, Any]) -> datetime | None:
    """The moment in a field, or the first of its date at the site."""
    value = data.get(name)
    if isinstance(value, str) and 0 < len(value) <= DATE_LENGTH:
        return calendar.begin_of_date(date.fromisoformat(value))
    return _written(name, calendar, data)


def _written(name: str | None, calendar: SiteCalendar, data: Mapping[str, Any]) -> datetime | None:
    if name is None:
        raise ValueError("a span that reads a field names it")
    value = data.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"{name} is neither a date nor a moment")
    if len(value) <= DATE_LENGTH:
        return calendar.end_of_date(date.fromisoformat(value))
    return aware(datetime.fromisoformat(value))
