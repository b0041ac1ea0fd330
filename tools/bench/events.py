"""Taking an event: the service against the transaction by hand, on databases with the same tables and triggers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import Connection, Table, insert, make_url, select

from flows.service import taking
from flows.storage import tables as t
from flows.storage.engine import BUSY_TIMEOUT
from flows.storage.values import canonical
from flows.storage.writing import Writes
from tests.postgres import libpq_url
from tests.service.errand import World
from tools.bench.by_hand import Event, Hand, on_postgres, on_sqlite
from tools.bench.permit import STEPS, begun, settle, site, taken
from tools.bench.rounds import Rounds, progress, side_by_side

COPIED = (t.cases, t.history, t.tasks, t.outbox, t.documents)


@dataclass
class Taken:
    """What the service wrote, noted as it went by."""

    events: list[tuple[Writes, tuple[int, str, int] | None]] = field(default_factory=list)
    counted: tuple[int, str, int] | None = None

    @contextmanager
    def listening(self) -> Iterator[None]:
        written, draw = taking.written, taking.draw

        def note_number(connection: Connection, *counter: Any) -> str:
            self.counted = counter
            return draw(connection, *counter)

        def note_rows(*decided: Any) -> Writes:
            rows = written(*decided)
            self.events.append((rows, self.counted))
            self.counted = None
            return rows

        with patch.object(taking, "written", note_rows), patch.object(taking, "draw", note_number):
            yield

    def drained(self) -> list[tuple[Writes, tuple[int, str, int] | None]]:
        events, self.events = self.events, []
        return events


@contextmanager
def peer(url: str) -> Iterator[Hand]:
    """A connection of the bare driver, with what ours promises: nothing that was committed is lost."""
    if url.startswith("sqlite"):
        lite = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT}"):
            lite.execute(f"PRAGMA {pragma}")
        yield on_sqlite(lite)
        lite.close()
    else:
        with psycopg.connect(libpq_url(make_url(url)), prepare_threshold=0) as connection:
            yield on_postgres(connection)


def copy_begun(north: World, other: World, numbers: list[str]) -> None:
    """The cases as they stand before their first event, into the other database, under the same ids."""
    with north.office.read() as source, other.office.transaction() as target:
        for number in numbers:
            case = source.execute(select(t.cases.c.id).where(t.cases.c.number == number)).scalar_one()
            for table in COPIED:
                key = table.c.id if table is t.cases else table.c.case_id
                for row in source.execute(select(table).where(key == case)).mappings():
                    kept = {name: value for name, value in row.items() if name != "id" or table is t.cases}
                    target.execute(insert(table), kept)


def measure(title: str, urls: tuple[str, str], folder: Path, rounds: int, cases: int, threshold: float) -> Rounds:
    """The program by hand writes in each round what the service wrote in the round before; case by case in turns."""
    north, other = (site(url, folder / str(number)) for number, url in enumerate(urls))
    result, heard = Rounds(f"take an event, {title}", threshold), Taken()
    waiting: list[list[Event]] = []
    with peer(urls[1]) as hand, heard.listening():
        for done in range(rounds + 2):
            numbers = [begun(north) for _ in range(cases)]
            copy_begun(north, other, numbers)
            ours = [partial(taken, north.office, number, north.now) for number in numbers]
            theirs = [partial(_by_hand, hand, events) for events in waiting] or [_nothing] * cases
            if done < 2:  # the caches are cold, and in the first round there is nothing yet to write by hand
                side_by_side(ours, theirs)
                for url in urls:
                    settle(url)
            else:
                result.add(ours, theirs, share=len(STEPS))
            events = [hand.event(*event) for event in heard.drained()]
            waiting = [events[start : start + len(STEPS)] for start in range(0, len(events), len(STEPS))]
            progress(result.what, done + 1, rounds + 2)
        for events in waiting:
            _by_hand(hand, events)
    _alike(north, other)
    for world in (north, other):
        world.office.engine.dispose()
    return result


def _by_hand(hand: Hand, events: list[Event]) -> None:
    for event in events:
        hand.run(event)


def _nothing() -> None:
    pass


def _alike(north: World, other: World) -> None:
    """Both databases hold the same, or the comparison is none."""
    for table in (*COPIED, t.deadlines, t.entries, t.payments):
        if _contents(north, table) != _contents(other, table):
            raise AssertionError(f"{table.name}: the program by hand wrote other rows than the service")


def _contents(world: World, table: Table) -> list[str]:
    """Rows without the ids that each database gives by itself."""
    columns = [column for column in table.c if column.name != "id"]
    with world.office.read() as connection:
        return sorted(canonical([_plain(value) for value in row]) for row in connection.execute(select(*columns)))


def _plain(value: Any) -> Any:
    return value if isinstance(value, dict | list | int | None) else str(value)
