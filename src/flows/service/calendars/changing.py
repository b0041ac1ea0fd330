"""What an administrator changes in a site's calendar: days, shifts, and whether a year is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select

from flows.calendar import SiteCalendar
from flows.service.calendars.log import held, keep, to_follow, written_down
from flows.service.days import within_reach, year_within_reach
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.storage.tables import calendar_days, site_calendars

MOST_DAYS = 366  # in one change: a range that is longer is a slip of the pen
LONGEST_NOTE = 100
C = calendar_days.c
Hours = tuple[str, str]  # as typed: "08:30", "16:30"


def set_days(
    office: Office, login: str, site: str, first: date, last: date, working: bool | None, note: str, now: datetime
) -> int:
    """The days from `first` to `last` are worked, or free, at this site, whatever the week and the national calendar
    say; `working` None: they are again as those have them. By an administrator of the site, on the ground of `note`.
    Answers how many days now read otherwise among the site's own."""
    _fitting(first, last, working, note)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with office.transaction() as connection:
        site_id, who_when = _admitted(connection, login, site, now)
        mine = (C.site_id == site_id, C.day.between(first, last))
        before = {row.day: [row.working, row.source] for row in connection.execute(select(calendar_days).where(*mine))}
        after = {} if working is None else {day: [working, note.strip()] for day in days}
        if after == before:
            return 0
        connection.execute(delete(calendar_days).where(*mine))
        if after:
            rows = [
                {"site_id": site_id, "day": d, "working": works, "source": why} for d, (works, why) in after.items()
            ]
            connection.execute(insert(calendar_days), rows)
        told = {"before": _told(before), "after": _told(after), "note": note.strip()}
        spread = {"first_day": first, "last_day": last}
        change = written_down(connection, site_id=site_id, kind="days", **spread, **told, **who_when)
        to_follow(connection, [site_id], change, now)
    return sum(before.get(day) != after.get(day) for day in days)


def _fitting(first: date, last: date, working: bool | None, note: str) -> None:
    within_reach("first", first)
    within_reach("last", last)
    if last < first:
        raise Invalid.field("last", "结束日期不能早于开始日期", "lies before the first day")
    if (last - first).days >= MOST_DAYS:
        raise Invalid.field("last", f"一次最多 {MOST_DAYS} 天", f"is more than {MOST_DAYS} days away")
    _noted(note, needed=working is not None)


def _noted(note: str, *, needed: bool) -> str:
    if needed and not note.strip():
        raise Invalid.field("note", "请写明依据", "needs the ground for it")
    if len(note.strip()) > LONGEST_NOTE:
        raise Invalid.field("note", f"不超过 {LONGEST_NOTE} 字", f"takes {LONGEST_NOTE} characters at the most")
    return note.strip()


def _told(days: dict[date, list[Any]]) -> dict[str, list[Any]]:
    return {day.isoformat(): told for day, told in sorted(days.items())}


def _admitted(connection: Connection, login: str, site: str, now: datetime) -> tuple[int, dict[str, Any]]:
    rights = rights_of(connection, login, now)
    site_id = rights.must_hold(site, ADMINISTRATORS)
    held(connection, site_id)
    return site_id, {"changed_by": rights.user_id, "changed_at": now}


def set_shifts(office: Office, login: str, site: str, shifts: Sequence[Hours] | None, note: str, now: datetime) -> None:
    """From when to when the site's shifts last on every day; None: as in the handbook. By an administrator of the site,
    on the ground of `note`. Raises Invalid where a calendar can't have them."""
    kept = None if shifts is None else _hours(shifts)
    ground = _noted(note, needed=shifts is not None)
    with office.transaction() as connection:
        site_id, who_when = _admitted(connection, login, site, now)
        query = select(site_calendars.c.shifts).where(site_calendars.c.site_id == site_id)
        before = connection.execute(query).scalar_one_or_none()
        if before == kept:
            return
        told = {"before": before, "after": kept, "note": ground}
        change = written_down(connection, site_id=site_id, kind="shifts", **told, **who_when)
        keep(connection, site_id, shifts=kept)
        to_follow(connection, [site_id], change, now)


def _hours(shifts: Sequence[Hours]) -> list[list[str]]:
    try:
        read = tuple((time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())) for begin, end in shifts)
    except ValueError:
        raise Invalid.field("shifts", "时间写作 08:30", "takes hours written as 08:30") from None
    if any(hour != hour.replace(second=0, microsecond=0, tzinfo=None) for shift in read for hour in shift):
        raise Invalid.field("shifts", "时间写作 08:30", "takes hours written as 08:30")
    try:
        SiteCalendar(ZoneInfo("UTC"), read)
    except ValueError:
        zh, en = (
            "至少一个班次，先开始后结束，按先后排列，互不重叠，不跨午夜",
            "needs shifts in order, none over another or midnight",
        )
        raise Invalid.field("shifts", zh, en) from None
    return [[f"{begin:%H:%M}", f"{end:%H:%M}"] for begin, end in read]


def enter_year(office: Office, login: str, site: str, year: int, known: bool, note: str, now: datetime) -> None:
    """The office has entered the year's national calendar itself, for its notice came before this program knew it; or
    has not, after all. By an administrator of the site. No due moment changes by that, only what is said of it."""
    year_within_reach(year)
    ground = _noted(note, needed=known)
    with office.transaction() as connection:
        site_id, who_when = _admitted(connection, login, site, now)
        query = select(site_calendars.c.years).where(site_calendars.c.site_id == site_id)
        before = set(connection.execute(query).scalar_one_or_none() or ())
        after = before | {year} if known else before - {year}
        if after == before:
            return
        spread = {"first_day": date(year, 1, 1), "last_day": date(year, 12, 31)}
        told = {"before": sorted(before), "after": sorted(after), "note": ground}
        written_down(connection, site_id=site_id, kind="year", **spread, **told, **who_when)
        keep(connection, site_id, years=sorted(after))
