"""Where a person may act, and in which posts: their own, and those of colleagues whom they stand in for now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, or_

from flows.definition import Person
from flows.storage.by_hand import ask
from flows.storage.tables import posts, substitutions, users


@dataclass(frozen=True, slots=True)
class Standing:
    """One post at one site; `instead_of` whom it is held for, if not the person's own."""

    site_id: int
    site: str
    role: str
    instead_of: Person | None = None


# Asked with every page.
HELD = """
SELECT 0, si.id, si.key, po.role, NULL, NULL, po.site_id IS NULL
FROM users me JOIN posts po ON po.user_id = me.id JOIN sites si ON po.site_id IS NULL OR po.site_id = si.id
WHERE me.login = :login AND me.active
UNION ALL
SELECT 1, si.id, si.key, po.role, ab.login, ab.name, po.site_id IS NULL AND su.site_id IS NULL
FROM users me JOIN substitutions su ON su.substitute_id = me.id JOIN users ab ON ab.id = su.absent_id
JOIN posts po ON po.user_id = ab.id AND (su.role IS NULL OR su.role = po.role)
JOIN sites si ON (po.site_id IS NULL OR po.site_id = si.id) AND (su.site_id IS NULL OR su.site_id = si.id)
WHERE me.login = :login AND me.active AND ab.active AND su.revoked_at IS NULL AND su.since <= :now AND su.until > :now"""


# A person's own row beside their posts, for whoever asks for both.
OWN_ROW = "SELECT -1, me.id, me.lang, me.password, me.login, me.name, FALSE FROM users me WHERE me.login = :login AND me.active"
KNOWN = "\nUNION ALL".join((OWN_ROW, HELD))
# The same by a session that lasts, with the session's own row: whether it is time to note that it is in use.
BY_SESSION = "\nUNION ALL ".join(
    (
        """WITH here AS (SELECT id, user_id, seen_at FROM sessions
WHERE digest = :digest AND ended_at IS NULL AND expires_at > :now AND seen_at > :idle)
SELECT -2, here.id, NULL, CASE WHEN here.seen_at <= :stale THEN 'stale' END, NULL, NULL, FALSE FROM here""",
        KNOWN.replace("me.login = :login", "me.id = (SELECT user_id FROM here)"),
    )
)


@dataclass(frozen=True, slots=True)
class Account:
    """An active person's row. `password` is the hash that is kept; None: they can't sign in by one. `everywhere`: they
    hold a post at all sites, also those to come."""

    id: int
    login: str
    name: str
    lang: str
    password: str | None
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Session:
    """One that lasts. `stale`: it is time to note that it is in use."""

    id: int
    stale: bool


Known = tuple[Account, tuple[Standing, ...]]


def account(connection: Connection, login: str, now: datetime) -> Known | None:
    """Who that is, and every post of theirs at every site, in one statement; None for one who is unknown or
    inactive."""
    return _known(ask(connection, KNOWN, {"login": login, "now": now}))


def account_of_session(
    connection: Connection, digest: str, now: datetime, idle: datetime, stale: datetime
) -> tuple[Session, Known] | None:
    """The same by the digest of a session's token. None for one that has ended, or wasn't used since `idle`; it is
    stale when it wasn't since `stale`."""
    values = {"digest": digest, "now": now, "idle": idle, "stale": stale}
    rows = ask(connection, BY_SESSION, values)
    here = [Session(row[1], row[3] is not None) for row in rows if row[0] == -2]
    known = _known(rows)
    return (here[0], known) if here and known else None


def _known(rows: list[tuple[Any, ...]]) -> Known | None:
    everywhere = any(r[6] for r in rows)
    found = [Account(r[1], r[4], r[5], r[2], r[3], everywhere) for r in rows if r[0] == -1]
    return (found[0], _in_order([row for row in rows if row[0] >= 0])) if found else None


def standings(connection: Connection, login: str, now: datetime) -> tuple[Standing, ...]:
    """Every post of an active person at every site, in one statement. Empty for one who is unknown or inactive."""
    return _in_order(ask(connection, HELD, {"login": login, "now": now}))


def _in_order(rows: list[tuple[Any, ...]]) -> tuple[Standing, ...]:
    rows.sort(key=lambda r: (r[0], r[2], r[3], r[4] or ""))
    return tuple(Standing(r[1], r[2], r[3], Person(r[4], r[5]) if r[4] else None) for r in rows)


def stands_at(login: Any, site_id: Any, now: datetime) -> ColumnElement[bool]:
    """Whether that active person holds a post there, their own or a colleague's; both are columns of a query."""
    me, absent, own, lent, s = users.alias(), users.alias(), posts.alias(), posts.alias(), substitutions.c
    theirs = exists().where(me.c.login == login, me.c.active, own.c.user_id == me.c.id, _covers(own.c.site_id, site_id))
    colleagues = exists().where(
        me.c.login == login,
        me.c.active,
        s.substitute_id == me.c.id,
        _covers(s.site_id, site_id),
        s.revoked_at.is_(None),
        s.since <= now,
        s.until > now,
        absent.c.id == s.absent_id,
        absent.c.active,
        lent.c.user_id == absent.c.id,
        _covers(lent.c.site_id, site_id),
        or_(s.role.is_(None), s.role == lent.c.role),
    )
    return or_(theirs, colleagues)


def _covers(column: Any, site_id: Any) -> ColumnElement[bool]:
    """None there: all sites."""
    return or_(column.is_(None), column == site_id)
