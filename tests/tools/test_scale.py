"""The paper on scale shows what the reckoning says, and the reckoning stands on figures that say where they come from."""

import shlex
from dataclasses import fields
from datetime import date

import pytest

from tests.docs.documents import DOCUMENTS
from tools.scale.__main__ import END, PLACE, placed
from tools.scale.measured import Measured, measured, sources
from tools.scale.model import Day, Site
from tools.scale.tables import tables
from tools.scale.waiting import drained, line

DOCUMENT = DOCUMENTS["docs/scale.md"]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return tables()


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


def test_ten_times_the_sites_are_ten_times_the_day() -> None:
    some, more = (Day(sites, Site(), measured()) for sites in (100, 1_000))
    assert more.entries == pytest.approx(10 * some.entries)
    assert more.stored_bytes_a_year == pytest.approx(10 * some.stored_bytes_a_year)
    assert more.databases == pytest.approx(10 * some.databases)


def test_a_line_is_the_same_each_time_and_longer_the_busier_its_servers() -> None:
    calm, busy, over = (line(rate, 2, 100, 60, seed=3) for rate in (20, 80, 120))
    assert calm == line(20, 2, 100, 60, seed=3)
    assert calm.of_twenty_nineteen < busy.of_twenty_nineteen < over.of_twenty_nineteen
    assert calm.left < 1 < over.left


def test_a_heap_is_worked_off_by_what_is_to_spare() -> None:
    assert drained(6_000, workers=2, each=60, arriving=20) == pytest.approx(1)
    assert drained(6_000, workers=2, each=60, arriving=120) is None
