"""What an event and a page cost, in figures that no busy machine can move: statements, rows, bytes, programs started.

How long they take is for `make bench`. Every figure here is of the path that is measured there.
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select, update

from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.service.acting import Request, act
from flows.service.case_view import case_view
from flows.storage.case_texts import TEXTS
from flows.storage.tables import users
from tests.postgres import PostgresServer
from tests.service.errand import World
from tools.bench.counting import heard, queries, rows_written
from tools.bench.pages import HASH, signed_in
from tools.bench.permit import FIRST, STEPS, begun, site, taken
from tools.bench.table import paired
from tools.bench.written import bytes_beside
from web.app import create_app

MOST_STATEMENTS = {"postgresql": 3, "sqlite": 11}
MOST_BYTES = 2.0  # of the log, for each byte that the same rows take by hand
MOST_ROWS = 8
# What a changed text costs beside: one row, and on SQLite, whose full-text index lies in tables, five of the index.
TEXT_ROWS = {"postgresql": 1, "sqlite": 6}
MOST_QUERIES_OF_A_PAGE = 6
QUERIES_OF_THE_WORKLIST = 2  # who asks, in which posts, by their session; and what waits for them
PAGES = ("/", "/cases/{number}", "/procedures", "/procedures/hot_work_permit")


@pytest.fixture
def north(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = site(database_url, tmp_path / "attachments")
    with made.office.transaction() as connection:
        connection.execute(update(users).values(password=HASH))
    taken(made.office, begun(made), made.now)  # what is read once and kept is read now
    yield made
    made.office.engine.dispose()


def events(north: World) -> Iterator[tuple[str, Callable[[], Any]]]:
    number = begun(north)
    for step, (login, name, data, opinion) in enumerate(STEPS):
        request = Request(login, number, name, FIRST + step, data=data, opinion=opinion)
        yield name, lambda request=request: act(north.office, request, north.now)


def test_an_event_takes_few_statements(north: World) -> None:
    dialect = north.office.engine.dialect.name
    counts = {}
    for name, take in events(north):
        with heard(north.office) as statements:
            take()
        counts[name] = len(queries(statements))
    assert min(counts.values()) >= 2, "an event reads and writes: something escapes the counting"
    assert max(counts.values()) <= MOST_STATEMENTS[dialect], counts


def texts(north: World) -> list[str]:
    with north.office.read() as connection:
        return list(connection.execute(select(TEXTS.c.plain)).scalars())


def test_an_event_writes_few_rows(north: World) -> None:
    counts = {}
    for name, take in events(north):
        before, text_before = rows_written(north.office), texts(north)
        take()
        counts[name] = rows_written(north.office) - before
        counts[name] -= TEXT_ROWS[north.office.engine.dialect.name] * (texts(north) != text_before)
    assert min(counts.values()) >= 3, "case, history and outbox: something escapes the counting"
    # What changes a register writes one more: the unit's revision, which tells its other cases.
    assert sum(counts.values()) / len(counts) <= MOST_ROWS, counts
    assert max(counts.values()) <= MOST_ROWS + 1, counts


def test_an_event_fills_the_log_no_more_than_twice_what_it_takes_by_hand(
    postgres_server: PostgresServer, postgres_template: str, postgres_url: str, tmp_path: Path
) -> None:
    other = postgres_server.create(template=postgres_template)
    beside = other.render_as_string(hide_password=False)
    ours, theirs = bytes_beside((postgres_url, beside), tmp_path, rounds=3, cases=2)
    postgres_server.drop(other)
    assert min(theirs) > 500, "an event writes a case, its history and more: something escapes the counting"
    assert median(paired(ours, theirs)) <= MOST_BYTES, (ours, theirs)


def test_the_worklist_takes_few_queries(north: World) -> None:
    client = signed_in(create_app(north.office, lambda: north.now), "desk")
    begun(north)
    client.get("/")  # the sites' names are read once and kept
    with heard(north.office) as statements:
        page = client.get("/").get_data(as_text=True)
    assert HOT_WORK_PERMIT.zh in page
    assert len(queries(statements)) == QUERIES_OF_THE_WORKLIST, statements


def test_a_case_takes_few_queries(north: World) -> None:
    number = begun(north)
    with heard(north.office) as statements:
        assert case_view(north.office, "desk", number, north.now).number == number
    assert 1 <= len(queries(statements)) <= MOST_QUERIES_OF_A_PAGE, statements


def test_no_page_starts_another_program(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above all not Graphviz: pictures are drawn when a version is published."""
    number = begun(north)
    client = signed_in(create_app(north.office, lambda: north.now), "desk")

    def started(*command: Any, **_: Any) -> None:
        raise AssertionError(f"a page started {command}")

    monkeypatch.setattr(subprocess.Popen, "__init__", started)
    for path in PAGES:
        assert client.get(path.format(number=number)).status_code == 200, path
