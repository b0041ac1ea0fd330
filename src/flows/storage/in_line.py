"""Events of one transaction written one behind the other, without waiting for the answer to each.

On PostgreSQL the driver sends them in a pipeline: while the server writes one, the next is put together here. Nothing is
read meanwhile: within a pipeline SQLAlchemy takes every statement for one without rows. SQLite answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from flows.storage.by_hand import bound, spelled
from flows.storage.one_statement import parameters, statement_of
from flows.storage.writing import Writes, write_portably


def write_in_line(connection: Connection, events: Sequence[Writes]) -> list[bool]:
    """Whether each was written; False: somebody was faster, and nothing of it is. Raises what SQLAlchemy raises: then
    the transaction is lost with all of them."""
    dialect = connection.dialect
    if dialect.name != "postgresql":
        return [write_portably(connection, event) for event in events]
    try:
        return _in_line(connection, events)
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, connection.connection, None)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "events in line", {}, error, dialect.loaded_dbapi.Error, connection_invalidated=lost, dialect=dialect
        ) from error


def _in_line(connection: Connection, events: Sequence[Writes]) -> list[bool]:
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():
        cursors = [driver.cursor() for _ in events]
        for cursor, event in zip(cursors, events, strict=True):
            cursor.execute(spelled(statement_of(event), "postgresql"), bound(parameters(event), "postgresql"))
        found = [cursor.fetchone()[0] == 1 for cursor in cursors]
    for cursor in cursors:
        cursor.close()
    return found
