"""The month that a report is about, by the site's clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flows.definition import Text
from flows.service.errors import Invalid

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """`first` is its first day; `begin` and `end` are the first moments of it and of the next one, in UTC."""

    first: date
    zone: ZoneInfo

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time.min, self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        return self.following.begin

    @property
    def following(self) -> Month:
        first = self.first
        return Month(first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1), self.zone)

    @property
    def before(self) -> Month:
        first = self.first
        year, month = (first.year, first.month - 1) if first.month > 1 else (first.year - 1, 12)
        return Month(first.replace(year=year, month=month), self.zone)

    @property
    def code(self) -> str:
        return self.first.strftime("%Y-%m")

    @property
    def words(self) -> Text:
        return Text(f"{self.first.year} 年 {self.first.month} 月", self.first.strftime("%B %Y"))

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.begin <= moment < self.end

    def has(self, day: date) -> bool:
        return (day.year, day.month) == (self.first.year, self.first.month)


def month_of(moment: datetime, zone: ZoneInfo) -> Month:
    """The month that runs there at `moment`."""
    return Month(moment.astimezone(zone).date().replace(day=1), zone)


def month_asked(written: str | None, now: datetime, zone: ZoneInfo) -> Month:
    """`2026-03`; nothing: the month that runs. Raises Invalid for what is no month, and for one that has not begun."""
    running = month_of(now, zone)
    if not written:
        return running
    if not WRITTEN.fullmatch(written):
        raise Invalid.field("month", "月份写作 2026-03", "is written like 2026-03")
    found = Month(date(int(written[:4]), int(written[5:]), 1), zone)
    if found.first > running.first:
        raise Invalid.field("month", "这个月还没有开始", "has not begun yet")
    return found
