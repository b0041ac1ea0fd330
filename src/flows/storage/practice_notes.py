"""What a practice store keeps beside an office's own tables: how far its clock is ahead, who sits at the desk, which task
is being solved, what was refused. Notes are added and never changed; the newest of a kind holds.

In a metadata of its own: the office's real database has no such table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Engine, Integer, MetaData, String, Table, func, insert, select

from flows.storage.columns import Moment
from flows.storage.engine import writing

metadata = MetaData()
practice_notes = Table(
    "practice_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String, nullable=False, index=True),
    Column("content", JSON, nullable=False),
)


def lay_out(engine: Engine) -> None:
    with writing(engine).begin() as connection:
        metadata.create_all(connection)


def put(connection: Connection, kind: str, content: Mapping[str, Any], at: datetime) -> None:
    connection.execute(insert(practice_notes), {"kind": kind, "content": dict(content), "at": at})


def newest(connection: Connection) -> dict[str, tuple[int, dict[str, Any]]]:
    """By kind: the last note's id and what it says."""
    n = practice_notes.c
    last = select(func.max(n.id)).group_by(n.kind)
    rows = connection.execute(select(n.id, n.kind, n.content).where(n.id.in_(last)))
    return {row.kind: (row.id, row.content) for row in rows}


def later(connection: Connection, kind: str, since: int) -> list[tuple[datetime, dict[str, Any]]]:
    """Those of a kind after the note `since`, oldest first."""
    n = practice_notes.c
    query = select(n.at, n.content).where(n.kind == kind, n.id > since).order_by(n.id)
    return [(row.at, row.content) for row in connection.execute(query)]
