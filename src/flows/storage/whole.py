"""All rows of a database, as lines that either kind of database can be filled from.

A moment is written in ISO 8601 with its offset, a day likewise, an amount as its digits, JSON as the database's own text of
it, so that null in a column and null within it stay two things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, cast, column, func, inspect, select, table, text

from flows.storage.case_texts import ENTER, NAME, TEXTS
from flows.storage.case_texts import row as text_row
from flows.storage.columns import Moment, metadata
from flows.storage.engine import open_database, writing
from flows.storage.migrate import NOT_OURS, upgrade_to
from flows.storage.tables import cases

BATCH = 1000  # rows read or written at a time
PASSING = frozenset({"sessions", "sent_forms", "tallies"})
"""Of use for hours at the most. A session that has ended since must not come alive again."""
OWN_FUNCTIONS = ("flows_", "procrastinate_", "defer_job_of_case")

Row = list[Any]


class Dangling(ValueError):
    """A row points to one that is not there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is written and read back, and what type it has where it is read back."""

    told: Callable[[Any], Any]
    read: Callable[[Any], Any]
    type: Any


def _same(value: Any) -> Any:
    return value


KINDS = {
    "moment": Kind(lambda v: v.isoformat(), datetime.fromisoformat, Moment()),
    "day": Kind(lambda v: v.isoformat(), date.fromisoformat, sa.Date()),
    "amount": Kind(str, Decimal, sa.Numeric(12, 2)),
    "json": Kind(_same, _same, None),  # no type: the database takes its own text
    "truth": Kind(bool, bool, sa.Boolean()),
    "number": Kind(_same, _same, sa.BigInteger()),
    "text": Kind(_same, _same, sa.Text()),
}
_OF_TYPES: tuple[tuple[type[Any], str], ...] = (
    (Moment, "moment"),
    (sa.Date, "day"),
    (sa.Numeric, "amount"),
    (sa.JSON, "json"),
    (sa.Boolean, "truth"),
    (sa.Integer, "number"),
    (sa.String, "text"),
)


def kind_of(of: Any) -> str:
    """The key in KINDS of a column's type. Raises TypeError for one that nobody has thought of."""
    for known, name in _OF_TYPES:
        if isinstance(of, known):
            return name
    raise TypeError(str(of))


Columns = list[tuple[str, str]]  # name and kind


def layout() -> dict[str, Columns]:
    """The tables that are kept, each after those that it points to, with their columns; the searched texts are last."""
    tables = [one for one in metadata.sorted_tables if one.name not in PASSING]
    found = {one.name: [(c.name, kind_of(c.type)) for c in one.columns] for one in tables}
    return found | {NAME: [("case_id", "number"), ("site_id", "number"), ("plain", "text")]}


def rows_of(connection: Connection, name: str, columns: Columns) -> Iterator[Row]:
    """In the order of the primary key."""
    tells = [KINDS[kind].told for _, kind in columns]
    found = connection.execute(_asked(connection, name, columns).execution_options(yield_per=BATCH))
    for row in found:
        yield [None if value is None else tell(value) for tell, value in zip(tells, row, strict=True)]


def _asked(connection: Connection, name: str, columns: Columns) -> Any:
    if name == NAME:
        key = TEXTS.c.rowid if connection.dialect.name == "sqlite" else TEXTS.c.case_id
        return select(cases.c.id, cases.c.site_id, TEXTS.c.plain).join(TEXTS, key == cases.c.id).order_by(cases.c.id)
    source = metadata.tables[name]
    asked = [cast(source.c[n], sa.Text) if kind == "json" else source.c[n] for n, kind in columns]
    return select(*asked).order_by(*source.primary_key.columns)


