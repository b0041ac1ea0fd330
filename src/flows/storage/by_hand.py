"""Hand-written SQL on the paths that every event and every reload of a page goes, straight through the driver.

SQLAlchemy's own way round a statement costs as much as the statement does; here are its connection, its transaction
and its exceptions, and nothing else of it. Placeholders are `:names`; each driver gets its own spelling, and values in
the form in which the tables keep them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from flows.storage.placeholders import PLACEHOLDER


def ask(connection: Connection, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Its rows."""
    rows: list[tuple[Any, ...]] = _answered(connection, sql, values, rows=True)
    return rows


def tell(connection: Connection, sql: str, values: Mapping[str, Any]) -> int:
    """The number of rows that it wrote."""
    count: int = _answered(connection, sql, values, rows=False)
    return count


@dataclass(frozen=True, slots=True)
class Each:
    """A statement for many rows: on SQLite `one` for each of them, on PostgreSQL, whose driver takes its time over every
    row, one for all of them `together`, which come to it as the JSON list `:rows`."""

    one: str
    together: str


def inserting(table: str, columns: str, behind: str = "") -> Each:
    """Rows of those `columns`, each with PostgreSQL's type for it, with commas between."""
    names = [column.split()[0] for column in columns.split(",")]
    listed, values = ", ".join(names), ", ".join(f":{name}" for name in names)
    into = f"INSERT INTO {table} ({listed})"
    given = f"SELECT {listed} FROM jsonb_to_recordset(:rows::jsonb) AS given({columns})"
    return Each(f"{into} VALUES ({values}) {behind}", f"{into} {given} {behind}")


def tell_each(connection: Connection, each: Each, rows: Sequence[Mapping[str, Any]]) -> int:
    """The number of rows that it wrote."""
    dialect = connection.dialect
    if dialect.name == "postgresql":
        return tell(connection, each.together, {"rows": list(rows)})
    try:
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(each.one, [bound(values, dialect.name) for values in rows])
            return int(cursor.rowcount)
        finally:
            cursor.close()
    except dialect.loaded_dbapi.Error as error:
        raise _fault(connection, each.one, {}, error) from error


def _answered(connection: Connection, sql: str, values: Mapping[str, Any], *, rows: bool) -> Any:
    """Its rows, or how many it wrote. Raises what SQLAlchemy raises; a connection that is lost leaves the pool."""
    dialect = connection.dialect
    try:
        if dialect.name == "postgresql" and (driver := (prepared := _prepared()).ready(connection)):
            result = prepared.answer(driver, sql, values, connection.info)
            return prepared.rows_of(driver, result) if rows else result.command_tuples
        cursor = connection.connection.cursor()
        try:
            cursor.execute(spelled(sql, dialect.name), bound(values, dialect.name))
            return cursor.fetchall() if rows else cursor.rowcount
        finally:
            cursor.close()
    except dialect.loaded_dbapi.Error as error:
        raise _fault(connection, sql, values, error) from error


def _fault(connection: Connection, sql: str, values: Mapping[str, Any], error: Any) -> BaseException:
    """As SQLAlchemy raises it."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    fault: BaseException = DBAPIError.instance(
        sql, dict(values), error, dialect.loaded_dbapi.Error, True, lost, dialect
    )
    return fault


def is_there(connection: Connection) -> bool:
    """False where a server has said meanwhile that it has ended the connection, as one does that is started anew."""
    return connection.dialect.name != "postgresql" or bool(_prepared().is_there(connection))


def forget(connection: Connection) -> None:
    """For a connection that goes back into the pool: nothing of what went by hand stays prepared on it."""
    if connection.dialect.name == "postgresql":
        _prepared().forget(connection)


@cache
def _prepared() -> ModuleType:
    """Loads the driver, which a process with SQLite alone does without."""
    return import_module("flows.storage.prepared")


@lru_cache(500)
def spelled(sql: str, dialect: str) -> str:
    """`sql` as the driver of `dialect` takes it. It holds no colon or percent sign but those of placeholders and casts."""
    return PLACEHOLDER.sub(r"%(\1)s", sql) if dialect == "postgresql" else sql


def bound(values: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    """`values` in the form of the tables. ValueError for a moment without its zone."""
    form_of = (ON_POSTGRESQL if dialect == "postgresql" else ON_SQLITE).get
    return {name: value if (form := form_of(type(value))) is None else form(value) for name, value in values.items()}


@lru_cache(256)  # one event writes the same moment a dozen times
def _digits(value: datetime) -> str:
    """SQLite has no zone of its own: the digits are UTC's."""
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _as_text(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return str(value)


_encoded = json.JSONEncoder(ensure_ascii=False, default=_as_text).encode  # `json.dumps` makes one anew for every value


def as_json(value: dict[str, Any] | list[Any]) -> str:
    """JSON for a column of that type."""
    if not value:
        return "[]" if isinstance(value, list) else "{}"
    return _encoded(value)


Forms = Mapping[type, Callable[[Any], Any]]
ON_POSTGRESQL: Forms = {dict: as_json, list: as_json}
ON_SQLITE: Forms = {dict: as_json, list: as_json, datetime: _digits, date: date.isoformat}
