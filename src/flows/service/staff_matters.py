"""Cases of the staff are read by the posts that answer for them, and by who is named in one or has acted in it.

To everybody else such a case is not there, as one of another site is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from flows.definition import Actor, Case
from flows.procedures import PROCEDURES
from flows.procedures.readers import READERS, acting_in
from flows.service.errors import NotFound
from flows.service.rights import Rights
from flows.storage.snapshot import Snapshot
from flows.storage.tables import cases, history

# The fields that name a member of the staff, whichever of these procedures asks for them.
NAMING = tuple(
    sorted({field.name for key in READERS for field in PROCEDURES[key].fields().values() if field.kind == "user"})
)


def readable(rights: Rights) -> ColumnElement[bool]:
    """The condition on `cases` that leaves those that the asker may read, of every site where they hold a post. The
    operator reads all."""
    if rights.user_id is None:
        return cases.c.id.is_not(None)
    held: dict[int, set[str]] = {}
    for standing in rights.standings:
        held.setdefault(standing.site_id, set()).add(standing.role)
    return _readable(rights.login, held)


def must_read(connection: Connection, seen: Snapshot) -> Snapshot:
    """What was loaded, for whoever may read it. Raises NotFound."""
    if seen.case.procedure in READERS:
        roles = {post.role for post in seen.actor.posts}
        asked = select(cases.c.id).where(cases.c.id == seen.case_id, _readable(seen.actor.login, {seen.site_id: roles}))
        if connection.execute(asked).first() is None:
            raise NotFound
    return seen


def is_of_staff(case: Case) -> bool:
    return case.procedure in READERS


def readers_among(case: Case, people: Iterable[Actor], acted: Collection[str]) -> tuple[Actor, ...]:
    """Those of a site's `people` who may read the case, by the same rule; `acted`: the logins that its history has."""
    if not is_of_staff(case):
        return tuple(people)
    roles = {*READERS[case.procedure], *acting_in(PROCEDURES[case.procedure], case.state)}
    named = {case.data.get(name) for name in NAMING}
    return tuple(
        one
        for one in people
        if one.login in named or one.login in acted or roles.intersection(post.role for post in one.posts)
    )


def _readable(login: str, held: Mapping[int, Iterable[str]]) -> ColumnElement[bool]:
    alike: dict[frozenset[str], list[int]] = {}  # so that a manager of a thousand sites asks no longer than of one
    for site_id, roles in sorted(held.items()):
        alike.setdefault(frozenset(roles), []).append(site_id)
    by_post = [_by_post(site_ids, roles, key) for roles, site_ids in alike.items() for key in READERS]
    named = [cases.c.data[name].as_string() == login for name in NAMING]
    # Of one row, and not `EXISTS`: that PostgreSQL may answer by gathering all that somebody ever did.
    acts = select(history.c.seq).where(history.c.case_id == cases.c.id, history.c.actor == login).correlate(cases)
    acted = acts.limit(1).scalar_subquery().is_not(None)
    return or_(cases.c.procedure.not_in(READERS), *by_post, *named, acted)


def _by_post(site_ids: list[int], roles: frozenset[str], key: str) -> ColumnElement[bool]:
    here = and_(cases.c.site_id.in_(site_ids), cases.c.procedure == key)
    if roles.intersection(READERS[key]):
        return here
    procedure = PROCEDURES[key]
    return and_(here, cases.c.state.in_([s.code for s in procedure.states if acting_in(procedure, s.code) & roles]))
