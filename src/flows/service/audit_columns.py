"""Which columns hold what they can't, asked when something could not be read: written over by force, or by a disk that fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, select

from flows.storage import tables as t


def broken_columns(connection: Connection, table: Table, rows: Any, names: Iterable[str] = ()) -> list[Column[Any]]:
    """Of all columns, or these, those that hold, in one of the rows of which the condition holds, what their type can't or what
    they must not."""
    asked = [table.c[name] for name in names] or list(table.c)
    try:
        found = connection.execute(select(*asked).where(rows)).all()
    except Exception:  # noqa: BLE001 - what it is that can't be read, only who wrote it knows
        return asked if len(asked) == 1 else [c for c in asked if broken_columns(connection, table, rows, (c.name,))]
    return [column for place, column in enumerate(asked) if not all(_fits(column, row[place]) for row in found)]


def first_broken(connection: Connection, column: Column[Any], case_id: int) -> int:
    """Of a column of the history the number of the first entry that is concerned; nought: it is the number itself."""
    h = t.history.c
    seqs = connection.execute(select(h.seq).where(h.case_id == case_id).order_by(h.seq)).scalars().all()
    for seq in seqs:
        one = (h.case_id == case_id) & (h.seq == seq)
        if isinstance(seq, int) and broken_columns(connection, t.history, one, (column.name,)):
            return seq
    return 0


def _fits(column: Column[Any], value: Any) -> bool:
    kind = object if isinstance(column.type, JSON) else column.type.python_type
    return bool(column.nullable) if value is None else isinstance(value, kind)
