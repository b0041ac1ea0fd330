"""Connections that stay at hand from one request to the next, and transactions begun and ended by hand on them.

To fetch a connection from SQLAlchemy's pool, have it begin and commit, and give it back takes longer than an event's
own statements do on SQLite. SQLAlchemy's statements run on these connections as on any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from flows.storage.by_hand import forget, is_there, tell
from flows.storage.scope import fit, fits

# As many as a web process has threads, of the fifteen that a pool gives out: the others are for whoever holds one for longer.
KEPT = 8
BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL READ COMMITTED", "sqlite": "BEGIN IMMEDIATE"}


class Standing:
    """The connections of one engine that are at hand. Whoever finds none fetches one from the pool."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._begin = BEGIN[engine.dialect.name]
        self._narrows = engine.dialect.name == "postgresql"
        self._idle: list[Connection] = []
        event.listen(engine, "engine_disposed", self._close_all)

    @contextmanager
    def reading(self, fitted: bool = True) -> Iterator[Connection]:
        """Each statement stands for itself, but on SQLite those by SQLAlchemy, which see one moment. Not `fitted`: it
        may show any sites, for who asks for nothing of one site."""
        connection = self._taken()
        try:
            if fitted and self._narrows:
                fit(connection)
            yield connection
        finally:
            self._put_back(connection)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing. On SQLite it holds the lock from the start, so that two writers queue instead of failing
        half-way."""
        connection = self._taken()
        try:
            if self._narrows:
                fit(connection)
            tell(connection, self._begin, {})
            yield connection
            tell(connection, "COMMIT", {})
        except BaseException:
            _undo(connection)
            raise
        finally:
            self._put_back(connection)

    def _taken(self) -> Connection:
        """Rather one that shows the right sites already, and none whose server has gone meanwhile. Another thread may take what
        was just looked at: then it is another that comes, or none."""
        while True:
            connection = self._idle_one() or self._engine.connect()
            if is_there(connection):
                return connection
            connection.invalidate()
            connection.close()

    def _idle_one(self) -> Connection | None:
        idle = self._idle
        try:
            if self._narrows and len(idle) > 1:
                return idle.pop(next((n for n in range(len(idle) - 1, -1, -1) if fits(idle[n])), -1))
            return idle.pop()
        except IndexError:
            return None

    def _put_back(self, connection: Connection) -> None:
        """One that is lost leaves the pool, too, and takes those at hand along: they are of the same server."""
        if connection.in_transaction():  # one that SQLAlchemy began by itself, for a statement of its own
            try:
                connection.rollback()
            except SQLAlchemyError:
                connection.invalidate()
        if not connection.invalidated and len(self._idle) < KEPT:
            self._idle.append(connection)
            return
        if connection.invalidated:
            self._close_all()
        else:
            forget(connection)
        connection.close()

    def _close_all(self, _engine: Engine | None = None) -> None:
        while self._idle:
            connection = self._idle.pop()
            connection.detach()  # its pool is closed already and would only keep it
            connection.close()


def _undo(connection: Connection) -> None:
    if connection.invalidated:
        return
    driver = connection.dialect.loaded_dbapi
    try:
        if connection.dialect.name == "postgresql":
            tell(connection, "ROLLBACK", {})  # the driver's own throws away whatever is prepared
        else:
            connection.connection.rollback()
    except (driver.Error, SQLAlchemyError) as error:
        connection.invalidate(error)
