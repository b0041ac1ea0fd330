"""A server of the page by hand: `python -m tools.bench.bare DATABASE PORT PROCESSES`.

The same server program as ours, with as many processes and threads; a connection of the bare driver for each thread.
"""

from __future__ import annotations

import socket
import sqlite3
import sys
from datetime import UTC, datetime
from threading import local
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import make_url

from command.processes import Plan, run
from command.serving import THREADS
from tests.postgres import libpq_url
from tools.bench.pages import app_by_hand

HOST = "127.0.0.1"


class Fetching:
    """Rows by the driver alone."""

    def __init__(self, url: str) -> None:
        self.url, self.own = url, local()

    def __call__(self, sql: str) -> list[Any]:
        if not hasattr(self.own, "connection"):
            self.own.connection = self._connected()
        rows: list[Any] = self.own.connection.execute(sql).fetchall()
        return rows

    def _connected(self) -> Any:
        if self.url.startswith("sqlite"):
            return sqlite3.connect(make_url(self.url).database or "")
        return psycopg.connect(libpq_url(make_url(self.url)), prepare_threshold=0, autocommit=True)


def page(url: str) -> Flask:
    now = datetime.now(UTC)
    if url.startswith("sqlite"):
        digits = now.replace(tzinfo=None).isoformat(" ", "microseconds")
        return app_by_hand(Fetching(url), lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC), digits)
    return app_by_hand(Fetching(url), lambda moment: moment, now)


def main(url: str, port: str, processes: str) -> None:
    with socket.create_server((HOST, int(port))) as listening:
        run(Plan(lambda: page(url), list, int(processes), THREADS, lambda _part: None), listening)


if __name__ == "__main__":
    main(*sys.argv[1:])
