"""One new row, for tables whose rows are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert


def added(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Its id."""
    found: int = connection.execute(insert(table).returning(table.c.id), dict(row)).scalar_one()
    return found
