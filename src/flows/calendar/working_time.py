"""Working time of a site: the minutes of its shifts on working days, counted and added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from flows.calendar.site import A_DAY, SiteCalendar, aware

NONE = timedelta(0)


def worked(calendar: SiteCalendar, start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two moments; less than nothing where `end` comes first."""
    start, end = aware(start), aware(end)
    if end < start:
        return -worked(calendar, end, start)
    last = calendar.day_of(end)
    spent = NONE
    for day, begin, finish in _shifts_from(calendar, start):
        if day > last:
            break
        spent += max(NONE, min(finish, end) - begin)
    return spent


def add_working_time(calendar: SiteCalendar, start: datetime, amount: timedelta) -> datetime:
    """The first moment by which `amount` has been worked since `start`; of nothing, `start` itself. ValueError for less
    than nothing, OverflowError beyond the year 9999."""
    if amount < NONE:
        raise ValueError(f"working time is not negative: {amount}")
    start = aware(start)
    if not amount:
        return start
    left = amount
    for _, begin, finish in _shifts_from(calendar, start):
        if finish - begin >= left:
            return begin + left
        left -= finish - begin
    raise OverflowError(f"beyond any calendar: {amount} of working time")


def _shifts_from(calendar: SiteCalendar, start: datetime) -> Iterator[tuple[date, datetime, datetime]]:
    """Every shift of every working day, or what is left of it, from `start` on, none over another: one that ends in the
    hour which summer time leaves out ends when the next has begun, even after midnight."""
    day, over = calendar.day_of(start) - A_DAY, start
    while day < date.max - A_DAY:
        if calendar.is_working_day(day):
            for begin, finish in calendar.shifts_on(day):
                begin = max(begin, over)
                if begin < finish:
                    yield day, begin, finish
                    over = finish
        day += A_DAY
