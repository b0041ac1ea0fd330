"""Whatever is typed finds exactly the texts that hold it, on both databases: Latin words from their beginning on."""

from collections.abc import Iterator
from string import ascii_lowercase, digits

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from flows.storage import tables as t
from flows.storage.bigrams import LONGEST, MOST, folded, words
from flows.storage.case_texts import change, enter, finding
from flows.storage.columns import NEVER
from flows.storage.engine import open_database, writing

HERE, ELSEWHERE, TEXTS = 1, 2, 8
LETTERS = "电梯停运费座" + "ab01" + "  --_%'\"\\&|:*、（" + "Ａ〇𠮷"
CASE = {
    "procedure": "p",
    "version": 1,
    "fingerprint": "",
    "state": "s",
    "revision": 1,
    "registered_by": "x",
    "round": 1,
}
LISTS = {"data": {}, "settings": {}, "approvals": [], "waivers": [], "registrars": [], "head": ""}


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """With cases whose texts the tests change; all at the one site but the last."""
    engine = open_database(database_url)
    with writing(engine).begin() as connection:
        for key in ("here", "elsewhere"):
            connection.execute(insert(t.sites), {"key": key, "name_zh": "", "name_en": "", "zone": "Asia/Shanghai"})
        for number in range(1, TEXTS + 1):
            row = {**CASE, **LISTS, "site_id": site_of(number), "number": str(number)}
            connection.execute(insert(t.cases), {**row, "id": number, "opened_at": NEVER, "entered_at": NEVER})
            enter(connection, number, site_of(number), "")
        yield connection
    engine.dispose()


def site_of(number: int) -> int:
    return ELSEWHERE if number == TEXTS else HERE


def found(connection: Connection, typed: str, *sites: int) -> list[int] | None:
    finds = finding(typed, sites, connection.dialect.name)
    if finds is None:
        return None
    query = finds.of(select(t.cases.c.id)).order_by(finds.key.desc())
    return list(connection.execute(query).scalars())


def is_latin(character: str) -> bool:
    return character in ascii_lowercase + digits


def holds(plain: str, part: str) -> bool:
    """A letter or digit only where no other stands before it."""
    starts = [at for at in range(len(plain)) if plain.startswith(part, at)]
    return any(not is_latin(part[0]) or at == 0 or not is_latin(plain[at - 1]) for at in starts)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.text(LETTERS, max_size=12), min_size=TEXTS, max_size=TEXTS),
    st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=3, max_size=3),
    st.integers(0, 11),
    st.integers(1, 6),
)
def test_a_search_finds_what_a_scan_finds(
    connection: Connection, texts: list[str], typed: list[str], start: int, length: int
) -> None:
    plain = {number: folded(text) for number, text in enumerate(texts, 1)}
    for number, text in plain.items():
        change(connection, number, site_of(number), text)
    for one in [*typed, texts[0][start : start + length]]:
        parts = folded(one).split()
        got = found(connection, one, HERE)
        if not parts:
            assert got is None
            continue
        scanned = [n for n in range(TEXTS - 1, 0, -1) if all(part in plain[n] for part in parts)]
        assert got is not None
        begun = {n for n in scanned if all(holds(plain[n], part) for part in parts)}
        assert got == [n for n in scanned if n in got], (plain, one)
        assert begun <= set(got), (plain, one)
        if not any(is_latin(part[0]) for part in parts):
            assert got == scanned, (plain, one)


PLAIN = folded("HW-2026-000123", "A-1201", "3号楼A座", "电梯停运，已修 100%")
FINDS: tuple[str, ...] = (
    "电梯",
    "梯停",
    "运",
    "停运，已",
    "HW-2026-0001",
    "2026-000123",
    "000123",
    "1201",
    "停运 a-1201",
    "号楼A座",
)
FINDS += ("123", "ｈｗ", "Ａ座", "100%", "%")  # a number without its noughts, signs, and what a Chinese keyboard types
FINDS_NOT = ("电停", "梯运 电停", "0123", "201", "*", '" OR "', "' | '")  # both characters, but never side by side


def test_what_finds_a_text(connection: Connection) -> None:
    change(connection, 1, HERE, PLAIN)
    assert {typed for typed in (*FINDS, *FINDS_NOT) if found(connection, typed, HERE) == [1]} == set(FINDS)


def test_only_texts_of_the_sites_asked_for_are_found(connection: Connection) -> None:
    for number in (1, TEXTS):
        change(connection, number, site_of(number), "电梯")
    assert found(connection, "电梯", HERE) == [1]
    assert found(connection, "电梯", ELSEWHERE) == [TEXTS]
    assert found(connection, "电梯", HERE, ELSEWHERE) == [TEXTS, 1]


def test_a_text_is_found_by_its_newest_words_alone(connection: Connection) -> None:
    change(connection, 1, HERE, "电梯")
    change(connection, 1, HERE, "水泵")
    assert (found(connection, "电梯", HERE), found(connection, "水泵", HERE)) == ([], [1])


def test_the_longest_text_has_room_in_the_index(connection: Connection) -> None:
    """Were it longer, PostgreSQL would refuse the event that wrote it."""
    every = [chr(0x4E00 + at) for at in range(20_000)]
    latin = [f"{at:x}-" * 13 for at in range(MOST)]
    for text in ("".join(every), " ".join(every), folded(" ".join(latin)), "a1-" * MOST):
        change(connection, 1, HERE, folded(text))
        assert max(map(len, words(folded(text), HERE).split())) <= LONGEST
    change(connection, 1, HERE, folded("".join(every)))
    assert found(connection, "".join(every[19_000:19_002]), HERE) == [1]
