"""Who works at a site, in which posts, for whom: so that a refusal can say who could act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from flows.definition import Actor, Case, Person, Post, Situation, Transition
from flows.engine.compiled import Compiled
from flows.engine.decide import who_can
from flows.engine.decision import Unmet
from flows.storage.by_hand import ask
from flows.storage.tables import users

# Asked with every page of a case, every start and every refusal.
HERE = """
SELECT 0, us.id, po.id, us.login, us.name, po.role, NULL, NULL
FROM users us JOIN posts po ON po.user_id = us.id
WHERE us.active AND (po.site_id IS NULL OR po.site_id = :site)
UNION ALL
SELECT 1, su.id, po.id, us.login, us.name, po.role, ab.login, ab.name
FROM substitutions su JOIN users us ON us.id = su.substitute_id JOIN users ab ON ab.id = su.absent_id
JOIN posts po ON po.user_id = ab.id AND (su.role IS NULL OR su.role = po.role)
WHERE us.active AND ab.active AND (po.site_id IS NULL OR po.site_id = :site)
  AND (su.site_id IS NULL OR su.site_id = :site) AND su.revoked_at IS NULL AND su.since <= :now AND su.until > :now"""


def roster(connection: Connection, site_id: int, now: datetime) -> tuple[Actor, ...]:
    """Every active person with a post at the site at this moment, their own posts before those lent to them."""
    names: dict[str, str] = {}
    held: dict[str, list[Post]] = {}
    for *_, login, name, role, absent, absent_name in sorted(ask(connection, HERE, {"site": site_id, "now": now})):
        names[login] = name
        held.setdefault(login, []).append(Post(role, Person(absent, absent_name) if absent else None))
    return tuple(Actor(login, names[login], tuple(posts)) for login, posts in held.items())


def names_at(connection: Connection, people: Iterable[Actor], case: Case) -> dict[str, str]:
    """Login to name: of everybody at the site, and of who had a hand in the case and has left since."""
    names = {actor.login: actor.name for actor in people}
    absent = {post.instead_of for actor in people for post in actor.posts if post.instead_of}
    names |= {person.login: person.name for person in absent}
    hands = case.registrars.union({case.registered_by}, *(approval.people() for approval in case.approvals))
    if left := hands - set(names):
        names |= dict(connection.execute(select(users.c.login, users.c.name).where(users.c.login.in_(left))).all())
    return names


def with_people(
    compiled: Compiled,
    here: Situation,
    transition: Transition | None,
    unmet: Iterable[Unmet],
    people: tuple[Actor, ...],
) -> tuple[Unmet, ...]:
    """`unmet` with who could act, where it is about who acts."""
    unmet = tuple(unmet)
    if transition is None or not any(u.kind in ("post", "person") for u in unmet):
        return unmet
    able = tuple(person for person, _ in who_can(compiled, here, transition, people))
    return tuple(replace(u, who_can=able) if u.kind in ("post", "person") else u for u in unmet)
