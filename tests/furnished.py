"""Databases in which an office of the tests stands already. Declaring it and drawing its diagrams takes longer than
most tests of it: it is made once in each process, and copied."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from flows.service.office import Office
from tests.postgres import PostgresServer

Make = Callable[[str, Path], Office]
"""An office in the migrated database at that address, with a folder for its papers."""


class Files:
    """SQLite's. `room` makes a folder of a name."""

    def __init__(self, template: Path, room: Callable[[str], Path]) -> None:
        self._template, self._room, self._made = template, room, dict[Make, Path]()

    def copy(self, make: Make, folder: Path) -> str:
        """The address of a fresh one in that folder."""
        shutil.copyfile(self._of(make), folder / "flows.db")
        return f"sqlite:///{folder / 'flows.db'}"

    def _of(self, make: Make) -> Path:
        if make not in self._made:
            folder = self._room("furnished")
            path = self._made[make] = folder / "flows.db"
            shutil.copyfile(self._template, path)
            make(f"sqlite:///{path}", folder / "attachments").engine.dispose()
            connection = sqlite3.connect(path)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what still stands in the log would not be copied
            connection.close()
        return self._made[make]


class Databases:
    """PostgreSQL's, on one server."""

    def __init__(self, server: PostgresServer, template: str, room: Callable[[str], Path]) -> None:
        self._server, self._template, self._room = server, template, room
        self._made = dict[Make, str]()

    def copy(self, make: Make) -> str:
        """The address of a fresh one, which is to be dropped."""
        return self._server.create(template=self._of(make)).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._server.drop(make_url(url))

    def drop_all(self) -> None:
        for name in self._made.values():
            self._server.drop(self._server.url.set(database=name))

    def _of(self, make: Make) -> str:
        if make not in self._made:
            url = self._server.create(template=self._template)
            make(url.render_as_string(hide_password=False), self._room("furnished")).engine.dispose()
            self._made[make] = str(url.database)
        return self._made[make]
