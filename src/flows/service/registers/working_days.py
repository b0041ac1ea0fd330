"""The days on which a site's week is not as usual: the national calendar for all sites, and a site's own days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, delete, extract, insert, or_, select

from flows.calendar import seed
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, OPERATOR, Who, forbidden, rights_of
from flows.storage.tables import calendar_days

ANNOUNCED = "国务院办公厅放假通知 / State Council's holiday notice"
STATUTORY = "法定节假日，通知未发布 / statutory days, notice not out yet"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """`own`: the site's own exception, which goes before the national calendar."""

    day: date
    working: bool
    source: str
    own: bool


def seed_calendar(office: Office, who: Who, years: Iterable[int], now: datetime) -> int:
    """Reads the national calendar of `years` in, in place of what stood there for all sites; answers how many days. By
    an administrator of all sites. To be done again when the next year's notice is out."""
    wanted = sorted(set(years))
    days, announced = seed(wanted)
    rows = [
        {"site_id": None, "day": day, "working": working, "source": ANNOUNCED if day.year in announced else STATUTORY}
        for day, working in days.items()
    ]
    c = calendar_days.c
    with office.transaction() as connection:
        if not rights_of(connection, who, now).everywhere:
            raise forbidden(ADMINISTRATORS)
        for year in wanted:
            connection.execute(delete(calendar_days).where(c.site_id.is_(None), extract("year", c.day) == year))
        if rows:
            connection.execute(insert(calendar_days), rows)
    return len(rows)


def seed_missing_years(office: Office, now: datetime) -> None:
    """This year and the next, so that no deadline is reckoned without holidays; again and again until the notice of the
    year is out, which comes with a newer release of the calendar's package."""
    c = calendar_days.c
    with office.read() as connection:
        query = select(extract("year", c.day)).where(c.site_id.is_(None), c.source == ANNOUNCED).distinct()
        announced = {int(year) for year in connection.execute(query).scalars()}
    missing = [year for year in (now.year, now.year + 1) if year not in announced]
    if missing:
        seed_calendar(office, OPERATOR, missing, now)


def list_calendar_days(office: Office, login: str, site: str, year: int, now: datetime) -> tuple[CalendarDay, ...]:
    c = calendar_days.c
    with office.read() as connection:
        site_id = rights_of(connection, login, now).site_ids(site)[0]
        here = and_(or_(c.site_id.is_(None), c.site_id == site_id), extract("year", c.day) == year)
        found: dict[date, CalendarDay] = {}
        for row in sorted(connection.execute(select(calendar_days).where(here)), key=lambda r: r.site_id is not None):
            found[row.day] = CalendarDay(row.day, row.working, row.source, row.site_id is not None)
    return tuple(found[day] for day in sorted(found))


def set_calendar_day(
    office: Office, login: str, site: str, day: date, working: bool | None, source: str, now: datetime
) -> None:
    """By an administrator of the site. `working` None: the day is again as the national calendar has it. Due moments
    that were reckoned before stay."""
    if working is not None and not source.strip():
        raise Invalid.field("source", "请写明依据", "say on what ground")
    c = calendar_days.c
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        connection.execute(delete(calendar_days).where(c.site_id == site_id, c.day == day))
        if working is not None:
            row = {"site_id": site_id, "day": day, "working": working, "source": source.strip()[:100]}
            connection.execute(insert(calendar_days), row)
