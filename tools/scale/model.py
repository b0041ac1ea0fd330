"""What a day at so many sites comes to. Pure arithmetic over what is assumed of a site and what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tools.scale.measured import Measured, Mode
from tools.scale.waiting import Asked

MEGA, GIGA, TERA = 1e6, 1e9, 1e12
HOUR = 3600
WORKING_DAYS = 250  # a year
BUSY = 0.7  # of what a thing can do: beyond that, waiting grows faster than the load
LOOK = 60  # seconds between two looks of an open worklist, of itself: the setting `refresh_seconds`
PAGES_AT_HOME = 1  # for each event, with replicas: who has just acted reads where it was written


@dataclass(frozen=True)
class Site:
    """What is assumed of one; no handbook gives these. A site of a thousand or two thousand households."""

    cases_a_day: float = 20
    entries_a_case: float = 9
    deadlines_a_case: float = 3
    rungs_a_deadline: float = 1.5
    papers_a_case: float = 2
    bytes_a_paper: float = 400_000
    pages_an_entry: float = 10
    cases_of_the_pages: float = 0.5  # the others are worklists
    open_worklists: float = 5
    of_the_day_in_the_peak_hour: float = 0.2
    of_the_rungs_at_night: float = 0.05


@dataclass(frozen=True)
class Day:
    """A working day at `sites` sites."""

    sites: int
    site: Site
    measured: Measured

    @property
    def cases(self) -> float:
        return self.sites * self.site.cases_a_day

    @property
    def entries(self) -> float:
        return self.cases * self.site.entries_a_case

    @property
    def entries_at_peak(self) -> float:
        """A second."""
        return self.entries * self.site.of_the_day_in_the_peak_hour / HOUR

    @property
    def pages_at_peak(self) -> float:
        """A second."""
        return self.entries_at_peak * self.site.pages_an_entry

    @property
    def rungs(self) -> float:
        return self.cases * self.site.deadlines_a_case * self.site.rungs_a_deadline

    @property
    def log_bytes(self) -> float:
        return self.entries * self.measured.log_bytes_an_event

    @property
    def stored_bytes_a_year(self) -> float:
        return self.entries * self.measured.stored_bytes_an_entry * WORKING_DAYS

    @property
    def index_bytes_a_year(self) -> float:
        return self.entries * self.measured.index_bytes_an_entry * WORKING_DAYS

    @property
    def paper_bytes_a_year(self) -> float:
        return self.cases * self.site.papers_a_case * self.site.bytes_a_paper * WORKING_DAYS

    @property
    def rungs_at_peak(self) -> float:
        """A second."""
        return self.rungs * self.site.of_the_day_in_the_peak_hour / HOUR

    @property
    def looks_at_peak(self) -> float:
        """A second: what open worklists ask for of themselves."""
        return self.sites * self.site.open_worklists / LOOK

    @property
    def web_processes(self) -> float:
        """A case and what a page asks for beside itself count for so many worklist pages as they take of a processor."""
        cases, m = self.site.cases_of_the_pages, self.measured
        of_a_page = cases * m.pages_a_case + (1 - cases) * m.pages_a_worklist
        worth = self.pages_at_peak * of_a_page + self.looks_at_peak * m.pages_a_look
        return worth / (BUSY * m.pages_a_second)

    def workers_busy(self, mode: Mode) -> float:
        """With the outbox, through which every event passes, and with rungs; each gets through as much as one alone."""
        return self.entries_at_peak / mode.entries_a_second + self.rungs_at_peak / mode.rungs_a_second

    def workers(self, mode: Mode) -> float:
        """Two at least: one may die. The peak hour's entries and rungs are told within it."""
        return max(self.workers_busy(mode) / BUSY, 2)

    @property
    def events(self) -> Asked:
        return Asked(self.entries_at_peak, self.measured.database_ms_an_event)

    @property
    def pages(self) -> tuple[Asked, ...]:
        """With what they ask for beside themselves as soon as they are shown."""
        return self._pages(self.pages_at_peak)

    @property
    def looks(self) -> Asked:
        return Asked(self.looks_at_peak, self.measured.database_ms_a_look)

    def told(self, mode: Mode) -> tuple[Asked, ...]:
        """By workers: entries of the outbox, and rungs."""
        return Asked(self.entries_at_peak, mode.entry_ms), Asked(self.rungs_at_peak, mode.rung_ms)

    def asked(self, mode: Mode) -> tuple[Asked, ...]:
        """Of one database, in a second of the peak hour."""
        return self.events, *self.pages, self.looks, *self.told(mode)

    def asked_at_home(self, mode: Mode) -> tuple[Asked, ...]:
        """Of that database where replicas answer for all other pages."""
        return self.events, *self._pages(self.entries_at_peak * PAGES_AT_HOME), *self.told(mode)

    def _pages(self, a_second: float) -> tuple[Asked, ...]:
        cases, m = a_second * self.site.cases_of_the_pages, self.measured
        return Asked(a_second - cases, m.database_ms_a_worklist), Asked(cases, m.database_ms_a_case)


def cores(asked: Iterable[Asked]) -> float:
    """Busy, of a database; not all that it has."""
    return sum(kind.servers for kind in asked)


def one_site(site: Site, measured: Measured) -> Day:
    return Day(1, site, measured)
