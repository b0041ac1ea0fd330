"""Asking for a report: who may, for which site and month; as tables, or as a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.definition import Text
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.reports.catalogue import REPORTS, Report
from flows.service.reports.month import Month, month_asked
from flows.service.reports.rows import Reader
from flows.service.reports.tables import Table, grid_of
from flows.service.rights import rights_of
from flows.service.spreadsheet import xlsx_of
from flows.storage.tables import sites


@dataclass(frozen=True, slots=True)
class Wanted:
    """`month` like `2026-03`; None: the one that runs."""

    name: str
    site: str
    month: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A report as it stands at `at`."""

    report: Report
    site: Text
    month: Month
    tables: tuple[Table, ...]
    at: datetime

    @property
    def about(self) -> Text:
        """What it is about, for the head of a page or a sheet."""
        clock = self.at.astimezone(self.month.zone).isoformat(" ", "minutes")[:16]
        if self.report.monthly:
            words = self.month.words
            return Text(f"{self.site.zh} · {words.zh}（截至 {clock}）", f"{self.site.en} · {words.en} (as of {clock})")
        return Text(f"{self.site.zh} · 截至 {clock}", f"{self.site.en} · as of {clock}")


def readable(roles: Iterable[str]) -> tuple[Report, ...]:
    """The reports that somebody in these posts may read."""
    held = set(roles)
    return tuple(
        found for found in REPORTS.values() if held and (not found.readers or held.intersection(found.readers))
    )


def report(office: Office, login: str, wanted: Wanted, now: datetime) -> Answer:
    """Everything in it as it was at one moment. Raises NotFound, Forbidden for other posts, Invalid for a month that is
    none."""
    found = REPORTS.get(wanted.name)
    if found is None:
        raise NotFound("没有这个报表", "There is no such report")
    with office.at_one_moment() as connection:
        rights = rights_of(connection, login, now)
        site_id = rights.must_hold(wanted.site, found.readers) if found.readers else rights.site_ids(wanted.site)[0]
        place = connection.execute(select(sites).where(sites.c.id == site_id)).one()
        month = month_asked(wanted.month, now, ZoneInfo(place.zone))
        rows = found.gather(Reader(office, connection, site_id, month, now))
    return Answer(found, Text(place.name_zh, place.name_en), month, found.tell(rows, month), now)


def workbook(answer: Answer, lang: str) -> bytes:
    """A sheet for each table."""
    about = (answer.report.title, answer.about)
    return xlsx_of([grid_of(table, about) for table in answer.tables], lang, answer.month.zone)
