"""The tables of docs/scale.md, in the order in which they stand there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from tools.scale.measured import Measured, sources
from tools.scale.model import BUSY, GIGA, HOUR, TERA, Day, Site, one_site
from tools.scale.waiting import drained, line

SITES = (100, 1_000, 10_000)
MOST = 10_000
PEAK_SECONDS, SEED, CORES = 120.0, 1, 2
DATABASES = (1, 2, 4, 8)
WORKERS = (1, 2, 4, 8, 16)
MONTHS = 12


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def whole(value: float) -> str:
    return f"{max(math.ceil(value), 1):,}"


def figures() -> str:
    rows = [[source.of, f"{source.value:g}", source.on, f"`{source.by}`"] for source in sources().values()]
    return table(["measured", "figure", "on", "by"], rows)


def day(site: Site, measured: Measured) -> str:
    days = [Day(sites, site, measured) for sites in SITES]
    rows = {
        "cases begun": [number(each.cases) for each in days],
        "entries of histories, one an event": [number(each.entries) for each in days],
        "events a second in the peak hour": [number(each.entries_at_peak) for each in days],
        "pages a second in the peak hour": [number(each.pages_at_peak) for each in days],
        "rungs of deadlines told": [number(each.rungs) for each in days],
        "write-ahead log, GB": [number(each.log_bytes / GIGA) for each in days],
        "stored in a year, GB": [number(each.stored_bytes_a_year / GIGA) for each in days],
        "of it indexes, GB": [number(each.index_bytes_a_year / GIGA) for each in days],
        "papers in a year, TB": [number(each.paper_bytes_a_year / TERA) for each in days],
    }
    return table(["a working day at", *(f"{sites:,} sites" for sites in SITES)], ([k, *v] for k, v in rows.items()))


def needs(site: Site, measured: Measured) -> str:
    days = [Day(sites, site, measured) for sites in SITES]
    memory = [math.ceil(each.web_processes) * measured.process_megabytes / 1000 for each in days]
    rows = {
        "web processes": [whole(each.web_processes) for each in days],
        "their memory, GB": [number(each) for each in memory],
        "workers": [whole(each.workers) for each in days],
        "databases of the measured kind": [whole(each.databases) for each in days],
    }
    return table(
        [f"at {BUSY:.0%} of what each can do", *(f"{n:,} sites" for n in SITES)], ([k, *v] for k, v in rows.items())
    )


def breaks(site: Site, measured: Measured) -> str:
    """In the order in which it breaks."""
    one = one_site(site, measured)
    night = one.rungs * site.of_the_rungs_at_night
    found = {
        "two workers, in the peak hour": 2
        * BUSY
        * measured.rungs_a_second
        / (one.rungs * site.of_the_day_in_the_peak_hour / HOUR),
        "two workers, the night's rungs told by half past eight": 2 * BUSY * measured.rungs_a_second * HOUR / 2 / night,
        "eight web processes on one machine": 8 * BUSY * measured.pages_a_second / one.pages_at_peak,
        "the indexes of a year in 64 GB of memory": 64 * GIGA / one.index_bytes_a_year,
        "one database's events in the peak hour": BUSY * measured.events_a_second / one.entries_at_peak,
        "a year's papers on a disk of 4 TB": 4 * TERA / one.paper_bytes_a_year,
    }
    rows = [
        [what, f"{round(sites, -int(math.log10(sites)) + 1):,.0f}"]
        for what, sites in sorted(found.items(), key=lambda e: e[1])
    ]
    return table(["what breaks", "at about so many sites"], rows)


def peak(site: Site, measured: Measured) -> str:
    """Simulated: the peak hour's events of all sites in one database, and shared out over several."""
    whole_rate = Day(MOST, site, measured).entries_at_peak
    rows = []
    for times in (1, 3):  # an ordinary day, and the first of a month
        for many in DATABASES:
            rate = times * whole_rate / many
            found = line(rate, CORES, measured.events_a_second, PEAK_SECONDS, SEED)
            waits = [f"{wait:.1f}" for wait in (found.half, found.of_twenty_nineteen, found.longest)]
            rows.append(
                [
                    f"{times}",
                    f"{many}",
                    f"{rate:.0f}",
                    f"{rate / measured.events_a_second:.0%}",
                    *waits,
                    f"{found.left:.1f}",
                ]
            )
    head = [
        "times the usual peak",
        "databases",
        "events a second on each",
        "busy",
        "half wait less than, ms",
        "95 % less than, ms",
    ]
    return table([*head, "longest, ms", "behind at the end, s"], rows)


def morning(site: Site, measured: Measured) -> str:
    """At eight the quiet hours end: what fell due at night is told, while the day's own goes on."""
    all_day = Day(MOST, site, measured)
    heap = all_day.rungs * site.of_the_rungs_at_night
    arriving = (all_day.rungs - heap) / (10 * HOUR)
    rows = []
    for workers in WORKERS:
        minutes = drained(heap, workers, measured.rungs_a_second, arriving)
        rows.append([f"{workers}", "never" if minutes is None else f"{minutes:.1f}"])
    return table([f"workers, {heap:,.0f} rungs of the night at {MOST:,} sites", "minutes until all are told"], rows)


def pieces(site: Site, measured: Measured) -> str:
    """The entries of a year by how they are cut, and what of the indexes is written to at one time."""
    year = Day(MOST, site, measured)
    entries, index = year.entries * 250, year.index_bytes_a_year
    cuts = {
        "one table": 1,
        "by month": MONTHS,
        "by month, in 4 databases": 4 * MONTHS,
        "by month and 10 groups of sites, in 4 databases": 40 * MONTHS,
    }
    rows = []
    for what, many in cuts.items():
        rows.append([what, f"{many}", f"{entries / many / 1e6:,.1f}", f"{index / many / GIGA:,.1f}"])
    return table([f"a year of {MOST:,} sites", "pieces", "million entries in each", "GB of indexes to each"], rows)


def tables() -> dict[str, str]:
    """By the name that marks the place in the document."""
    from tools.scale.measured import measured

    site, found = Site(), measured()
    made = {"day": day, "needs": needs, "breaks": breaks, "peak": peak, "morning": morning, "pieces": pieces}
    return {"figures": figures(), **{name: make(site, found) for name, make in made.items()}}
