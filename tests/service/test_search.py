"""Cases are found by unit, applicant, number and what they hold, by whoever may read them; never by what is personal."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text

from flows.service import case_finding, registers
from flows.service import pages as paging
from flows.service.case_list import CasesWanted, list_cases
from flows.service.errors import Invalid, NotFound
from flows.service.registers import NewParty
from flows.storage import bigrams, case_texts
from flows.storage import tables as t
from flows.storage.case_texts import NAME, TEXTS
from tests.service.errand import World, errand, world
from tests.service.test_acting import opened, submitted
from tools.bench.counting import heard, queries

MIGRATION = "flows.storage.migrations.versions.0008_search"
WINDOWS = "flows.storage.migrations.versions.0030_searches_by_age"


def found(world: World, q: str = "", login: str = "desk", **which: Any) -> list[str]:
    page = list_cases(world.office, login, world.now, CasesWanted(q=q, **which))
    return [line.number for line in page.items]


def texts(world: World) -> dict[int, str]:
    key = TEXTS.c.case_id if world.office.engine.dialect.name == "postgresql" else TEXTS.c.rowid
    with world.office.read() as connection:
        return {row[0]: row.plain for row in connection.execute(select(key, TEXTS.c.plain))}


def test_a_case_is_found_by_number_unit_and_applicant_from_its_start(north: World) -> None:
    number = north.start()
    for q in (number, "0001", "1", "1-101", "101", "甲示", "示例", "例", "甲示 1-101", "er-2026"):
        assert found(north, q) == [number], q
    for q in ("乙示", "甲例", "1-102", "02", "ER-2027", "甲示 1-102"):
        assert found(north, q) == [], q


def test_a_case_is_found_by_what_an_event_wrote_into_it(north: World) -> None:
    number = submitted(north)
    other = opened(north)
    assert found(north, "备用水泵") == []
    north.act("safe", other, "add_parts", parts=[{"name": "备用水泵"}])
    north.act("safe", other, "add_parts", parts=[{"name": "电梯钥匙"}])
    assert found(north, "水泵") == found(north, "梯钥") == found(north, "水泵 钥匙 甲示") == [other]
    assert found(north, "示例") == [other, number]


def test_what_is_personal_finds_nothing(north: World) -> None:
    number = submitted(north, phone="13912345678")
    assert found(north, "13912345678") == found(north, "139") == []
    assert "139" not in texts(north)[1]
    assert found(north, number) == [number]


def test_an_event_that_changes_no_text_writes_none(north: World) -> None:
    number = opened(north)
    with heard(north.office) as statements:
        north.act("safe", number, "end_row", line=1, reason="已还")
    assert [statement for statement in statements if NAME in statement] == []
    with heard(north.office) as statements:
        north.act("safe", number, "add_parts", parts=[{"name": "钥匙"}])
    assert len([statement for statement in statements if f"UPDATE {NAME}" in statement]) == 1


def test_cases_of_another_site_are_found_by_nobody_here(north: World) -> None:
    number = north.start()
    assert found(north, number, "far") == found(north, "", "far") == []
    with pytest.raises(NotFound):
        found(north, number, "far", site="north")


def test_an_applicant_put_right_is_found_by_the_new_name(north: World) -> None:
    first, other = north.start(), opened(north)
    registers.change_party(north.office, "desk", north.owner, NewParty("丙改名"), north.now)
    assert found(north, "甲示") == []
    assert found(north, "改名") == [other, first]
    assert found(north, "改名 门") == [other]


def test_what_was_there_before_is_found_after_the_upgrade(north: World) -> None:
    opened(north)
    submitted(north, phone="13912345678")
    before = texts(north)
    with north.office.transaction() as connection:
        connection.execute(delete(TEXTS))
    assert texts(north) == {} != before
    with north.office.transaction() as connection:
        import_module(MIGRATION).fill(connection)
    assert texts(north) == before
    assert found(north, "门 窗") == ["ER-2026-0001"]


def test_a_search_is_narrowed_by_everything_else(north: World) -> None:
    draft, review = north.start(), submitted(north)
    assert found(north, "示例", state="review") == found(north, "示例", limit=1) == [review]
    assert found(north, "示例", procedure="errand", site="north", unit="1-101") == [review, draft]
    assert found(north, "示例", unit="1-102") == found(north, "示例", procedure="other") == []
    north.later(hours=5)
    assert found(north, "示例", overdue=True) == found(north, overdue=True) == [review]


def test_nothing_but_blanks_finds_everything_and_too_much_fits_no_case(north: World) -> None:
    number = north.start()
    assert found(north, "  ") == found(north) == [number]
    assert found(north, "\0") == []
    with pytest.raises(Invalid):
        found(north, "长" * 101)


def pages(world: World, **which: Any) -> list[list[str]]:
    cursor, every = None, []
    while True:
        page = list_cases(world.office, "desk", world.now, CasesWanted(cursor=cursor, **which))
        every.append([line.number for line in page.items])
        cursor = page.cursor
        if cursor is None:
            return every


@pytest.mark.parametrize(
    "which", [{}, {"q": "示例"}, {"procedure": "errand"}, {"unit": "1-101"}, {"q": "示", "limit": 2}]
)
def test_pages_hold_each_case_once(north: World, which: dict[str, object]) -> None:
    numbers = [north.start() for _ in range(5)]
    found = pages(north, **({"limit": 2} | which))
    assert [len(page) for page in found] == [2, 2, 1]
    assert [number for page in found for number in page] == numbers[::-1]


def test_a_rare_state_is_looked_for_among_so_many_cases_at_a_time(
    north: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is short, even empty, and leads on to what came before."""
    monkeypatch.setattr(case_finding, "EXAMINED", 2)
    first = submitted(north)
    [north.start() for _ in range(4)]
    last = submitted(north)
    assert pages(north, state="review") == [[last], [], [first], []]
    assert pages(north, state="draft", limit=1)[:2] == [["ER-2026-0005"], ["ER-2026-0004"]]


