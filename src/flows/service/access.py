"""Where a person may act, and in which posts: their own, and those of colleagues whom they stand in for now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Connection, String, and_, bindparam, literal, null, or_, select, union_all

from flows.definition import Person
from flows.storage.columns import Moment
from flows.storage.tables import posts, sites, substitutions, users


@dataclass(frozen=True, slots=True)
class Standing:
    """One post at one site; `instead_of` whom it is held for, if not the person's own."""

    site_id: int
    site: str
    role: str
    instead_of: Person | None = None


@cache
def _statement() -> CompoundSelect[Any]:
    """Put together once: it is asked with every page."""
    login, now = bindparam("login", type_=String), bindparam("now", type_=Moment)
    at_site = or_(posts.c.site_id.is_(None), posts.c.site_id == sites.c.id)
    own = (
        select(
            literal(0).label("lent"), sites.c.id, sites.c.key, posts.c.role, null().label("login"), null().label("name")
        )
        .select_from(users)
        .join(posts, posts.c.user_id == users.c.id)
        .join(sites, at_site)
        .where(users.c.login == login, users.c.active)
    )
    absent, s = users.alias("absent"), substitutions.c
    lent = (
        select(literal(1), sites.c.id, sites.c.key, posts.c.role, absent.c.login, absent.c.name)
        .select_from(users)
        .join(substitutions, s.substitute_id == users.c.id)
        .join(absent, absent.c.id == s.absent_id)
        .join(posts, and_(posts.c.user_id == absent.c.id, or_(s.role.is_(None), s.role == posts.c.role)))
        .join(sites, and_(at_site, or_(s.site_id.is_(None), s.site_id == sites.c.id)))
        .where(users.c.login == login, users.c.active, s.revoked_at.is_(None), s.since <= now, s.until > now)
    )
    return union_all(own, lent)


def standings(connection: Connection, login: str, now: datetime) -> tuple[Standing, ...]:
    """Every post of an active person at every site, in one statement. Empty for one who is unknown or inactive."""
    found = connection.execute(_statement(), {"login": login, "now": now})
    rows = sorted(found, key=lambda r: (r[0], r[2], r[3], r[4] or ""))
    return tuple(Standing(r[1], r[2], r[3], Person(r[4], r[5]) if r[4] else None) for r in rows)