def put(connection: Connection, name: str, columns: Columns, rows: Iterable[Row]) -> int:
    """Writes them into a table of whatever revision the database has; answers how many."""
    reads = [(n, KINDS[kind].read) for n, kind in columns]
    statement = _filled(connection, name, columns)
    count, left = 0, iter(rows)
    while some := list(islice(left, BATCH)):
        values = [_read(reads, row) for row in some]
        if name == NAME:
            values = [text_row(one["case_id"], one["site_id"], one["plain"]) for one in values]
        connection.execute(statement, values)
        count += len(values)
    return count


def _read(reads: Sequence[tuple[str, Callable[[Any], Any]]], row: Row) -> dict[str, Any]:
    return {n: None if value is None else read(value) for (n, read), value in zip(reads, row, strict=True)}


def _filled(connection: Connection, name: str, columns: Columns) -> Any:
    if name == NAME:
        return text(ENTER[connection.dialect.name])
    return sa.insert(table(name, *(column(n, KINDS[kind].type) for n, kind in columns)))


def is_empty(connection: Connection) -> bool:
    """Whether nothing of an office is in it: no schema, or nothing but declarations and the calendar."""
    present = set(inspect(connection).get_table_names())
    mattering = ("sites", "users", "parties", "cases", "history", "checkpoints", "reveals")
    return not any(
        connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in mattering
        if name in present
    )


@contextmanager
def filling(url: str) -> Iterator[Connection]:
    """One transaction that takes what is there away and fills it anew: when it isn't committed, the old is whole. Until
    then whoever reads waits on PostgreSQL, and reads the old on SQLite; whoever writes waits on both."""
    engine = open_database(url)
    try:
        with _without_foreign_keys(engine).begin() as connection:
            yield connection
            _hold_foreign_keys(connection)
    finally:
        engine.dispose()


def _without_foreign_keys(engine: Engine) -> Engine:
    """SQLite can't turn them off within a transaction; `_hold_foreign_keys` asks for all of them at its end."""
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def connect(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA foreign_keys=OFF")

    return writing(engine)


def _hold_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise Dangling(f"{broken[0]} {broken[1]} points to a row of {broken[2]} that is not there")


def lay_out(connection: Connection, revision: str) -> None:
    """Takes all tables of ours away and makes those of `revision`, within the transaction."""
    if connection.dialect.name == "sqlite":
        for name in _sqlite_tables(connection):
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')
    else:
        _clear_postgres(connection)
    upgrade_to(connection, revision)


def _sqlite_tables(connection: Connection) -> list[str]:
    """The virtual one takes the tables with it that it keeps beside its own."""
    return [n for n in inspect(connection).get_table_names() if n == NAME or not n.startswith((NAME, "sqlite_"))]


def _clear_postgres(connection: Connection) -> None:
    ours = [n for n in inspect(connection).get_table_names() if n in {*metadata.tables, "alembic_version"}]
    ours += [n for n in inspect(connection).get_table_names() if n.startswith(NOT_OURS)]
    for name in ours:
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}" CASCADE')
    here = "= current_schema()::regnamespace"
    for name, call in connection.exec_driver_sql(
        f"SELECT proname, oid::regprocedure FROM pg_proc WHERE pronamespace {here}"
    ):
        if name.startswith(OWN_FUNCTIONS):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {call} CASCADE")
    types = connection.exec_driver_sql(
        f"SELECT typname FROM pg_type WHERE typnamespace {here} AND typtype IN ('e', 'c')"
    )
    for (name,) in types.all():
        if name.startswith(OWN_FUNCTIONS):
            connection.exec_driver_sql(f'DROP TYPE IF EXISTS "{name}" CASCADE')


def number_on(connection: Connection) -> None:
    """PostgreSQL numbers rows by counters of its own, which know nothing of rows that brought their number."""
    if connection.dialect.name != "postgresql":
        return
    for name in inspect(connection).get_table_names():
        if name in metadata.tables and "id" in metadata.tables[name].c:
            connection.exec_driver_sql(
                f'SELECT setval(s, (SELECT coalesce(max(id), 0) + 1 FROM "{name}"), false) '
                f"FROM pg_get_serial_sequence('{name}', 'id') s WHERE s IS NOT NULL"
            )
