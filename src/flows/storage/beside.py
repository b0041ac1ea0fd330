"""What lies beside a case, in one statement: its papers, and what people said of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection

from flows.storage.by_hand import ask
from flows.storage.gathering import as_array, gathered
from flows.storage.values import parsed

PAPERS = ("id, kind, name, media_type, size, added_by, added_at", "FROM documents WHERE case_id = :case")
COMMENT = "id, login, name, words, {json}(mentions), at"
COMMENTS = (
    COMMENT,
    "FROM (SELECT * FROM comments WHERE case_id = :case AND (:before = 0 OR id < :before) ORDER BY id DESC LIMIT :most) co",
)
Rows = list[list[Any]]


def papers_and_comments(connection: Connection, case_id: int, most: int) -> tuple[Rows, Rows]:
    """The papers in the order in which they came; the newest `most` comments, the newest first."""
    values = {"case": case_id, "before": 0, "most": most}
    ((found,),) = ask(connection, _statement(connection.dialect.name, PAPERS, COMMENTS), values)
    papers, comments = parsed(found)
    return _by_id(papers), _by_id(comments)[::-1]


def comments_before(connection: Connection, case_id: int, most: int, before: int = 0) -> Rows:
    """The newest of those before the comment `before`; nought: of all."""
    values = {"case": case_id, "before": before, "most": most}
    ((found,),) = ask(connection, _statement(connection.dialect.name, COMMENTS), values)
    return _by_id(parsed(found)[0])[::-1]


@cache
def _statement(dialect: str, *parts: tuple[str, str]) -> str:
    return f"SELECT {as_array((gathered(*part, dialect) for part in parts), dialect)}"


def _by_id(rows: Rows) -> Rows:
    """No database promises in which order it gathers."""
    return sorted(rows, key=lambda row: int(row[0]))
