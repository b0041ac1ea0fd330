"""The books of an office: their lines, filters, pages and files; what is masked; that no line costs a statement."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from flows.definition import Column, Register, Text
from flows.procedures import PROCEDURES, REGISTERS
from flows.service.books import Asked, Book, book, books_of, grid_of, listing, problems, state_words, whole_book
from flows.service.errors import Invalid, NotFound
from flows.service.grid import Hidden, cell_words
from flows.service.spreadsheet import csv_of
from flows.storage.tables import cases
from tests.service.a_site import TODAY
from tests.service.kept_office import story_office
from tests.stories.forms import passes_in
from tests.stories.office import SITE, StoryOffice
from tools.bench.counting import heard, queries

APPLICATIONS = Register(
    "test_applications",
    "worker_pass",
    "办证登记",
    "Applications for passes",
    (
        Column("number"),
        Column("unit"),
        Column("applicant"),
        Column("state"),
        Column("field:workers", "人员", "Workers"),
        Column("field:workers.id_number"),
        Column("field:period_end"),
        Column("at:stamp"),
        Column("by:stamp"),
        Column("said:void_pass"),
        Column("paid:pass_deposit"),
        Column("receipt:pass_deposit"),
        Column("opened_at"),
        Column("closed_at"),
    ),
)
CARDS = Register(
    "test_cards",
    "worker_pass",
    "出入证登记",
    "Passes",
    (
        Column("line"),
        Column("fact:name"),
        Column("entry_state"),
        Column("valid_until"),
        Column("at:return_pass"),
        Column("number"),
        Column("by:return_pass"),
    ),
    entry="worker_pass",
    states=(("in_use", Text("持证中", "Carried")),),
)


@pytest.fixture
def office(story_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoryOffice]:
    monkeypatch.setattr(listing, "REGISTERS", {each.code: each for each in (APPLICATIONS, CARDS)})
    with story_office(story_url, tmp_path) as made:
        yield made


def asked(register: Register = APPLICATIONS, **other: Any) -> Asked:
    return replace(Asked(register.procedure, SITE, register.code), **other)


def read(found: Book, source: str) -> list[str]:
    """A column in words, in Chinese."""
    at = [heading.source for heading in found.headings].index(source)
    return [cell_words(line.cells[at], "zh", found.zone) for line in found.lines]


def a_book(office: StoryOffice, register: Register = APPLICATIONS, **other: object) -> Book:
    return book(office.office, "front_desk", asked(register, **other), office.now)


def test_a_line_of_cases_shows_facts_people_moments_and_money(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    passes = passes_in(office, "in_use", flat)
    passes.at("front_desk").takes("void_pass", line=2, reason="遗失")
    found = a_book(office)
    assert [line.case for line in found.lines] == [passes.number]
    one = {heading.source: read(found, heading.source)[0] for heading in found.headings}
    assert (one["number"], one["unit"], one["applicant"]) == (passes.number, flat.code, f"业主{flat.code}")
    assert one["state"] == "使用中"
    assert one["field:period_end"] == office.day(10)
    assert one["by:stamp"] == "示例finance"
    assert one["said:void_pass"] == "遗失"
    assert (one["paid:pass_deposit"], one["receipt:pass_deposit"]) == ("200.00", "SJ-0001")
    assert one["closed_at"] == ""
    assert one["field:workers"].splitlines()[0].startswith("工人一示例，")
    assert len(one["field:workers"].splitlines()) == 2


def test_what_is_personal_is_masked_wherever_it_stands(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    found = a_book(office)
    numbers = [row["id_number"] for row in passes.data["workers"]]
    written = csv_of(grid_of(found, asked(), Text("北苑", "North Court")), "zh", found.zone).decode()
    assert all(number not in written for number in numbers)
    cell = found.lines[0].cells[[h.source for h in found.headings].index("field:workers.id_number")]
    places = [value.place for line in cell for value in line if isinstance(value, Hidden)]
    assert places == ["field:workers.1.id_number", "field:workers.2.id_number"]


def test_a_line_of_entries_shows_its_own_life(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    passes.at("finance").takes("return_pass", line=2, receipt="SJ-2")
    found = a_book(office, CARDS)
    assert read(found, "line") == ["2", "1"]
    assert read(found, "entry_state") == ["已退回", "持证中"]
    assert read(found, "by:return_pass") == ["示例finance", ""]  # of the first card nobody has taken anything back
    assert read(found, "valid_until") == [office.day(10)] * 2  # a day, where it ends with one
    assert read(a_book(office, CARDS, state="returned"), "line") == ["2"]


def test_entries_put_on_by_hand_are_lines_too(office: StoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("unit"), Column("number"), Column("fact:paper"), Column("valid_until"), Column("state"))
    periods = Register("test_periods", "renovation_extension", "装修期", "Periods", columns, entry="renovation_period")
    monkeypatch.setattr(listing, "REGISTERS", {periods.code: periods})
    flat = office.flat().renovated(-80, 10)
    found = a_book(office, periods)
    assert (read(found, "unit"), read(found, "fact:paper")) == ([flat.code], ["纸质-1"])
    assert (read(found, "number"), read(found, "state")) == ([""], [""])
    assert found.lines[0].case is None


def test_a_book_is_filtered_by_days_state_and_unit(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    first, second = passes_in(office, "verified", flat), passes_in(office, "draft")
    office.later(days=1)
    third = passes_in(office, "draft")
    day = TODAY + timedelta(days=1)
    assert read(a_book(office, state="draft"), "number") == [third.number, second.number]
    assert read(a_book(office, unit=flat.code), "number") == [first.number]
    assert read(a_book(office, since=day), "number") == [third.number]
    assert read(a_book(office, until=TODAY), "number") == [second.number, first.number]
    assert read(a_book(office, since=TODAY, until=day), "number") == [third.number, second.number, first.number]
    assert read(a_book(office, until=TODAY - timedelta(days=1)), "number") == []


def test_a_day_is_the_sites(office: StoryOffice) -> None:
    """Half past midnight in Shanghai is still the day before in UTC."""
    office.later(hours=14.5)
    late = passes_in(office, "draft")
    assert read(a_book(office, since=TODAY + timedelta(days=1)), "number") == [late.number]


def test_pages_follow_each_other_without_gap_or_repeat(office: StoryOffice) -> None:
    numbers = [passes_in(office, "draft").number for _ in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        page = a_book(office, cursor=cursor, limit=2)
        seen += read(page, "number")
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == numbers[::-1]
    whole = whole_book(office.office, "front_desk", asked(), office.now)
    assert read(whole, "number") == numbers


def test_a_whole_book_is_read_in_parts(office: StoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [passes_in(office, "draft").number for _ in range(5)]
    monkeypatch.setattr(listing, "AT_ONCE", 2)
    assert read(whole_book(office.office, "front_desk", asked(), office.now), "number") == numbers
    monkeypatch.setattr(listing, "MOST", 4)
    with pytest.raises(Invalid):
        whole_book(office.office, "front_desk", asked(), office.now)


@pytest.mark.parametrize("register", [APPLICATIONS, CARDS], ids=lambda register: register.code)
def test_no_line_costs_a_statement(office: StoryOffice, register: Register) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            passes_in(office, "in_use")
        with heard(office.office) as statements:
            found = a_book(office, register)
        counts.append(len(queries(statements)))
    assert len(found.lines) >= 5
    assert counts[0] == counts[1] <= 8, statements


def test_a_book_is_for_who_holds_a_post_at_the_site(office: StoryOffice) -> None:
    with pytest.raises(NotFound):
        book(office.office, "far_desk", asked(), office.now)
    with pytest.raises(NotFound):
        a_book(office, replace(APPLICATIONS, code="another"))
    with pytest.raises(NotFound):
        books_of(office.office, "nothing")
    with pytest.raises(Invalid):
        a_book(office, cursor="nonsense")


def test_a_procedure_without_a_register_has_one_of_its_plain_facts(office: StoryOffice) -> None:
    (plain,) = books_of(office.office, "complaint")
    assert [column.source for column in plain.columns] == list(listing.PLAIN)
    assert ("archived", Text("已归档", "Archived")) in state_words(office.office, plain)
    assert ("in_use", Text("持证中", "Carried")) in state_words(office.office, CARDS)


@pytest.mark.parametrize("begins", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", " =1"])
def test_a_name_that_begins_like_a_formula_is_text_in_a_file(office: StoryOffice, begins: str) -> None:
    passes = passes_in(office, "in_use")
    with office.office.transaction() as connection:
        data = passes.data
        data["workers"][0]["name"] = begins
        connection.execute(update(cases).values(data=data))
    found = a_book(office)
    text = csv_of(grid_of(found, asked(), Text("北苑", "North Court")), "zh", found.zone).decode("utf-8-sig")
    cell = list(csv.reader(StringIO(text)))[1][4]
    assert cell.startswith(f"'{begins}")


def test_every_declared_register_shows_what_its_procedure_has() -> None:
    assert [problem for register in REGISTERS.values() for problem in problems(register, PROCEDURES)] == []


@pytest.mark.parametrize(
    ("source", "entry"),
    [
        ("field:nothing", None),
        ("field:workers.nothing", None),
        ("fact:nothing", "worker_pass"),
        ("fact:name", None),
        ("at:explode", None),
        ("paid:nothing", None),
        ("line", None),
        ("colour", None),
    ],
)
def test_a_column_without_a_source_is_a_problem(source: str, entry: str | None) -> None:
    faulty = Register("faulty", "worker_pass", "错", "Faulty", (Column(source),), entry=entry)
    (told,) = problems(faulty, PROCEDURES)
    assert (told.where, told.message.en) == (f"register faulty: {source}", "There is no such source.")


def test_a_register_of_nothing_is_a_problem() -> None:
    columns = (Column("number"),)
    for faulty, says in (
        (Register("r", "nothing", "错", "Faulty", columns), "no procedure “nothing”"),
        (Register("r", "complaint", "错", "Faulty", ()), "no columns"),
        (Register("r", "complaint", "错", "Faulty", columns, entry="wings"), "entries of “wings”"),
        (Register("r", "complaint", "错", "Faulty", columns * 2), "stands twice"),
    ):
        assert says in problems(faulty, PROCEDURES)[0].message.en
