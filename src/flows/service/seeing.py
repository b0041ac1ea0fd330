"""From what was read of a case to the situation that the rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from flows.definition import CLOCK, Actor, Field, Post, Situation
from flows.engine.compiled import Compiled
from flows.service.errors import Ambiguous, NotFound
from flows.storage import snapshot
from flows.storage.by_hand import ask
from flows.storage.snapshot import Snapshot
from flows.storage.tables import posts, users

THE_CLOCK = Actor(CLOCK.code, CLOCK.zh, (Post(CLOCK.code),))


def load(
    connection: Connection, number: str, login: str, now: datetime, site: str | None = None, ties_later: bool = False
) -> Snapshot:
    """The case of that number at a site where `login` holds a post. Raises NotFound, Ambiguous. `ties_later`: for who
    holds the connection as long as anybody looks at the applicant."""
    found = [s for s in snapshot.by_number(connection, number, login, now, site, ties_later) if s.actor.posts]
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Ambiguous(number, tuple(sorted(s.case.site for s in found)))
    return found[0]


def situation(
    seen: Snapshot,
    event: str,
    now: datetime,
    *,
    actor: Actor | None = None,
    reason: str = "",
    opinion: str = "",
    staff: Mapping[str, frozenset[str]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Situation:
    return Situation(
        case=seen.case,
        event=event,
        actor=actor or seen.actor,
        now=now,
        zone=seen.zone,
        data=seen.case.data,
        reason=reason,
        opinion=opinion,
        applicant=seen.applicant,
        documents=seen.documents,
        fresh=seen.fresh,
        entries=seen.entries,
        staff=staff or {},
        claimed_by=seen.task.claimed_by if seen.task else None,
        paused=any(deadline.paused for deadline in seen.deadlines),
        facts=facts or {},
    )


def named_people(compiled: Compiled, data: Mapping[str, Any]) -> set[str]:
    """The logins that user fields of `data`, and user columns of its rows, name."""
    return set(_named(compiled.naming, data)) if compiled.naming else set()


def _named(fields: Mapping[str, Field], data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        field = fields.get(name)
        if field is None or not value:
            continue
        if field.kind == "user":
            yield str(value)
        elif field.kind == "rows" and isinstance(value, list):
            columns = {column.name: column for column in field.columns}
            for row in value:
                yield from _named(columns, row if isinstance(row, Mapping) else {})


def posts_of(connection: Connection, site_id: int, logins: Iterable[str]) -> dict[str, frozenset[str]]:
    """The posts at the site of each of `logins` who is active there."""
    wanted = sorted(logins)
    if not wanted:
        return {}
    query = (
        select(users.c.login, posts.c.role)
        .join(posts, posts.c.user_id == users.c.id)
        .where(users.c.login.in_(wanted), users.c.active, or_(posts.c.site_id.is_(None), posts.c.site_id == site_id))
    )
    found: dict[str, set[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.login, set()).add(row.role)
    return {login: frozenset(roles) for login, roles in found.items()}


def site_id_of(connection: Connection, key: str) -> int | None:
    rows = ask(connection, "SELECT id FROM sites WHERE key = :key", {"key": key})
    return rows[0][0] if rows else None
