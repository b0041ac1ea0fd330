"""The national calendar, read in for all sites from the package `holidays`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, extract, insert, select

from flows.calendar import seed, seed_apart
from flows.service.calendars.log import to_follow, written_down
from flows.service.days import year_within_reach
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, OPERATOR, Who, forbidden, rights_of
from flows.storage.tables import calendar_days, sites

ANNOUNCED = "国务院办公厅放假通知 / State Council's holiday notice"
STATUTORY = "法定节假日，通知未发布 / statutory days, notice not out yet"
NATIONAL = frozenset({ANNOUNCED, STATUTORY})
"""Grounds in both languages, Chinese first; all others are somebody's own words."""
C = calendar_days.c
Reading = Callable[[Iterable[int]], tuple[Mapping[date, bool], frozenset[int]]]


@dataclass(frozen=True, slots=True)
class Seeded:
    """What is known now of the years asked for: how many days, which years are announced, and which of them read
    otherwise than before."""

    days: int
    announced: frozenset[int]
    changed: tuple[int, ...]


def seed_calendar(office: Office, who: Who, years: Iterable[int], now: datetime, read: Reading | None = None) -> Seeded:
    """Reads the national calendar of `years` in, in place of what stood there for all sites. By an administrator of all
    sites. To be done again when the next year's notice is out; what reads as before is not a change. Raises Invalid for
    a year that can't be reckoned with."""
    wanted = sorted({year_within_reach(year) for year in years})
    days, announced = (read or seed)(wanted)
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        if not rights.everywhere:
            raise forbidden(ADMINISTRATORS)
        # In the same order for everybody who changes calendars, so that nobody waits for a second who waits for the first.
        every = select(sites.c.id).order_by(sites.c.id).with_for_update(key_share=True)
        site_ids = list(connection.execute(every).scalars())
        who_when = {"changed_by": rights.user_id, "changed_at": now}
        changes = {year: _read_in(connection, year, days, year in announced, who_when) for year in wanted}
        changed = tuple(year for year, change in changes.items() if change)
        if changed:
            to_follow(connection, site_ids, max(filter(None, changes.values())), now)
    return Seeded(len(days), announced, changed)


def _read_in(
    connection: Connection, year: int, days: Mapping[date, bool], announced: bool, who_when: dict[str, Any]
) -> int | None:
    """The change that it is; None: it reads as before."""
    mine = (C.site_id.is_(None), extract("year", C.day) == year)
    before = {row.day: row.working for row in connection.execute(select(C.day, C.working).where(*mine))}
    after = {day: working for day, working in days.items() if day.year == year}
    if after == before:
        return None
    connection.execute(delete(calendar_days).where(*mine))
    source = ANNOUNCED if announced else STATUTORY
    if after:
        rows = [{"site_id": None, "day": day, "working": works, "source": source} for day, works in after.items()]
        connection.execute(insert(calendar_days), rows)
    return written_down(
        connection,
        site_id=None,
        kind="national",
        first_day=date(year, 1, 1),
        last_day=date(year, 12, 31),
        before=_told(before),
        after=_told(after),
        note=source,
        **who_when,
    )


def _told(days: dict[date, bool]) -> dict[str, bool]:
    return {day.isoformat(): working for day, working in sorted(days.items())}


def seed_missing_years(office: Office, now: datetime) -> None:
    """This year and the next, so that no deadline is reckoned without holidays. To be called every day: one statement where
    both are there, and anew until the notice of the year is out, which comes with a newer release of the calendar's
    package."""
    with office.read() as connection:
        query = select(extract("year", C.day)).where(C.site_id.is_(None), C.source == ANNOUNCED).distinct()
        announced = {int(year) for year in connection.execute(query).scalars()}
    missing = [year for year in (now.year, now.year + 1) if year not in announced]
    if missing:
        seed_calendar(office, OPERATOR, missing, now, seed_apart)