@pytest.mark.parametrize("examined", [2, 3, 100])
def test_a_rare_state_is_looked_for_among_so_many_hits_of_a_word_at_a_time(
    north: World, monkeypatch: pytest.MonkeyPatch, examined: int
) -> None:
    """Of a word that all have and of one that two have: a page may be short, even empty, and leads on until all are found."""
    monkeypatch.setattr(case_finding, "EXAMINED", examined)
    monkeypatch.setattr(case_finding, "NEAR", 3)
    numbers = [
        submitted(north),
        *(north.start() for _ in range(4)),
        submitted(north),
        *(north.start() for _ in range(4)),
    ]
    reviews, drafts = [numbers[5], numbers[0]], [one for one in numbers[::-1] if one not in (numbers[0], numbers[5])]
    for limit in (1, 2, 50):
        for which, fits in (("review", reviews), ("draft", drafts), ("nowhere", [])):
            found = pages(north, q="示例", state=which, limit=limit)
            assert [one for page in found for one in page] == fits, (which, limit)
            assert all(len(page) <= limit for page in found)
        rare = pages(north, q=numbers[0], state="review", limit=limit)
        assert [one for page in rare for one in page] == numbers[:1]
    north.later(hours=5)
    assert [one for page in pages(north, q="示例", overdue=True, limit=1) for one in page] == reviews
    assert (len(pages(north, q="示例", state="nowhere", limit=1)) > 1) == (examined < len(numbers))


@pytest.mark.parametrize("eras", [{1: "A", 3: "B"}, {2: "A", 4: "B"}])
def test_a_search_goes_back_by_windows_and_finds_all_there_is_in_order(
    north: World, monkeypatch: pytest.MonkeyPatch, eras: dict[int, str]
) -> None:
    """What stands in every third case, in the two oldest, in the newest alone, and nowhere."""
    monkeypatch.setattr(case_finding, "NEAR", 2)
    monkeypatch.setattr(bigrams, "ERAS", {bits: chr(0xE000 + ord(mark)) for bits, mark in eras.items()})
    monkeypatch.setattr(case_texts, "ERAS", bigrams.ERAS)
    numbers = [north.start() for _ in range(20)]
    held = {"每三个": numbers[::3], "最早的": numbers[:2], "最新的": numbers[-1:], "没有的": []}
    with north.office.transaction() as connection:
        for n, number in enumerate(numbers, 1):
            words = [number, *(word for word, having in held.items() if number in having)]
            case_texts.change(connection, n, 1, " ".join(words).casefold())
    for word, having in held.items():
        for limit in (1, 4, 50):
            assert [one for page in pages(north, q=word, limit=limit) for one in page] == having[::-1], word
    with heard(north.office) as statements:
        assert found(north, "最早的") == numbers[1::-1]
    asked = [statement for statement in queries(statements) if "'main'." not in statement]  # SQLite's own
    assert len(asked) <= 5, "who asks, in two; the newest; the windows; the lines"


@pytest.mark.parametrize("near", [1, 2, 3, 5])
def test_a_search_finds_what_lies_behind_the_newest_too(
    north: World, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    """However many were looked at one by one before the index of words was asked."""
    monkeypatch.setattr(case_finding, "NEAR", near)
    numbers = [north.start() for _ in range(5)][::-1]
    for limit in (1, 2, 3):
        assert pages(north, q="示例", limit=limit) == [numbers[at : at + limit] for at in range(0, 5, limit)]
    assert pages(north, q="0002") == pages(north, q="0002", limit=1) == [[numbers[3]]]
    assert pages(north, q="0009") == [[]]


@pytest.mark.parametrize("limit", ["RUNS", "MOST_SITES"])
def test_whoever_is_at_many_sites_finds_the_same(north: World, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(paging if limit == "RUNS" else case_texts, limit, 1)
    with north.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 1, "site_id": None, "role": "front_desk"})
    numbers = [north.start() for _ in range(3)][::-1]
    assert found(north) == found(north, "示例") == found(north, state="draft") == numbers
    assert pages(north, limit=2) == pages(north, q="示", limit=2) == [numbers[:2], numbers[2:]]


def test_the_step_that_brings_the_windows_writes_what_a_new_text_has(postgres_url: str, tmp_path: Path) -> None:
    made = world(postgres_url, tmp_path, errand())
    made.start()
    words = text("SELECT plain, words::text FROM case_texts")
    with made.office.transaction() as connection:
        [(plain, new)] = connection.execute(words)
        old = text(f"UPDATE case_texts SET words = {case_texts.VECTOR.format('words')}")
        connection.execute(old, {"words": bigrams.words(plain, 1)})
        assert connection.execute(words).one().words != new
        connection.execute(text(f"UPDATE case_texts SET words = words || {import_module(WINDOWS).ERAS}"))
        assert connection.execute(words).one().words == new
    made.office.engine.dispose()
