"""The tables of docs/scale.md, in the order in which they stand there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from tools.scale.measured import Measured, sources
from tools.scale.model import BUSY, GIGA, HOUR, TERA, Day, Site, cores, one_site
from tools.scale.waiting import Asked, drained, line

SITES = (100, 1_000, 10_000)
MOST = 10_000
FIRST_OF_A_MONTH = 3  # times the usual peak
PEAK_SECONDS, SEED = 10.0, 1
CORES = (2, 8, 16, 32)
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
        "looks of open worklists a second in the peak hour": [number(each.looks_at_peak) for each in days],
        "rungs of deadlines told": [number(each.rungs) for each in days],
        "write-ahead log, GB": [number(each.log_bytes / GIGA) for each in days],
        "stored in a year, GB": [number(each.stored_bytes_a_year / GIGA) for each in days],
        "of it indexes, GB": [number(each.index_bytes_a_year / GIGA) for each in days],
        "papers in a year, TB": [number(each.paper_bytes_a_year / TERA) for each in days],
    }
    return table(["a working day at", *(f"{sites:,} sites" for sites in SITES)], ([k, *v] for k, v in rows.items()))


def load(site: Site, measured: Measured) -> str:
    """Cores of the database, by what keeps them busy."""
    days = [Day(sites, site, measured) for sites in SITES]
    rows: dict[str, list[Sequence[Asked]]] = {
        "events": [(each.events,) for each in days],
        "pages": [each.pages for each in days],
        "looks of open worklists": [(each.looks,) for each in days],
        "outbox and rungs, by rounds": [each.told(measured.rounds) for each in days],
        "all together": [each.asked(measured.rounds) for each in days],
        "outbox and rungs, by jobs": [each.told(measured.jobs) for each in days],
        "all together, by jobs": [each.asked(measured.jobs) for each in days],
        "what replicas can't take, by rounds": [each.asked_at_home(measured.rounds) for each in days],
    }
    shown = ([what, *(f"{cores(asked):.2f}" for asked in each)] for what, each in rows.items())
    return table(["cores busy in the peak hour with", *(f"{sites:,} sites" for sites in SITES)], shown)


def modes(_site: Site, measured: Measured) -> str:
    """What one worker gets through, by itself and with nothing else in its way."""
    ways = {"rounds": measured.rounds, "jobs of the queue": measured.jobs}
    rows = [
        [what, number(way.entries_a_second), number(way.rungs_a_second), f"{way.entry_ms:g}", f"{way.rung_ms:g}"]
        for what, way in ways.items()
    ]
    head = ["one worker, by", "entries of the outbox a second", "rungs a second"]
    return table([*head, "of the database for an entry, ms", "for a rung, ms"], rows)


def needs(site: Site, measured: Measured) -> str:
    days = [Day(sites, site, measured) for sites in SITES]
    memory = [math.ceil(each.web_processes) * measured.process_megabytes / 1000 for each in days]
    usual = [cores(each.asked(measured.rounds)) / BUSY for each in days]
    rows = {
        "web processes": [whole(each.web_processes) for each in days],
        "their memory, GB": [number(each) for each in memory],
        "workers that go rounds": [whole(each.workers(measured.rounds)) for each in days],
        "or workers of the queue": [whole(each.workers(measured.jobs)) for each in days],
        "cores of the database, with rounds": [whole(each) for each in usual],
        "the same on the first of a month": [whole(each * FIRST_OF_A_MONTH) for each in usual],
    }
    return table(
        [f"at {BUSY:.0%} of what each can do", *(f"{n:,} sites" for n in SITES)], ([k, *v] for k, v in rows.items())
    )


def breaks(site: Site, measured: Measured) -> str:
    """In the order in which it breaks."""
    one = one_site(site, measured)
    rounds, jobs = measured.rounds, measured.jobs
    usual, home = cores(one.asked(rounds)) / BUSY, cores(one.asked_at_home(rounds)) / BUSY
    night = one.rungs * site.of_the_rungs_at_night
    found = {
        "two workers that go rounds, in the peak hour": 2 * BUSY / one.workers_busy(rounds),
        "two workers of the queue, in the peak hour": 2 * BUSY / one.workers_busy(jobs),
        "two workers that go rounds, the night's rungs told by half past eight": BUSY
        * HOUR
        * rounds.rungs_a_second
        / night,
        "eight web processes on one machine": 8 / one.web_processes,
        "the indexes of a year in 64 GB of memory": 64 * GIGA / one.index_bytes_a_year,
        "a year's papers on a disk of 4 TB": 4 * TERA / one.paper_bytes_a_year,
        "one database of 2 cores, in the peak hour": 2 / usual,
        "one database of 2 cores, on the first of a month": 2 / usual / FIRST_OF_A_MONTH,
        "one database of 16 cores, in the peak hour": 16 / usual,
        "one database of 16 cores, on the first of a month": 16 / usual / FIRST_OF_A_MONTH,
        "one database of 16 cores with replicas for pages, on the first of a month": 16 / home / FIRST_OF_A_MONTH,
    }
    rows = [
        [what, f"{round(sites, 1 - int(math.log10(sites))):,.0f}"]
        for what, sites in sorted(found.items(), key=lambda e: e[1])
    ]
    return table(["what breaks", "at about so many sites"], rows)


def peak(site: Site, measured: Measured) -> str:
    """Simulated: what is asked of the databases of all sites, by how many cores they have and how they are cut."""
    day_ = Day(MOST, site, measured)
    every, home = day_.asked(measured.rounds), day_.asked_at_home(measured.rounds)
    cuts = [(f"one of {many} cores", every, 1, many) for many in CORES]
    cuts += [(f"one of {many} cores, replicas for pages", home, 1, many) for many in (2, 4, 8)]
    cuts += [(f"4 of {many} cores, the sites shared out", every, 4, many) for many in (4, 8)]
    rows = []
    for times in (1, FIRST_OF_A_MONTH):
        for what, asked, parts, many in cuts:
            share = [Asked(kind.a_second * times / parts, kind.milliseconds) for kind in asked]
            found = line(share, many, PEAK_SECONDS, SEED)
            waits = [
                f"{wait:,.1f}" for wait in (found.half, found.of_twenty_nineteen, found.longest, found.left * 1000)
            ]
            rate = sum(kind.a_second for kind in share)
            rows.append([f"{times}", what, f"{rate:,.0f}", f"{cores(share) / many:.0%}", *waits])
    head = ["times the usual peak", "databases", "asked a second of each", "busy", "half wait less than, ms"]
    return table([*head, "95 % less than, ms", "longest, ms", "behind at the end, ms"], rows)


def morning(site: Site, measured: Measured) -> str:
    """At eight the quiet hours end: what fell due at night is told, while the day's own goes on."""
    all_day = Day(MOST, site, measured)
    heap = all_day.rungs * site.of_the_rungs_at_night
    rungs = (all_day.rungs - heap) / (10 * HOUR)
    entries = all_day.entries / (10 * HOUR)
    rows = []
    for workers in WORKERS:
        row = [f"{workers}"]
        for mode in (measured.rounds, measured.jobs):
            arriving = rungs + entries * mode.rungs_a_second / mode.entries_a_second  # entries as so many rungs
            minutes = drained(heap, workers, mode.rungs_a_second, arriving)
            row.append("never" if minutes is None else f"{minutes:.1f}")
        rows.append(row)
    head = f"workers, {heap:,.0f} rungs of the night at {MOST:,} sites"
    return table([head, "minutes until all are told, by rounds", "by jobs"], rows)


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


# By the name that marks the place in the document.
MADE = {
    "day": day,
    "modes": modes,
    "load": load,
    "needs": needs,
    "breaks": breaks,
    "peak": peak,
    "morning": morning,
    "pieces": pieces,
}


def tables() -> dict[str, str]:
    from tools.scale.measured import measured

    site, found = Site(), measured()
    return {"figures": figures(), **{name: make(site, found) for name, make in MADE.items()}}
