"""When the stories of the demonstration happen, counted back from the moment at which it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.service.demo.staff import ZONE

PHONE = "+99900009999"  # of whoever calls: no country has +999


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def hours(count: int) -> timedelta:
    return timedelta(hours=count)


def days(count: int) -> timedelta:
    return timedelta(days=count)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`now` is the moment of loading; every story has come to its end by then."""

    now: datetime

    def ago(self, span: timedelta) -> datetime:
        return self.now - span

    def morning(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """That day at the site's wall clock; `days_ago` below nought lies ahead."""
        zone = ZoneInfo(ZONE)
        day = self.now.astimezone(zone).date() - timedelta(days=days_ago)
        return datetime.combine(day, time(hour, minute), zone).astimezone(self.now.tzinfo)

    def day(self, ahead: int) -> str:
        """A date, so many days from today at the site."""
        return (self.now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=ahead)).isoformat()
