"""Days that a person may ask for: at the edge of the calendar a day has no neighbour and can't be moved to UTC."""

from __future__ import annotations

from datetime import date

from flows.service.errors import Invalid

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # as the fields of a form have it


def year_within_reach(year: int) -> int:
    """The same year. Raises Invalid for one that can't be reckoned with."""
    if not FIRST.year <= year <= LAST.year:
        raise Invalid.field("year", "年份不对", "is not a year that can be reckoned with")
    return year


def within_reach(name: str, day: date | None) -> date | None:
    """The same day. Raises Invalid for one that no office ever lived or will live."""
    if day is not None and not FIRST <= day <= LAST:
        zh, en = f"日期须在 {FIRST} 至 {LAST} 之间", f"is not between {FIRST} and {LAST}"
        raise Invalid.field(name, zh, en)
    return day
