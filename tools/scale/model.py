"""What a day at so many sites comes to. Pure arithmetic over what is assumed of a site and what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from tools.scale.measured import Measured

MEGA, GIGA, TERA = 1e6, 1e9, 1e12
HOUR = 3600
WORKING_DAYS = 250  # a year
BUSY = 0.7  # of what a thing can do: beyond that, waiting grows faster than the load


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
    def web_processes(self) -> float:
        return self.pages_at_peak / (BUSY * self.measured.pages_a_second)

    @property
    def workers(self) -> float:
        """Two at least: one may die. The peak hour's rungs are told within it."""
        a_second = self.rungs * self.site.of_the_day_in_the_peak_hour / HOUR
        return max(a_second / (BUSY * self.measured.rungs_a_second), 2)

    @property
    def databases(self) -> float:
        return self.entries_at_peak / (BUSY * self.measured.events_a_second)


def one_site(site: Site, measured: Measured) -> Day:
    return Day(1, site, measured)
