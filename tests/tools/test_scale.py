"""The paper on scale shows what the reckoning says, and the reckoning stands on figures that say where they come from."""

import shlex
from dataclasses import fields, replace
from datetime import date

import pytest

from flows.procedures.ladder import OFFICE_SETTINGS
from tests.docs.documents import DOCUMENTS
from tools.scale.__main__ import END, PLACE, placed
from tools.scale.measured import Measured, measured, sources
from tools.scale.model import BUSY, Day, Site, cores
from tools.scale.tables import MADE, breaks, needs, peak, tables
from tools.scale.waiting import Asked, drained, line

DOCUMENT = DOCUMENTS["docs/scale.md"]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return tables()


@pytest.fixture
def many() -> Day:
    return Day(10_000, Site(), measured())


def busy(day: Day) -> float:
    """Cores of the database."""
    return cores(day.asked(day.measured.rounds))


def test_the_document_shows_the_tables_that_the_simulation_prints(made: dict[str, str]) -> None:
    assert placed(DOCUMENT, made) == DOCUMENT, "make scale ARGS=--write"
    assert DOCUMENT.count("<!-- make scale: ") == len(made)


def test_a_table_that_has_no_place_is_told(made: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no place for the table day"):
        placed(DOCUMENT.replace(PLACE.format("day"), ""), made)
    assert placed(DOCUMENT.replace(END, "an old table\n" + END, 1), made) == DOCUMENT


def test_every_figure_says_when_and_by_what_it_was_measured() -> None:
    known = sources()
    assert known.keys() == {field.name for field in fields(Measured)}
    for source in known.values():
        assert source.value > 0
        assert date(2026, 1, 1) <= date.fromisoformat(source.on)
        assert shlex.split(source.by)[:2] == ["python", "-m"]


def test_ten_times_the_sites_are_ten_times_the_day(many: Day) -> None:
    fewer = replace(many, sites=many.sites // 10)
    assert many.entries == pytest.approx(10 * fewer.entries)
    assert many.stored_bytes_a_year == pytest.approx(10 * fewer.stored_bytes_a_year)
    assert busy(many) == pytest.approx(10 * busy(fewer))


def test_a_database_answers_for_pages_besides_its_events(many: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """At ten pages an event they are most of its load, and what is said of it must move with them."""
    unseen = replace(many, site=replace(many.site, pages_an_entry=0))
    assert busy(many) - busy(unseen) == pytest.approx(cores(many.pages))
    assert cores(many.pages) > 2 * many.events.servers
    dearer = replace(many.measured, database_ms_a_worklist=2 * many.measured.database_ms_a_worklist)
    assert busy(replace(many, measured=dearer)) > busy(many)
    monkeypatch.setattr("tools.scale.tables.PEAK_SECONDS", 0.5)
    for told in (breaks, peak, needs):
        assert told(many.site, dearer) != told(many.site, many.measured)


def test_what_open_worklists_ask_for_of_themselves_counts_too(many: Day) -> None:
    closed = replace(many, site=replace(many.site, open_worklists=0))
    assert many.looks_at_peak == many.sites * many.site.open_worklists / OFFICE_SETTINGS["refresh_seconds"].default
    assert busy(many) - busy(closed) == pytest.approx(many.looks.servers)
    assert many.web_processes > closed.web_processes


def test_replicas_take_all_pages_but_those_that_show_what_one_has_just_done(many: Day) -> None:
    left = cores(many.asked_at_home(many.measured.rounds))
    assert left == pytest.approx(busy(many) - many.looks.servers - 0.9 * cores(many.pages))


@pytest.mark.parametrize("mode", ["rounds", "jobs"])
def test_workers_reckon_with_the_outbox_besides_the_rungs(many: Day, mode: str) -> None:
    """Every event passes through it."""
    way = getattr(many.measured, mode)
    entries = many.entries_at_peak / way.entries_a_second
    rungs_alone = replace(many, measured=replace(many.measured, **{f"pages_an_entry_by_{mode}": 1e-9}))
    assert entries > 0
    left = rungs_alone.workers_busy(getattr(rungs_alone.measured, mode))
    assert many.workers_busy(way) - left == pytest.approx(entries)
    assert cores(many.asked(way)) == pytest.approx(cores((many.events, *many.pages, many.looks, *many.told(way))))


def test_the_two_ways_of_working_are_told_apart(many: Day, made: dict[str, str]) -> None:
    """What the paper says of rounds must not be taken for what the queue does."""
    rounds, jobs = many.measured.rounds, many.measured.jobs
    # docs/operations.md says so
    assert cores(many.told(jobs)) == pytest.approx(20 * cores(many.told(rounds)), rel=0.25)
    assert many.workers_busy(jobs) == pytest.approx(35 * many.workers_busy(rounds), rel=0.25)
    for name in ("modes", "load", "needs", "breaks", "morning"):
        assert "rounds" in made[name]
        assert "jobs" in made[name] or "queue" in made[name]


def test_what_breaks_first_is_what_the_paper_says(many: Day, made: dict[str, str]) -> None:
    """A small database before a large one, that one before replicas take the pages; the queue's workers before rounds."""
    assert many.workers(many.measured.rounds) == 2 < many.workers(many.measured.jobs)
    rows = [row.split("|")[1].strip() for row in made["breaks"].splitlines()[2:]]
    order = [
        "one database of 2 cores, in the peak hour",
        "two workers of the queue, in the peak hour",
        "one database of 16 cores, in the peak hour",
        "one database of 16 cores with replicas for pages, on the first of a month",
        "two workers that go rounds, in the peak hour",
    ]
    assert [row for row in rows if row in order] == order


def test_the_paper_says_of_the_peak_what_its_tables_say(many: Day) -> None:
    every, home = busy(many), cores(many.asked_at_home(many.measured.rounds))
    assert every / 16 < BUSY < every / 8
    assert 3 * every / 32 < 1 < 3 * every / 16
    assert 3 * home / 4 < BUSY < 3 * home / 2
    assert 3 * every / 4 / 8 < 1 < 3 * every / 4 / 4


def test_every_figure_moves_some_table(many: Day) -> None:
    """A figure that nothing is reckoned from says nothing."""
    for field in fields(Measured):
        changed = replace(many.measured, **{field.name: 3 * getattr(many.measured, field.name)})
        assert any(made(many.site, changed) != made(many.site, many.measured) for made in MADE.values()), field.name


def test_a_line_is_the_same_each_time_and_longer_the_busier_its_servers() -> None:
    calm, busy_, over = (line([Asked(rate, 20)], 2, 60, seed=3) for rate in (20, 80, 120))
    assert calm == line([Asked(20, 20)], 2, 60, seed=3)
    assert calm.of_twenty_nineteen < busy_.of_twenty_nineteen < over.of_twenty_nineteen
    assert calm.left < 1 < over.left


def test_all_kinds_wait_in_one_line() -> None:
    events, pages = Asked(20, 20), Asked(60, 20)
    alone, together = line([events], 2, 60, seed=3), line([events, pages], 2, 60, seed=3)
    assert alone.of_twenty_nineteen < together.of_twenty_nineteen
    assert cores([events, pages]) == pytest.approx(1.6)


def test_a_heap_is_worked_off_by_what_is_to_spare() -> None:
    assert drained(6_000, workers=2, each=60, arriving=20) == pytest.approx(1)
    assert drained(6_000, workers=2, each=60, arriving=120) is None
