"""Numbers without gaps or repeats: one counter for each site, prefix and year, moved in the event's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from flows.storage.tables import counters

DIGITS = 4  # as the procedure book writes them: HW-2026-0042; a site with more a year gets longer ones


def _next(dialect: str) -> ReturningInsert[Any]:
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(counters).values(last=1)
    keys = [counters.c.site_id, counters.c.prefix, counters.c.year]
    moved = insert.on_conflict_do_update(index_elements=keys, set_={"last": counters.c.last + 1})
    returning: ReturningInsert[Any] = moved.returning(counters.c.last)
    return returning


STATEMENTS = {name: _next(name) for name in ("postgresql", "sqlite")}


def draw(connection: Connection, site_id: int, prefix: str, year: int) -> str:
    """The next number, `HW-2026-0042`. Its row stays locked until the transaction ends; a rollback gives it back."""
    values = {"site_id": site_id, "prefix": prefix, "year": year}
    last: int = connection.execute(STATEMENTS[connection.dialect.name], values).scalar_one()
    return f"{prefix}-{year}-{last:0{DIGITS}}"
