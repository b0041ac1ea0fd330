"""The other views of somebody's desk: what waits on others, what they watch, what they have done.

Each is found by one statement along an index of the person's own, and its lines are read by another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, not_, or_, select

from flows.definition import Person, Procedure, State, Text
from flows.service.errors import Invalid
from flows.service.moves import label_of
from flows.service.office import Office
from flows.service.pages import Page, cursor_of, moment_of
from flows.service.rights import Rights
from flows.service.signing_in import Identity
from flows.service.staff_matters import readable
from flows.service.subjects import named_in, subject
from flows.service.worklist import PAGE, places_of
from flows.storage.columns import NEVER
from flows.storage.snapshot import pressing
from flows.storage.tables import LIVE, cases, history, parties, sites, tasks, units, users, watches
from flows.storage.values import parsed

EXAMINED = 500  # of somebody's latest acts: some weeks' work, and some milliseconds to look through
TAKING = ("claim_task", "release_task", "assign_task")  # who has a task is not what was done to the case


class Line(NamedTuple):
    """One case. `audience`: the posts that it waits for; none: it is finished. `holder`: who has taken it, or whom it
    names. `since` when it waits where it is, or when it was finished. `did`, `did_at`: in what was done, the act."""

    number: str
    site: str
    procedure: Procedure
    state: State
    revision: int
    unit: str | None
    applicant: str | None
    about: Text | None
    audience: tuple[str, ...]
    holder: Person | None
    since: datetime
    due_at: datetime | None
    overdue: bool
    watched: bool
    did: Text | None = None
    did_at: datetime | None = None


def waiting(office: Office, who: Identity, now: datetime, cursor: str | None = None) -> Page[Line]:
    """What others have now, among the cases of the asker's latest `EXAMINED` acts; the soonest due first. Raises
    Invalid for a cursor of another list."""
    return _by_due(office, who, now, _waiting(office, who), tasks.c.due_at, tasks.c.case_id, cursor)


def watched(office: Office, who: Identity, now: datetime, cursor: str | None = None) -> Page[Line]:
    """What the asker watches and may read; the soonest due first, what is finished last."""
    due = func.coalesce(tasks.c.due_at, literal(NEVER, tasks.c.due_at.type))
    return _by_due(office, who, now, _watched(who, due), due, watches.c.case_id, cursor)


def done(office: Office, who: Identity, now: datetime, cursor: str | None = None) -> Page[Line]:
    """What the asker did, act by act, the latest first."""
    h = history.c
    query = (
        select(h.case_id, h.at, h.seq, h.event)
        .join(cases, cases.c.id == h.case_id)
        .where(h.actor == who.login, h.event.not_in(TAKING), cases.c.site_id.in_(_site_ids(who)))
        .order_by(h.at.desc(), h.case_id.desc(), h.seq.desc())
    )
    if cursor:
        at, case_id, seq = moment_of(cursor, int, int)
        earlier = or_(h.at < at, h.case_id < case_id, and_(h.case_id == case_id, h.seq < seq))
        query = query.where(h.at <= at, earlier)
    with office.read() as connection:
        rows = connection.execute(query.limit(PAGE + 1)).all()
        lines = _lines(office, connection, who, [row.case_id for row in rows[:PAGE]], now)
    items = [
        lines[row.case_id]._replace(did=label_of(lines[row.case_id].procedure, row.event), did_at=row.at)
        for row in rows[:PAGE]
        if row.case_id in lines
    ]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(tuple(items), cursor_of(last.at.isoformat(), last.case_id, last.seq) if last else None)


def _by_due(
    office: Office,
    who: Identity,
    now: datetime,
    query: Select[Any],
    due: ColumnElement[Any],
    key: ColumnElement[int],
    cursor: str | None,
) -> Page[Line]:
    if cursor:
        at, case_id = moment_of(cursor, int)
        query = query.where(or_(due > at, and_(due == at, key > case_id)))
    query = query.with_only_columns(key.label("case_id"), due.label("due_at")).order_by(due, key).limit(PAGE + 1)
    with office.read() as connection:
        rows = connection.execute(query).all()
        lines = _lines(office, connection, who, [row.case_id for row in rows[:PAGE]], now)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    items = tuple(lines[row.case_id] for row in rows[:PAGE] if row.case_id in lines)
    return Page(items, cursor_of(last.due_at.isoformat(), last.case_id) if last else None)


def _waiting(office: Office, who: Identity) -> Select[Any]:
    """Acts come first and are cut off before anything else is looked at."""
    h = history.c
    latest = (h.at.desc(), h.case_id.desc(), h.seq.desc())
    acts = select(h.case_id).where(h.actor == who.login).order_by(*latest).limit(EXAMINED).subquery("acts")
    acted = select(acts.c.case_id).distinct().subquery("acted")
    here = tasks.c.site_id.in_(_site_ids(who))
    mine = _theirs_to_take(office, who)
    return select(tasks.c.id).join(acted, acted.c.case_id == tasks.c.case_id).where(LIVE, here, not_(mine))


def _theirs_to_take(office: Office, who: Identity) -> ColumnElement[bool]:
    """What stands on their worklist already, and no colleague has."""
    people = sorted({who.login} | {post.instead_of.login for post in who.posts if post.instead_of})
    alike: dict[frozenset[str], list[int]] = {}  # sites with the same audiences are asked for together
    held: dict[int, set[str]] = {}
    for audience, site_id in places_of(office, who.posts):
        held.setdefault(site_id, set()).add(audience)
    for site_id, audiences in held.items():
        alike.setdefault(frozenset(audiences), []).append(site_id)
    t = tasks.c
    posts = [and_(t.site_id.in_(ids), t.audience.in_(sorted(audiences))) for audiences, ids in alike.items()]
    own = and_(func.coalesce(t.named, who.login).in_(people), func.coalesce(t.claimed_by, who.login).in_(people))
    return and_(or_(*posts), own) if posts else literal(value=False)


def _watched(who: Identity, due: ColumnElement[Any]) -> Select[Any]:
    rights = Rights(who.id, who.login, who.posts, who.everywhere)
    return (
        select(due)
        .select_from(watches)
        .join(cases, cases.c.id == watches.c.case_id)
        .join(tasks, and_(tasks.c.case_id == cases.c.id, LIVE), isouter=True)
        .where(watches.c.login == who.login, cases.c.site_id.in_(_site_ids(who)), readable(rights))
    )


def _site_ids(who: Identity) -> list[int]:
    return sorted({post.site_id for post in who.posts})


def _lines(
    office: Office, connection: Connection, who: Identity, ids: Sequence[int], now: datetime
) -> Mapping[int, Line]:
    """By case. What they are about is asked for where some have no applicant."""
    rows = connection.execute(_of(who.login, ids)).all() if ids else []
    asked = {row.id: (_declared(office, connection, row), parsed(row.data)) for row in rows if row.data is not None}
    names = named_in(asked.values(), connection)
    about = {key: subject(procedure, data, names) for key, (procedure, data) in asked.items()}
    return {row.id: _line(_declared(office, connection, row), row, about.get(row.id), now) for row in rows}


def _of(login: str, ids: Sequence[int]) -> Select[Any]:
    c, t = cases.c, tasks.c
    return (
        select(
            *(c.id, c.number, c.procedure, c.version, c.state, c.revision, c.entered_at, c.closed_at),
            case((c.applicant_id.is_(None), c.data)).label("data"),
            *(t.audience, t.due_at, t.opened_at, t.claimed_by, t.named),
            sites.c.key.label("site"),
            units.c.code.label("unit"),
            parties.c.name.label("applicant"),
            users.c.name.label("holder"),
            watches.c.at.label("watched"),
        )
        .join(sites, sites.c.id == c.site_id)
        .join(units, units.c.id == c.unit_id, isouter=True)
        .join(parties, parties.c.id == c.applicant_id, isouter=True)
        .join(tasks, and_(t.case_id == c.id, LIVE), isouter=True)
        .join(users, users.c.login == func.coalesce(t.claimed_by, t.named), isouter=True)
        .join(watches, and_(watches.c.case_id == c.id, watches.c.login == login), isouter=True)
        .where(c.id.in_(ids))
    )


def _declared(office: Office, connection: Connection, row: Any) -> Procedure:
    return office.catalogue.get(connection, row.procedure, row.version).procedure


def _line(procedure: Procedure, row: Any, about: Text | None, now: datetime) -> Line:
    due, login = pressing(row.due_at) if row.due_at else None, row.claimed_by or row.named
    return Line(
        number=row.number,
        site=row.site,
        procedure=procedure,
        state=procedure.state(row.state),
        revision=row.revision,
        unit=row.unit,
        applicant=row.applicant,
        about=about,
        audience=tuple(row.audience.split("+")) if row.audience else (),
        holder=Person(login, row.holder or login) if login else None,
        since=row.opened_at or row.closed_at or row.entered_at,
        due_at=due,
        overdue=due is not None and due < now,
        watched=row.watched is not None,
    )


View = Callable[[Office, Identity, datetime, str | None], Page[Line]]
VIEWS: Mapping[str, View] = {"waiting": waiting, "watched": watched, "done": done}


def view_of(name: str) -> View:
    """Raises Invalid for one that there isn't."""
    if name not in VIEWS:
        raise Invalid.field("view", "没有这一页", "is not one of the views")
    return VIEWS[name]
