"""What a page reads doesn't grow with what there is: every list runs along an index to its place and stops there."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from flows.service import case_finding, desk_views, registers
from flows.service.books import Asked, book
from flows.service.case_finding import CasesWanted
from flows.service.case_list import list_cases
from flows.service.case_view import case_view
from flows.service.desk_counts import counts
from flows.service.noticing import notices_of, unread
from flows.service.pages import cursor_of
from flows.service.readings import list_reveals
from flows.service.signing_in import identity
from flows.service.undelivered import list_deliveries
from flows.service.worklist import Wanted, worklist
from flows.storage import snapshot, turns
from tests.performance.crowd import ADMINISTRATOR, STEP, multiply, peopled
from tests.service.errand import NOW, World, errand, world
from tools.bench.counting import heard, queries

COPIES = range(1, 401)  # of every row: four times as many cases
MOST_READ = 204  # rows of one table for a page of fifty: four times the fifty, and the one that tells of more
GROWING: tuple[str, ...] = (
    "cases",
    "case_texts",
    "tasks",
    "deadlines",
    "history",
    "register_entries",
    "notices",
    "deliveries",
    "units",
)
GROWING += ("parties", "reveals")
READ = """SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
WHERE relname IN ('{}')""".format("', '".join(GROWING))
# As they go by in statements written by hand.
ALSO = {"ta", "tc", "c", "u", "p", "h", "d", "o"}
# More than a page of stars; one has taken a good page of tasks, of many that wait.
STARS = "INSERT INTO watches (login, case_id, site_id, at) SELECT 'desk', id, site_id, opened_at FROM cases ORDER BY id LIMIT 60"
TAKEN = """UPDATE tasks SET status = 'claimed', claimed_by = CASE WHEN case_id % 7 = 0 THEN 'desk' ELSE 'desk2' END
WHERE status = 'open' AND id / 100000 % 16 = 0"""
# What is over at the unit whose cases are looked at.
OVER = """INSERT INTO register_entries (site_id, unit_id, kind, line, state, facts, opened_at, changed_at)
SELECT site_id, (SELECT id FROM units WHERE code = '1-101'), kind, line, 'over', facts, opened_at, changed_at
FROM register_entries"""
DAY = NOW.date()
OPENED = "ER-2026-0003"
TOGETHER = ["ER-2026-0002-77", "ER-2026-0002-78"]


def cases(**which: Any) -> Callable[[World], object]:
    return lambda w: list_cases(w.office, "desk", w.now, CasesWanted(**which))


def searched(**which: Any) -> Callable[[World], object]:
    """By words and by what no index holds: three steps, each with a bound of its own."""
    return cases(limit=20, **which)


def following(**which: Any) -> Callable[[World], object]:
    """The page after the first."""

    def page(w: World) -> object:
        first = list_cases(w.office, "desk", w.now, CasesWanted(limit=3, **which))
        return list_cases(w.office, "desk", w.now, CasesWanted(cursor=first.cursor, **which))

    return page


def book_of(**asked: Any) -> Callable[[World], object]:
    return lambda w: book(w.office, "desk", Asked("errand", "north", **asked), w.now)


def later_lines(w: World) -> object:
    first = book(w.office, "desk", Asked("errand", "north", limit=3), w.now)
    return book(w.office, "desk", Asked("errand", "north", cursor=first.cursor), w.now)


def later(listed: Callable[..., Any]) -> Callable[[World], object]:
    """The page after the first, which was short."""

    def page(w: World) -> object:
        first = listed(w.office, "desk", w.now, limit=3)
        return listed(w.office, "desk", w.now, cursor=first.cursor)

    return page


def later_tasks(w: World) -> object:
    return worklist(w.office, "desk", w.now, Wanted(cursor=worklist(w.office, "desk", w.now).cursor))


def desk_view(name: str, *, later: bool = False) -> Callable[[World], object]:
    def page(w: World) -> object:
        who, read = identity(w.office, "desk", w.now), desk_views.view_of(name)
        assert who is not None
        first = read(w.office, who, w.now, None)
        assert first.items
        return read(w.office, who, w.now, first.cursor) if later else first

    return page


def read(cases: Callable[[Connection, World], object]) -> Callable[[World], object]:
    """What is read to handle several cases together, or that the clock has its turn with."""

    def page(w: World) -> object:
        with w.office.read() as connection:
            return cases(connection, w)

    return page


def counted(w: World) -> object:
    who = identity(w.office, "desk2", w.now)
    assert who is not None
    return counts(w.office, who, w.now)


PAGES: Mapping[str, Callable[[World], object]] = {
    "worklist": lambda w: worklist(w.office, "desk", w.now),
    "worklist, later": later_tasks,
    "worklist, overdue": lambda w: worklist(w.office, "desk", w.now, Wanted(overdue=True)),
    "worklist, mine": lambda w: worklist(w.office, "desk2", w.now, Wanted(mine=True)),
    "counts": counted,
    "with others": desk_view("waiting"),
    "with others, later": desk_view("waiting", later=True),
    "watched": desk_view("watched"),
    "watched, later": desk_view("watched", later=True),
    "done": desk_view("done"),
    "done, later": desk_view("done", later=True),
    "cases": cases(),
    "cases, later": following(),
    "cases of a site": cases(site="north"),
    "cases of a procedure": cases(procedure="errand"),
    "cases of a procedure, later": following(procedure="errand"),
    "cases of a unit": cases(site="north", unit="1-101"),
    "search, what all hold": cases(q="电梯"),
    "search, what all hold, later": following(q="电梯"),
    "search, a number": cases(q="ER-2026-0002-77"),
    "search, the end of a number": cases(q="0002-399"),
    "search, two words": cases(q="号机 0001-398"),
    "search, nothing": cases(q="水泵"),
    "search with a state": searched(q="电梯", state="draft"),
    "search with a state that none has": searched(q="电梯", state="nowhere"),
    "search with a state that none has, later": searched(q="电梯", state="nowhere", cursor=cursor_of(200 * STEP)),
    "search with a state, a number": searched(q="ER-2026-0002-77", state="nowhere"),
    "search with a state, two words": searched(q="号机 0001-398", state="nowhere"),
    "search of what was overdue": searched(q="电梯", overdue=True),
    "cases by number": read(lambda c, w: snapshot.by_numbers(c, TOGETHER, "desk", w.now)),
    "cases by id": read(lambda c, w: snapshot.by_ids(c, [2 + STEP, 2 + 2 * STEP], w.now)),
    "cases held": read(lambda c, _: turns.hold(c, [2 + STEP, 2 + 2 * STEP])),
    "case": lambda w: case_view(w.office, "desk", OPENED, w.now),
    "register": book_of(),
    "register, later": later_lines,
    "register, some days": book_of(since=DAY, until=DAY),
    "notices": lambda w: notices_of(w.office, "desk"),
    "notices, earlier": lambda w: notices_of(w.office, "desk", 20_000_000),
    "bell": lambda w: unread(w.office, "desk"),
    "units": lambda w: registers.list_units(w.office, "desk", w.now),
    "units, later": later(registers.list_units),
    "units by code": lambda w: registers.list_units(w.office, "desk", w.now, q="1-1"),
    "parties": lambda w: registers.list_parties(w.office, "desk", w.now),
    "parties, later": later(registers.list_parties),
    "deliveries": lambda w: list_deliveries(w.office, ADMINISTRATOR, "north", "dead", w.now),
    "reveals": lambda w: list_reveals(w.office, ADMINISTRATOR, "north", w.now),
}


@pytest.fixture
def north(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = world(database_url, tmp_path / "attachments", errand())
    peopled(made)
    multiply(made, COPIES)
    with made.office.transaction() as connection:
        connection.execute(text(STARS))
        connection.execute(text(TAKEN))
        connection.execute(text(OVER))
    with made.office.engine.connect() as connection:
        if made.office.engine.dialect.name == "postgresql":
            # As it plans for tables that are too large to be read whole, which these are not.
            for way in ("seqscan", "hashjoin", "mergejoin"):
                connection.execute(text(f"ALTER DATABASE {made.office.engine.url.database} SET enable_{way} = off"))
            connection.execute(text("VACUUM"))  # sorts into the index of texts what waits to be
        connection.execute(text("ANALYZE"))
    made.office.engine.dispose()
    yield made
    made.office.engine.dispose()


def read_by(north: World) -> dict[str, int]:
    with north.office.read() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        return {row[0]: int(row[1]) for row in connection.execute(text(READ))}


def too_much_read(north: World, page: Callable[[World], object]) -> dict[str, int]:
    """On PostgreSQL: rows fetched from each table that grows, as the server counts them."""
    page(north)
    before = read_by(north)
    page(north)
    after = read_by(north)
    return {name: after[name] - before[name] for name in after if after[name] - before[name] > MOST_READ}


def steps_of(north: World, page: Callable[[World], object]) -> int:
    """On SQLite: how many its machine takes, to the hundred."""
    found, engine = [0], north.office.engine

    def count() -> int:
        found[0] += 100
        return 0

    def watch(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(count, 100)

    engine.dispose()  # connections that are at hand never come by the pool
    event.listen(engine, "checkout", watch)
    page(north)
    before = found[0]
    page(north)
    event.remove(engine, "checkout", watch)
    engine.dispose()
    return found[0] - before


def bad_steps(north: World, page: Callable[[World], object]) -> list[str]:
    """On SQLite: where the plan of a statement reads a whole table or index, or sorts more than a page."""
    with heard(north.office) as statements:
        page(north)
    found = []
    with north.office.read() as connection:
        for statement in queries(statements):
            if "'main'." in statement:  # the index of texts asks its own tables
                continue
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement.replace("%", "%%")).all()
            found += [f"{step}: {statement[:200]}" for step in _bad([(row[0], row[1], row[3]) for row in plan])]
    return found


LOOP = re.compile(r"(SCAN|SEARCH) (\w+)(.*)")
FEW = re.compile(r"\((rowid|case_id)=\?")  # the rows of one case, or one row for each that is named


def _bad(plan: list[tuple[int, int, str]]) -> Iterator[str]:
    for parent in dict.fromkeys(step[1] for step in plan):
        steps = [detail for _, above, detail in plan if above == parent]
        loops = [found for found in map(LOOP.match, steps) if found]
        yield from (loop[0] for loop in loops if loop[1] == "SCAN" and _grows(loop[2]) and ":M" not in loop[3])
        sorts = any("TEMP B-TREE" in step for step in steps)
        if sorts and loops and _grows(loops[0][2]) and not FEW.search(loops[0][3]):
            yield f"{loops[0][0]}, sorted"


def _grows(name: str) -> bool:
    return name in GROWING or name in ALSO


def everything(w: World) -> object:
    with w.office.read() as connection:
        return connection.execute(text("SELECT * FROM cases ORDER BY entered_at LIMIT 3")).all()


def test_no_page_reads_more_than_it_shows(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_finding, "NEAR", 60)  # a bound too, and more than a page
    monkeypatch.setattr(case_finding, "EXAMINED", 30)
    monkeypatch.setattr(desk_views, "EXAMINED", 60)
    looked_at = too_much_read if north.office.engine.dialect.name == "postgresql" else bad_steps
    assert looked_at(north, everything), "a page that reads everything goes unnoticed"
    assert {name: found for name, page in PAGES.items() if (found := looked_at(north, page))} == {}
    if north.office.engine.dialect.name == "sqlite":  # whose plans don't tell how often a step is taken
        plain = steps_of(north, PAGES["search, what all hold"])
        searches = {name: steps_of(north, page) for name, page in PAGES.items() if name.startswith("search")}
        assert {name: steps for name, steps in searches.items() if steps > 2 * plain} == {}
