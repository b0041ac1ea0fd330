"""Who works at a site, in which posts, for whom: so that a refusal can say who could act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from flows.definition import Actor, Person, Post, Situation, Transition
from flows.engine.compiled import Compiled
from flows.engine.decide import who_can
from flows.engine.decision import Unmet
from flows.storage.tables import posts, substitutions, users


def roster(connection: Connection, site_id: int, now: datetime) -> tuple[Actor, ...]:
    """Every active person with a post at the site at this moment, their own posts before those lent to them."""
    here = or_(posts.c.site_id.is_(None), posts.c.site_id == site_id)
    held = (
        select(users.c.login, users.c.name, posts.c.role)
        .join(posts, posts.c.user_id == users.c.id)
        .where(users.c.active, here)
        .order_by(users.c.id, posts.c.id)
    )
    absent, s = users.alias("absent"), substitutions.c
    lent = (
        select(
            users.c.login, users.c.name, posts.c.role, absent.c.login.label("for_login"), absent.c.name.label("for_")
        )
        .select_from(substitutions)
        .join(users, users.c.id == s.substitute_id)
        .join(absent, absent.c.id == s.absent_id)
        .join(posts, and_(posts.c.user_id == absent.c.id, or_(s.role.is_(None), s.role == posts.c.role)))
        .where(users.c.active, absent.c.active, here, or_(s.site_id.is_(None), s.site_id == site_id))
        .where(s.revoked_at.is_(None), s.since <= now, s.until > now)
        .order_by(s.id)
    )
    found: dict[str, Actor] = {}
    for row in connection.execute(held):
        _add(found, row.login, row.name, Post(row.role))
    for loan in connection.execute(lent):
        _add(found, loan.login, loan.name, Post(loan.role, Person(loan.for_login, loan.for_)))
    return tuple(found.values())


def _add(found: dict[str, Actor], login: str, name: str, post: Post) -> None:
    actor = found.get(login, Actor(login, name))
    found[login] = replace(actor, posts=(*actor.posts, post))


def with_people(
    compiled: Compiled,
    here: Situation,
    transition: Transition | None,
    unmet: Iterable[Unmet],
    people: tuple[Actor, ...],
) -> tuple[Unmet, ...]:
    """`unmet` with who could act, where it is about who acts."""
    if transition is None:
        return tuple(unmet)
    able = tuple(person for person, _ in who_can(compiled, here, transition, people))
    return tuple(replace(u, who_can=able) if u.kind in ("post", "person") else u for u in unmet)
