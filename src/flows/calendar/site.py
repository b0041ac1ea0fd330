"""Working time of one site: its zone, its shifts and the days on which the week is not as usual."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo

Shifts = tuple[tuple[time, time], ...]
# CSH 2.2: the early and the late shift.
SHIFTS: Shifts = ((time(8, 30), time(16, 30)), (time(16, 30), time(23, 30)))
SATURDAY = 5
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SiteCalendar:
    """`shifts` are hours on the wall in `zone`, in order, none over midnight. `exceptions`: True for a make-up working
    day, False for a holiday; every other day goes by the week, Monday to Friday. `published` are the years for which
    the national calendar is known.

    Moments go in aware (ValueError otherwise) and come out in UTC; OverflowError beyond the year 9999.
    """

    zone: ZoneInfo
    shifts: Shifts = SHIFTS
    exceptions: Mapping[date, bool] = field(default_factory=dict, hash=False)
    published: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        hours = [hour for shift in self.shifts for hour in shift]
        if not self.shifts or any(begin >= end for begin, end in self.shifts):
            raise ValueError("a site needs shifts, each ending after it begins and before midnight")
        if any(later < earlier for earlier, later in pairwise(hours)):
            raise ValueError("shifts stand in order and do not overlap")
        # A copy: what a caller does with its own table later must not move deadlines.
        object.__setattr__(self, "exceptions", MappingProxyType(dict(self.exceptions)))

    def is_working_day(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_certain(self, day: date) -> bool:
        """Whether the national calendar of that year is known. Before its notice, a year has statutory days only. The
        notice for the next year has moved days after 28 December of this one (2011, 2018); that is not looked at."""
        return day.year in self.published

    def day_of(self, moment: datetime) -> date:
        """The day at the site."""
        return aware(moment).astimezone(self.zone).date()

    def end_of_day(self, day: date) -> datetime:
        """The end of the day's last shift, whether or not it is a working day: the desk is open every day."""
        return self._at(day, self.shifts[-1][1])

    def end_of_date(self, day: date) -> datetime:
        """24:00 of the day, where "valid until" that day ends."""
        return self._at(day + A_DAY, time(0))

    def shifts_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """From when to when the site's shifts last on that day."""
        for begin, end in self.shifts:
            yield self._at(day, begin), self._at(day, end)

    def begin_of_date(self, day: date) -> datetime:
        """0:00 of the day."""
        return self._at(day, time(0))

    def add_months(self, moment: datetime, n: int) -> datetime:
        """The end of the same day n months later, or of that month's last day where it is shorter."""
        day = self.day_of(moment)
        months = day.year * 12 + day.month - 1 + n
        year, month = months // 12, months % 12 + 1
        if year > MAXYEAR:
            raise OverflowError(f"no calendar has a year {year}")
        return self.end_of_date(date(year, month, min(day.day, monthrange(year, month)[1])))

    def next_month_working_day(self, moment: datetime, n: int) -> datetime:
        """The end of the n-th working day of the month after that of `moment`. ValueError unless n is at least 1."""
        if n < 1:
            raise ValueError(f"no month has a working day {n}")
        day = self.day_of(moment)
        last = day.replace(day=monthrange(day.year, day.month)[1])
        return self.add_working_days(self._at(last, time(12)), n)

    def end_of_same_day(self, moment: datetime) -> datetime:
        """The end of the day of `moment`; after its last shift, the end of the next day, for a deadline that has
        passed before it began could be kept by nobody."""
        day = self.day_of(moment)
        end = self.end_of_day(day)
        return end if moment <= end else self.end_of_day(day + A_DAY)

    def add_working_days(self, moment: datetime, n: int) -> datetime:
        """The end of the n-th working day after the day of `moment`, which itself never counts; with n = 0 as
        `end_of_same_day`. ValueError for n < 0."""
        if n < 0:
            raise ValueError(f"a number of working days is not negative: {n}")
        if n == 0:
            return self.end_of_same_day(moment)
        day = self.day_of(moment)
        while n > 0:
            day += A_DAY
            n -= self.is_working_day(day)
        return self.end_of_day(day)

    def next_month_day(self, moment: datetime, day: int) -> datetime:
        """The end of the day-th day of the month after that of `moment`, or of its last day where the month is
        shorter. ValueError unless 1 <= day <= 31."""
        if not 1 <= day <= 31:
            raise ValueError(f"no month has a day {day}")
        first = self.day_of(moment).replace(day=1)
        first += timedelta(days=monthrange(first.year, first.month)[1])
        return self.end_of_day(first.replace(day=min(day, monthrange(first.year, first.month)[1])))

    def _at(self, day: date, hour: time) -> datetime:
        # Where the clocks change at that very hour: the first of two equal hours, the moment of change for a missing one
        # at midnight.
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)


def aware(moment: datetime) -> datetime:
    """The same moment in UTC; ValueError where it has no offset."""
    if moment.utcoffset() is None:
        raise ValueError(f"a moment needs its offset: {moment.isoformat()}")
    return moment.astimezone(UTC)
