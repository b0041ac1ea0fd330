"""Notices: what somebody is told, once for each rung or entry that it comes of, and whether they have read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from flows.definition import Text
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.storage.by_hand import inserting, tell_each
from flows.storage.tables import cases, notices, sites

NOTICE = inserting(
    "notices",
    "site_id bigint, case_id bigint, login text, source text, kind text, zh text, en text, urgent boolean, at timestamptz",
    "ON CONFLICT DO NOTHING",
)
LISTED = 50
COUNTED = 100  # unread ones: the bell says no more than that there are so many


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told of a case."""

    site_id: int
    case_id: int
    source: str
    kind: str
    words: Text
    at: datetime
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    site: str
    number: str
    kind: str
    words: Text
    at: datetime
    urgent: bool
    read_at: datetime | None


def tell_people(connection: Connection, told: Iterable[tuple[News, Iterable[str]]]) -> int:
    """A notice of each piece of news for each of its logins, whoever has it already apart; answers how many are new."""
    rows = [
        {
            "site_id": news.site_id,
            "case_id": news.case_id,
            "login": login,
            "source": news.source,
            "kind": news.kind,
            "zh": news.words.zh,
            "en": news.words.en,
            "urgent": news.urgent,
            "at": news.at,
        }
        for news, logins in told
        for login in sorted(set(logins))
    ]
    return tell_each(connection, NOTICE, rows) if rows else 0


def notices_of(office: Office, login: str, before: int | None = None) -> tuple[Notice, ...]:
    """The newest first, those before the notice `before`; at most `LISTED`."""
    mine = select(notices).where(notices.c.login == login).order_by(notices.c.id.desc()).limit(LISTED)
    n = (mine if before is None else mine.where(notices.c.id < before)).subquery().c
    query = (
        select(*n, sites.c.key, cases.c.number)
        .join(sites, sites.c.id == n.site_id)
        .join(cases, cases.c.id == n.case_id)
        .order_by(n.id.desc())
    )
    with office.read() as connection:
        return tuple(
            Notice(r.id, r.key, r.number, r.kind, Text(r.zh, r.en), r.at, r.urgent, r.read_at)
            for r in connection.execute(query)
        )


def unread(office: Office, login: str) -> int:
    """How many; no more than `COUNTED` are."""
    mine = select(notices.c.id).where(notices.c.login == login, notices.c.read_at.is_(None)).limit(COUNTED)
    with office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(mine.subquery())).scalar_one())


def mark_read(office: Office, login: str, now: datetime, notice: int | None = None) -> None:
    """One notice of theirs, or all. Raises NotFound."""
    mine = [notices.c.login == login]
    if notice is not None:
        mine.append(notices.c.id == notice)
    with office.transaction() as connection:
        there = connection.execute(select(notices.c.id).where(*mine).limit(1)).first()
        if notice is not None and there is None:
            raise NotFound("没有这条通知", "There is no such notice")
        connection.execute(update(notices).where(*mine, notices.c.read_at.is_(None)).values(read_at=now))
