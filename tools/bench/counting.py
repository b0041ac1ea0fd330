"""Statements and rows as the database sees them: figures that no busy machine can move."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import event, text

from flows.service.office import Office
from flows.storage import prepared
from flows.storage.case_texts import NAME

BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK")
# SQLite's full-text index lies in tables of its own, as PostgreSQL's indexes don't.
OF_INDEX = re.compile(rf"-- *(INSERT|REPLACE|UPDATE|DELETE)\b.*\b{NAME}_", re.IGNORECASE | re.DOTALL)
WRITTEN = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"


@contextmanager
def heard(office: Office) -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile, as its driver sends it."""
    found: list[str] = []
    with _heard_on_postgres(found) if office.engine.dialect.name == "postgresql" else _heard_on_sqlite(office, found):
        yield found


@contextmanager
def _heard_on_postgres(found: list[str]) -> Iterator[None]:
    with ExitStack() as stack:
        for where, name in ((psycopg.Cursor, "execute"), (psycopg.Cursor, "executemany"), (prepared, "answer")):
            stack.enter_context(patch.object(where, name, _noting(getattr(where, name), found)))
        yield


def _noting(execute: Callable[..., Any], found: list[str]) -> Callable[..., Any]:
    def noting(by: Any, query: Any, *values: Any, **options: Any) -> Any:
        found.append(str(query))
        return execute(by, query, *values, **options)

    return noting


@contextmanager
def _heard_on_sqlite(office: Office, found: list[str]) -> Iterator[None]:
    with _traced_on_sqlite(office, lambda sql: None if sql.startswith("--") else found.append(sql)):
        yield


@contextmanager
def rows_of_index(office: Office) -> Iterator[list[str]]:
    """What SQLite writes meanwhile into the tables of its full-text index, a statement for each row; PostgreSQL keeps its
    indexes in none."""
    found: list[str] = []
    if office.engine.dialect.name != "sqlite":
        yield found
        return
    with _traced_on_sqlite(office, lambda sql: found.append(sql) if OF_INDEX.match(sql) else None):
        yield found


@contextmanager
def _traced_on_sqlite(office: Office, heard_of: Callable[[str], None]) -> Iterator[None]:
    """SQLite tells what its triggers and indexes do, too, as comments."""

    def trace(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(heard_of)

    office.engine.dispose()  # connections that are at hand never come by the pool
    event.listen(office.engine, "checkout", trace)
    yield
    event.remove(office.engine, "checkout", trace)
    office.engine.dispose()


def queries(statements: list[str]) -> list[str]:
    """Those that ask or write, without what begins and ends a transaction: psycopg's own way to do that isn't heard."""
    return [statement for statement in statements if not statement.startswith(BRACKETS)]


def rows_written(office: Office) -> int:
    """By this connection to SQLite, by everybody to PostgreSQL, since the database was made."""
    with office.read() as connection:
        if office.engine.dialect.name == "sqlite":
            return int(connection.connection.driver_connection.total_changes)
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        return int(connection.execute(text(WRITTEN)).scalar_one())
