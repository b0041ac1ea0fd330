"""PostgreSQL's own call for a prepared statement: one statement sent and answered, with nothing around it.

The driver's cursor takes as long over a short statement as the server does: it makes half a dozen objects for each, and
waits for the answer in a loop of its own. What is written by hand goes through the driver's lower half, `psycopg.pq`,
instead, in one call that lets other threads run while it waits. What came back and what went wrong are read by the
driver all the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any

from psycopg import Connection as Driver
from psycopg import errors
from psycopg.adapt import Transformer
from psycopg.pq import DiagnosticField, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection

from flows.storage.by_hand import as_json
from flows.storage.placeholders import PLACEHOLDER

KNOWN = "prepared"  # the key under which a connection keeps the names of its statements
FORGOTTEN = b"26000"  # no such statement: whoever changed tables on this connection threw all away
# Where a table was changed amid a transaction, its end must be possible nevertheless; the next one's beginning, which is
# prepared as any other statement, then finds that all is gone.
ENDS = frozenset({"COMMIT", "ROLLBACK"})
ANSWERED = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)

# The server knows each value's type by the place where it stands.
WRITTEN: Mapping[type, Callable[[Any], bytes]] = {
    str: str.encode,
    int: lambda value: b"%d" % value,
    bool: lambda value: b"t" if value else b"f",
    datetime: lambda value: value.isoformat().encode(),
    date: lambda value: value.isoformat().encode(),
    dict: lambda value: as_json(value).encode(),
    list: lambda value: as_json(value).encode(),
}
# A single row is read by the types' numbers, if it holds nothing but these; all else by the driver.
READ: Mapping[int, Callable[[bytes], Any]] = {
    **dict.fromkeys((25, 1043), bytes.decode),
    **dict.fromkeys((20, 21, 23), int),
    **dict.fromkeys((114, 3802), lambda value: json.loads(value.decode())),
    16: b"t".__eq__,
}

_numbers = count()


def stands_ready(connection: Connection) -> bool:
    """Whether statements may go this way: no driver begins or ends a transaction around them, for it would then throw
    away all that is prepared, and no pipeline waits for their answers."""
    driver = _driver(connection)
    return driver.autocommit and driver.pgconn.pipeline_status == PipelineStatus.OFF


def answer(connection: Connection, sql: str, values: Mapping[str, Any]) -> PGresult:
    """What the server answers to `sql`, whose placeholders are `:names`. Raises the driver's errors."""
    pgconn = _driver(connection).pgconn
    statement, names = numbered(sql)
    if sql in ENDS:
        return _sound(pgconn.exec_(statement))
    given: list[Any] = [  # the driver's types don't know of None, which it takes
        _written(values[name]) for name in names
    ]
    known: dict[str, bytes] = connection.info.setdefault(KNOWN, {})
    if (name := known.get(sql)) is not None:
        result = pgconn.exec_prepared(name, given)
        forgotten = result.status not in ANSWERED and result.error_field(DiagnosticField.SQLSTATE) == FORGOTTEN
        if not (forgotten and pgconn.transaction_status == TransactionStatus.IDLE):
            return _sound(result)
        known.clear()
    name = b"flows_%d" % next(_numbers)
    _sound(pgconn.prepare(name, statement))
    known[sql] = name
    return _sound(pgconn.exec_prepared(name, given))


def rows_of(connection: Connection, result: PGresult) -> list[tuple[Any, ...]]:
    """Its rows, as the driver gives them."""
    if not result.ntuples:
        return []
    if result.ntuples == 1:
        readers = [READ.get(result.ftype(column)) for column in range(result.nfields)]
        if None not in readers:
            return [tuple(_read(reader, result.get_value(0, column)) for column, reader in enumerate(readers))]
    transformer = Transformer(_driver(connection))
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)


@cache
def numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """`sql` with numbered placeholders, and which name stands for each."""
    names = tuple(dict.fromkeys(PLACEHOLDER.findall(sql)))
    place = {name: f"${number}" for number, name in enumerate(names, 1)}
    return PLACEHOLDER.sub(lambda found: place[found[1]], sql).encode(), names


def _driver(connection: Connection) -> Driver[Any]:
    driver: Driver[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


def _sound(result: PGresult) -> PGresult:
    if result.status not in ANSWERED:
        raise errors.error_from_result(result)
    return result


def _written(value: Any) -> bytes | None:
    return None if value is None else WRITTEN[type(value)](value)


def _read(reader: Any, value: bytes | None) -> Any:
    return None if value is None else reader(value)
