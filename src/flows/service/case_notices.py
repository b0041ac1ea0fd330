"""Who was told what of a case, and whether they have read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from flows.definition import Procedure, Text
from flows.service.office import Office
from flows.service.pages import Page, cursor_of, key_of
from flows.service.seeing import load
from flows.service.staff_matters import must_read
from flows.storage.tables import notices, users

PAGE = 50


@dataclass(frozen=True, slots=True)
class NoticeOfCase:
    """`name` is that of today: an account is renamed, not replaced."""

    name: str
    words: Text
    at: datetime
    urgent: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldOfCase:
    number: str
    procedure: Procedure
    zone: str
    page: Page[NoticeOfCase]


def told_of(
    office: Office, login: str, number: str, now: datetime, site: str | None = None, cursor: str | None = None
) -> ToldOfCase:
    """For everybody who may see the case, the newest first. Raises NotFound, Ambiguous, Invalid for a cursor of another list."""
    before = int(key_of(cursor, int)[0]) if cursor else 0
    n = notices.c
    with office.read() as connection:
        seen = must_read(connection, load(connection, number, login, now, site, ties_later=True))
        query = (
            select(n.id, n.login, users.c.name, n.zh, n.en, n.at, n.urgent, n.read_at)
            .outerjoin(users, users.c.login == n.login)
            .where(n.case_id == seen.case_id, *([n.id < before] if before else []))
            .order_by(n.id.desc())
            .limit(PAGE + 1)
        )
        rows = connection.execute(query).all()
        procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
    found = tuple(NoticeOfCase(r.name or r.login, Text(r.zh, r.en), r.at, r.urgent, r.read_at) for r in rows[:PAGE])
    page = Page(found, cursor_of(rows[PAGE - 1].id) if len(rows) > PAGE else None)
    return ToldOfCase(seen.case.number, procedure, seen.zone.key, page)
