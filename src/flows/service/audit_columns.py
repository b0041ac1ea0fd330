"""Which columns hold what they can't, asked when something could not be read: written over by force, or by a disk that fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, select

from flows.storage import tables as t


def broken_columns(connection: Connection, table: Table, rows: Any, names: Iterable[str] = ()) -> list[Column[Any]]:
    """Of all columns, or these, those that hold, in one of the rows of which the condition holds, what their type can't or what
    they must not."""
    asked = [table.c[name] for name in names] or table.c
    return [column for column in asked if not _sound(connection, column, rows)]


def first_broken(connection: Connection, column: Column[Any], case_id: int) -> int:
    """Of a column of the history the number of the first entry that is concerned; nought: it is the number itself."""
    h = t.history.c
    seqs = connection.execute(select(h.seq).where(h.case_id == case_id).order_by(h.seq)).scalars().all()
    broken = (seq for seq in seqs if not _sound(connection, column, (h.case_id == case_id) & (h.seq == seq)))
    return next((seq for seq in broken if isinstance(seq, int)), 0)


def _sound(connection: Connection, column: Column[Any], rows: Any) -> bool:
    try:
        values = connection.execute(select(column).where(rows)).scalars().all()
    except Exception:  # noqa: BLE001 - what it is that can't be read, only who wrote it knows
        return False
    kind = object if isinstance(column.type, JSON) else column.type.python_type
    return all(column.nullable if value is None else isinstance(value, kind) for value in values)
