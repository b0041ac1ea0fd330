"""PostgreSQL's own call for a prepared statement: one statement sent and answered, with nothing around it.

The driver's cursor takes as long over a short statement as the server does: it makes half a dozen objects for each, and
waits for the answer in a loop of its own. What is written by hand goes through the driver's lower half, `psycopg.pq`,
instead, in one call that lets other threads run while it waits. What came back and what went wrong are read by the
driver all the same.
"""

from __future__ import annotations

import json
import select
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from typing import Any

from psycopg import Connection as Driver
from psycopg import errors
from psycopg.adapt import Transformer
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection

from flows.storage.by_hand import as_json
from flows.storage.placeholders import PLACEHOLDER

KNOWN = "prepared"  # the key under which a connection keeps the names of its statements
MOST = 100  # statements that a connection keeps, the latest used; the driver keeps as many of its own
# No such statement. The driver throws away all that is prepared when it rolls back, and when a table is changed.
FORGOTTEN = b"26000"
# Where a table was changed amid a transaction, its end must be possible nevertheless.
ENDS = frozenset({"COMMIT", "ROLLBACK"})
ANSWERED = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


def _text(value: str) -> bytes:
    written = value.encode()
    if b"\0" in written:
        raise errors.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return written


def _moment(value: datetime) -> bytes:
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return value.isoformat().encode()


# The server knows each value's type by the place where it stands.
WRITTEN: Mapping[type, Callable[[Any], bytes | None]] = {
    type(None): lambda value: None,
    str: _text,
    int: b"%d".__mod__,
    bool: {False: b"f", True: b"t"}.__getitem__,
    datetime: _moment,
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


def ready(connection: Connection) -> Driver[Any] | None:
    """The driver's connection, where statements may go this way: no driver begins or ends a transaction around them, for
    it would then throw away all that is prepared, and no pipeline waits for their answers."""
    driver = _driver(connection)
    return driver if driver.autocommit and driver.pgconn.pipeline_status == PipelineStatus.OFF else None


def answer(driver: Driver[Any], sql: str, values: Mapping[str, Any], info: dict[Any, Any]) -> PGresult:
    """What the server answers to `sql`, whose placeholders are `:names`; `info`: what the pool keeps with the
    connection. Raises the driver's errors."""
    pgconn = driver.pgconn
    statement, names = numbered(sql)
    if sql in ENDS:
        return _sound(pgconn, pgconn.exec_(statement))
    given = written([values[name] for name in names])
    known: dict[str, bytes] = info.setdefault(KNOWN, {})
    if (name := known.pop(sql, None)) is not None:
        result = pgconn.exec_prepared(name, given)
        if not _is_forgotten(result):
            known[sql] = name
            return _sound(pgconn, result)
        known.clear()
        if pgconn.transaction_status != TransactionStatus.IDLE:
            return _sound(pgconn, result)
    if len(known) >= MOST and pgconn.transaction_status == TransactionStatus.IDLE:
        _throw_away(pgconn, [known.pop(next(iter(known)))])
    name = b"flows_%d" % next(_numbers)
    _sound(pgconn, pgconn.prepare(name, statement))
    known[sql] = name
    return _sound(pgconn, pgconn.exec_prepared(name, given))


def is_there(connection: Connection) -> bool:
    """Whether nothing has come that tells of its end; costs no question."""
    pgconn = _driver(connection).pgconn
    try:
        waiting = select.poll()
        waiting.register(pgconn.socket, select.POLLIN)
        while waiting.poll(0):
            pgconn.consume_input()
    except errors.OperationalError:
        return False
    return pgconn.status == ConnStatus.OK


def forget(connection: Connection) -> None:
    """Before it lies in the pool again, where others let the driver begin and end transactions on it."""
    driver = _driver(connection)
    known: dict[str, bytes] = connection.info.pop(KNOWN, {})
    if known and not driver.closed:
        _throw_away(driver.pgconn, list(known.values()))


def _throw_away(pgconn: PGconn, names: list[bytes]) -> None:
    """Whatever is there of it."""
    pgconn.exec_(b"".join(b"DEALLOCATE %s;" % name for name in names))


def rows_of(driver: Driver[Any], result: PGresult) -> list[tuple[Any, ...]]:
    """Its rows, as the driver gives them."""
    if not result.ntuples:
        return []
    if result.ntuples == 1:
        readers = [READ.get(result.ftype(column)) for column in range(result.nfields)]
        if None not in readers:
            return [tuple([_read(reader, result.get_value(0, column)) for column, reader in enumerate(readers)])]
    transformer = Transformer(driver)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, tuple)


@lru_cache(500)
def numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """`sql` with numbered placeholders, and which name stands for each."""
    names = tuple(dict.fromkeys(PLACEHOLDER.findall(sql)))
    place = {name: f"${number}" for number, name in enumerate(names, 1)}
    return PLACEHOLDER.sub(lambda found: place[found[1]], sql).encode(), names


def _driver(connection: Connection) -> Driver[Any]:
    driver: Driver[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # SQLAlchemy says Any or None
    return driver


def _is_forgotten(result: PGresult) -> bool:
    return result.status not in ANSWERED and result.error_field(DiagnosticField.SQLSTATE) == FORGOTTEN


def _sound(pgconn: PGconn, result: PGresult) -> PGresult:
    if result.status in ANSWERED:
        return result
    if pgconn.status == ConnStatus.BAD:
        raise errors.OperationalError(result.get_error_message())
    raise errors.error_from_result(result)


def written(values: list[Any]) -> list[Any]:
    """In the form in which they are sent; the driver's types don't know of None, which it takes."""
    try:
        return [WRITTEN[type(value)](value) for value in values]
    except KeyError as unknown:
        raise TypeError(f"no form is known for a {unknown.args[0].__name__}") from unknown


def _read(reader: Any, value: bytes | None) -> Any:
    return None if value is None else reader(value)
