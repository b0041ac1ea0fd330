"""A year at a site as a page or the interface shows it, and every change of its calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, or_, select

from flows.calendar import SHIFTS, Shifts, SiteCalendar
from flows.definition import Person
from flows.service.calendars.seeding import ANNOUNCED
from flows.service.days import year_within_reach
from flows.service.office import Office, read_shifts, site_calendar
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.storage.tables import calendar_changes, calendar_days, site_calendars, sites, users

C, K, S = calendar_days.c, calendar_changes.c, site_calendars.c
CHANGES_MOST = 200  # on a page: the newest
Known = Literal["announced", "entered", "statutory", "nothing"]
"""Of a year's national calendar: its notice is read in; the office has entered it itself; only the statutory days are
there; nothing is."""
Kind = Literal["week", "weekend", "holiday", "made_up", "own_free", "own_working"]


@dataclass(frozen=True, slots=True)
class Day:
    """`kind` is why it is worked or not: as the week has it, by the national calendar, or by the site's own day, on the
    ground that `source` names."""

    day: date
    working: bool
    kind: Kind
    source: str = ""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """Days of the site's own, one after the other and alike."""

    first: date
    last: date
    working: bool
    note: str


@dataclass(frozen=True, slots=True)
class YearSeen:
    """`following`: deadlines are still being reckoned by the last change. `own_shifts`: they are not the handbook's;
    `shifts_changed` is the last change of them."""

    site: str
    year: int
    known: Known
    days: tuple[Day, ...]
    own: tuple[OwnDay, ...]
    shifts: Shifts
    own_shifts: bool
    shifts_changed: Change | None
    following: bool

    @property
    def certain(self) -> bool:
        return self.known in ("announced", "entered")


@dataclass(frozen=True, slots=True)
class Change:
    """`by` None: whoever runs commands on the machine, or the program at its start. `everywhere`: for all sites.
    `before` and `after` are as `calendar_changes` keeps them for its kind."""

    kind: str
    first: date | None
    last: date | None
    before: Any
    after: Any
    note: str
    by: Person | None
    at: datetime
    everywhere: bool


def year_of(office: Office, login: str, site: str, year: int | None, now: datetime) -> YearSeen:
    """For whoever holds a post at the site; `year` None: the one that it is there now. Raises Invalid for a year that
    can't be reckoned with."""
    if year is not None:
        year_within_reach(year)
    with office.read() as connection:
        site_id = rights_of(connection, login, now).site_ids(site)[0]
        zone = connection.execute(select(sites.c.zone).where(sites.c.id == site_id)).scalar_one()
        calendar = site_calendar(connection, site_id, ZoneInfo(zone))
        year = calendar.day_of(now).year if year is None else year
        here = and_(or_(C.site_id.is_(None), C.site_id == site_id), C.day.between(date(year, 1, 1), date(year, 12, 31)))
        rows = connection.execute(select(calendar_days).where(here).order_by(C.day)).all()
        kept = connection.execute(select(site_calendars).where(S.site_id == site_id)).one_or_none()
        last = _changes(connection, and_(K.site_id == site_id, K.kind == "shifts"), 1)
    national = {row.day: row for row in rows if row.site_id is None}
    own = {row.day: row for row in rows if row.site_id is not None}
    own_shifts = kept is not None and kept.shifts is not None
    return YearSeen(
        site=site,
        year=year,
        known=_known(year, national, kept),
        days=tuple(_day(day, calendar, national, own) for day in _days_of(year)),
        own=_in_runs(own),
        shifts=read_shifts(kept.shifts) if kept is not None and own_shifts else SHIFTS,
        own_shifts=own_shifts,
        shifts_changed=last[0] if last else None,
        following=kept is not None and kept.reckon_at is not None and kept.reckon_at <= now,
    )


def _known(year: int, national: Mapping[date, Any], kept: Any) -> Known:
    if any(row.source == ANNOUNCED for row in national.values()):
        return "announced"
    if kept is not None and year in kept.years:
        return "entered"
    return "statutory" if national else "nothing"


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]


def _day(day: date, calendar: SiteCalendar, national: Mapping[date, Any], own: Mapping[date, Any]) -> Day:
    working = calendar.is_working_day(day)
    if day in own:
        return Day(day, working, "own_working" if working else "own_free", own[day].source)
    if day in national:
        return Day(day, working, "made_up" if working else "holiday", national[day].source)
    return Day(day, working, "week" if working else "weekend")


def _in_runs(own: Mapping[date, Any]) -> tuple[OwnDay, ...]:
    found: list[OwnDay] = []
    for day, row in sorted(own.items()):
        before = found[-1] if found else None
        alike = before and (before.working, before.note) == (row.working, row.source)
        if before and alike and before.last + timedelta(days=1) == day:
            found[-1] = OwnDay(before.first, day, before.working, before.note)
        else:
            found.append(OwnDay(day, day, row.working, row.source))
    return tuple(found)


def calendar_changes_of(office: Office, login: str, site: str, now: datetime) -> tuple[Change, ...]:
    """Of the site and of all sites, the newest first. For the site's administrators."""
    with office.read() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        return _changes(connection, or_(K.site_id == site_id, K.site_id.is_(None)), CHANGES_MOST)


def _changes(connection: Connection, which: Any, most: int) -> tuple[Change, ...]:
    query = (
        select(calendar_changes, users.c.login, users.c.name)
        .outerjoin(users, users.c.id == K.changed_by)
        .where(which)
        .order_by(K.id.desc())
        .limit(most)
    )
    return tuple(
        Change(
            kind=row.kind,
            first=row.first_day,
            last=row.last_day,
            before=row.before,
            after=row.after,
            note=row.note,
            by=Person(row.login, row.name) if row.login else None,
            at=row.changed_at,
            everywhere=row.site_id is None,
        )
        for row in connection.execute(query)
    )
