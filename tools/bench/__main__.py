"""make bench and make bench-full: python -m tools.bench --help."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from unittest.mock import patch

from tests import postgres
from tests.postgres import PostgresServer
from tools.bench import clients, due, events, growth, pages, sizes, together, web, written
from tools.bench.table import HEAD, Line

HOST = "127.0.0.1"
KINDS = ("PostgreSQL", "SQLite")
EVENT = {"PostgreSQL": 0.6, "SQLite": 0.2}
PAGE = 0.6
CASES_OF_A_ROUND = 8


@dataclass(frozen=True)
class Scope:
    """How much is measured. `rounds` of each comparison; fewer than nine say little."""

    rounds: int
    cases: tuple[int, ...]
    deadlines: int
    parts: tuple[str, ...]


@contextmanager
def postgres_by_network() -> Iterator[PostgresServer]:
    """A server that writes to disk, over TCP: an office's database is hardly ever reached by a socket in a folder. Its
    databases belong to no superuser: row-level security holds for us, and for the programs by hand."""
    with closing(socket()) as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    network = {"listen_addresses": HOST, "port": str(port), "max_wal_size": "4GB"}
    # PGPORT is for the waiting by the socket, whose name holds the port.
    waiting = patch.dict(os.environ, {"PGPORT": str(port)})
    with waiting, patch.dict(postgres.SETTINGS, network), postgres.running_postgres(durable=True) as server:
        url = server.url
        yield postgres.for_tests(url if url.host else url.set(host=HOST, port=port, query={}))


class Databases:
    """New ones, of either kind."""

    def __init__(self, server: PostgresServer, room: Path) -> None:
        self.server, self.room, self.made = server, room, 0

    def new(self, kind: str) -> str:
        self.made += 1
        if kind == "SQLite":
            return f"sqlite:///{self.room / f'{self.made}.db'}"
        return self.server.create().render_as_string(hide_password=False)

    def several(self, kind: str, many: int) -> tuple[str, ...]:
        return tuple(self.new(kind) for _ in range(many))


Part = Callable[[str, Databases, Path, Scope], Iterator[Line]]


def _events(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    first, second = new.several(kind, 2)
    yield events.measure(kind, (first, second), room, scope.rounds, CASES_OF_A_ROUND, EVENT[kind]).line()


def _written(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    return written.measure(kind, new.several(kind, 3 if kind == "PostgreSQL" else 1), room, scope.rounds, 4)


def _clients(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    urls = new.several(kind, 3 if kind == "PostgreSQL" else 2)
    return clients.measure(kind, urls, room, scope.rounds, CASES_OF_A_ROUND, EVENT[kind])


def _page(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    yield pages.measure(kind, new.new(kind), room, scope.rounds, PAGE).line()


def _alone(kind: str, new: Databases, room: Path, _scope: Scope) -> Iterator[Line]:
    yield from sizes.measure(kind, new.new(kind), room)


def _growth(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    return growth.measure(kind, lambda: new.new(kind), room, scope.cases, scope.rounds)


def _web(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    return web.measure(kind, new.new(kind), room, scope.rounds)


def _due(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    return due.measure(kind, new.new(kind), room, max(scope.rounds // 5, 1), scope.deadlines)


def _together(kind: str, new: Databases, room: Path, scope: Scope) -> Iterator[Line]:
    return together.measure(kind, new.new(kind), room, min(scope.rounds, 9))


QUICK: dict[str, Part] = {"event": _events, "written": _written, "page": _page, "alone": _alone}
FULL: dict[str, Part] = {
    **QUICK,
    "clients": _clients,
    "growth": _growth,
    "web": _web,
    "due": _due,
    "together": _together,
}


def _scope() -> Scope:
    options = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    options.add_argument("--full", action="store_true", help="everything, with a million cases")
    options.add_argument("--rounds", type=int, help="of each comparison (21; full: 15)")
    options.add_argument("--cases", type=int, default=1_000_000, help="of the largest database")
    options.add_argument("--deadlines", type=int, default=10_000, help="due at once")
    options.add_argument("--only", nargs="+", choices=FULL, help="these parts alone")
    given = options.parse_args()
    largest = max(given.cases, 2_000)
    steps = tuple(size for size in (10_000, 100_000) if size < largest)
    return Scope(
        rounds=max(given.rounds or (15 if given.full else 21), 2),
        cases=(*(steps or (1_000,)), largest),
        deadlines=max(min(given.deadlines, given.cases), 20),
        parts=tuple(given.only or (FULL if given.full else QUICK)),
    )


def main(scope: Scope) -> None:
    with tempfile.TemporaryDirectory() as name, postgres_by_network() as server:
        databases = Databases(server, Path(name))
        print(f"rounds {scope.rounds}; large databases are synthetic, see tools/bench/many.py\n{HEAD}", flush=True)
        for part in scope.parts:
            for kind in KINDS:
                for line in FULL[part](kind, databases, Path(name) / f"{part}-{kind}", scope):
                    print(line, flush=True)


if __name__ == "__main__":
    main(_scope())
