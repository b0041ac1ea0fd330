"""Days of months and the two shifts of a day, as the handbooks of the office count them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from flows.definition import Choice, Situation

A_DAY = timedelta(days=1)
# CSH 2.2.
SHIFTS = {"early": (time(8, 30), time(16, 30)), "late": (time(16, 30), time(23, 30))}
SHIFT_CHOICES = (
    Choice("early", "早班 08:30–16:30", "Early, 08:30–16:30"),
    Choice("late", "晚班 16:30–23:30", "Late, 16:30–23:30"),
)
SHIFT_NAMES = {"early": ("早班", "the early shift"), "late": ("晚班", "the late shift")}


def first_of(day: date) -> date:
    return day.replace(day=1)


def last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def day_of_month(day: date, number: int) -> date:
    """The `number`-th of the month of `day`, or its last day where the month is shorter (the 30th in February)."""
    return day.replace(day=min(number, last_of(day).day))


def month_before(day: date) -> date:
    """The last day of the month before."""
    return first_of(day) - A_DAY


def days(first: date, last: date) -> Iterator[date]:
    """Both included."""
    while first <= last:
        yield first
        first += A_DAY


def shift_ends(situation: Situation, day: date, shift: str) -> datetime:
    """The moment at which the shift of that day is handed over, in UTC."""
    return datetime.combine(day, SHIFTS[shift][1], situation.zone).astimezone(UTC)


def is_over(situation: Situation, last: date | None) -> bool:
    """Whether the day lies behind; None, which names no day, does not."""
    return last is not None and situation.today > last
