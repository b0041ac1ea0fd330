"""make bench, or python -m tools.bench [ROUNDS]."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket
from unittest.mock import patch

from tests import postgres
from tests.postgres import PostgresServer
from tools.bench import events, pages, sizes
from tools.bench.rounds import HEAD

HOST = "127.0.0.1"
ROUNDS = 21  # of each comparison; fewer than nine say little
CASES = 8  # of one round
EVENT = {"PostgreSQL": 0.6, "SQLite": 0.2}
PAGE = 0.6


@contextmanager
def postgres_by_network() -> Iterator[PostgresServer]:
    """A server that writes to disk, over TCP: an office's database is hardly ever reached by a socket in a folder."""
    with closing(socket()) as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    network = {"listen_addresses": HOST, "port": str(port)}
    # PGPORT is for the waiting by the socket, whose name holds the port.
    waiting = patch.dict(os.environ, {"PGPORT": str(port)})
    with waiting, patch.dict(postgres.SETTINGS, network), postgres.running_postgres(durable=True) as server:
        url = server.url
        yield server if url.host else PostgresServer(url.set(host=HOST, port=port, query={}))


class Databases:
    """New ones, of either kind."""

    def __init__(self, server: PostgresServer, room: Path) -> None:
        self.server, self.room, self.made = server, room, 0

    def new(self, kind: str) -> str:
        self.made += 1
        if kind == "SQLite":
            return f"sqlite:///{self.room / f'{self.made}.db'}"
        return self.server.create().render_as_string(hide_password=False)


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name, postgres_by_network() as server:
        room = Path(name)
        databases = Databases(server, room)
        print(HEAD)
        for kind, threshold in EVENT.items():
            pair = databases.new(kind), databases.new(kind)
            print(events.measure(kind, pair, room / f"events-{kind}", rounds, CASES, threshold).line(), flush=True)
        for kind in EVENT:
            print(pages.measure(kind, databases.new(kind), room / f"pages-{kind}", rounds, PAGE).line(), flush=True)
        print()
        for kind in EVENT:
            print(*sizes.measure(kind, databases.new(kind), room / f"sizes-{kind}"), sep="\n", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
