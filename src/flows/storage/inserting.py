"""Rows that somebody else may write at the same moment."""

from __future__ import annotations

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql


def unless_there(connection: Connection, table: Table) -> Insert:
    """Inserts into `table` what isn't there yet, by any of its keys, and leaves what is there as it stands."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite  # with the library of SQLite, for who works with it

    return sqlite.insert(table).on_conflict_do_nothing()
