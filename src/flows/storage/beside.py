"""What lies beside a case, in one statement: its papers, what people said of it, what the asker has typed and not sent,
and the cases before it of the same kind, for the same person and unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection

from flows.storage.by_hand import ask
from flows.storage.gathering import as_array, gathered
from flows.storage.snapshot import Snapshot
from flows.storage.values import parsed

PAPERS = ("id, kind, name, media_type, size, added_by, added_at, removed_at", "FROM documents WHERE case_id = :case")
COMMENT = "id, login, name, words, {json}(mentions), at"
COMMENTS = (
    COMMENT,
    "FROM (SELECT * FROM comments WHERE case_id = :case AND (:before = 0 OR id < :before) ORDER BY id DESC LIMIT :most) co",
)
DRAFTS = (
    "event, {json}(typed), at",
    "FROM drafts WHERE case_id = :case AND login = :login AND state = :state AND at >= :entered",
)
EARLIER = (
    "id, {json}(data)",
    "FROM (SELECT id, data FROM cases WHERE applicant_id = :applicant AND site_id = :site AND procedure = :procedure "
    "AND coalesce(unit_id, 0) = :unit AND id < :case AND (closed_at IS NULL OR closed_at > :since) ORDER BY id DESC LIMIT :earlier) ea",
)
OWN_SETTING = (
    "{json}(value)",
    "FROM settings WHERE site_id = :site AND procedure = 'office' AND code = 'draft_days'",
)
Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Lying:
    """`papers` in the order in which they came; `comments`, the newest first; the asker's `drafts` of this stay in its
    state, and for how many `draft_days` the site keeps such, where it has said so."""

    papers: Rows
    comments: Rows
    drafts: Rows
    draft_days: int | None
    earlier: tuple[Mapping[str, Any], ...]


def lying_beside(connection: Connection, seen: Snapshot, most: int, since: datetime, earlier: int = 0) -> Lying:
    """With the newest `most` comments, and what stands in the last `earlier` cases that are open or were closed after
    `since`, the last of them first."""
    case, login = seen.case, seen.actor.login
    values = {"case": seen.case_id, "before": 0, "most": most, "login": login, "site": seen.site_id}
    values |= {"state": case.state, "entered": case.entered_at}
    values |= {"since": since, "procedure": case.procedure, "unit": seen.unit_id or 0, "earlier": earlier}
    values["applicant"] = 0 if case.applicant is None else case.applicant
    statement = _statement(connection.dialect.name, PAPERS, COMMENTS, DRAFTS, OWN_SETTING, EARLIER)
    ((found,),) = ask(connection, statement, values)
    papers, comments, drafts, own, before = parsed(found)
    told = tuple(data for _, data in _by_id(before)[::-1])
    return Lying(_by_id(papers), _by_id(comments)[::-1], drafts, own[0][0] if own else None, told)


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
