"""Cases ticked on a list, as they stand: sorted into those that wait for the same, with what can be done to all of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, select

from flows.definition import CLOCK, Procedure, State, Text, Transition, roles_of
from flows.engine.decide import BY_ITSELF
from flows.service.batches import MOST
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.rights import Rights
from flows.service.signing_in import Identity
from flows.service.staff_matters import readable
from flows.service.subjects import named_in, subject
from flows.storage.tables import LIVE, cases, parties, sites, tasks, units
from flows.storage.values import parsed

Pick = tuple[str, str]  # number and site


class Chosen(NamedTuple):
    """One of the cases, at the revision that it has now."""

    number: str
    site: str
    unit: str | None
    applicant: str | None
    about: Text | None
    revision: int


class Step(NamedTuple):
    """An event that asks for nothing but words."""

    code: str
    label: Text
    onward: bool
    opinion: bool
    reason: bool


class Group(NamedTuple):
    """Cases of one procedure in one state. `steps` can be taken with words alone; `alone` are those that each case is
    filled in for by itself."""

    procedure: Procedure
    state: State
    cases: tuple[Chosen, ...]
    steps: tuple[Step, ...]
    alone: tuple[Text, ...]


class Sorted(NamedTuple):
    """`gone`: finished, or not the asker's to read."""

    groups: tuple[Group, ...]
    gone: tuple[str, ...]


def chosen(office: Office, who: Identity, picks: Sequence[Pick], now: datetime) -> Sorted:
    """The largest group first. Raises Invalid for more than can be taken at once."""
    if len(picks) > MOST:
        raise Invalid.field("case", f"一次至多 {MOST} 张单据", f"at most {MOST} at once")
    wanted = set(picks)
    with office.read() as connection:
        rows = [row for row in _rows(connection, who, wanted) if (row.number, row.site) in wanted]
        told = _told(office, connection, rows)
    groups: dict[tuple[str, int, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.procedure, row.version, row.state), []).append(row)
    made = [_group(told, who, alike) for alike in groups.values()]
    there = {(row.number, row.site) for row in rows}
    gone = tuple(sorted(number for number, site in wanted - there))
    return Sorted(tuple(sorted(made, key=lambda group: -len(group.cases))), gone)


def steps_of(procedure: Procedure, state: str, roles: Iterable[str]) -> tuple[tuple[Step, ...], tuple[Text, ...]]:
    """What whoever holds `roles` may be able to do there with an opinion and a reason alone, and what asks for more.
    Whether a case allows it is decided for each when it is done."""
    mine, found = set(roles), dict[str, list[Transition]]()
    for arrow in procedure.leaving(state):
        if arrow.event.kind not in BY_ITSELF:
            found.setdefault(arrow.event.code, []).append(arrow)
    own = {code: ways for code, ways in found.items() if all(_is_of(procedure, state, way, mine) for way in ways)}
    asking = {code for code, ways in own.items() if any(_asks(way) for way in ways)}
    alone = (own[code][0].event for code in own if code in asking)
    bare = tuple(_step(ways) for code, ways in own.items() if code not in asking)
    return bare, tuple(Text(event.zh, event.en) for event in alone)


def _is_of(procedure: Procedure, state: str, way: Transition, mine: set[str]) -> bool:
    return bool(mine & ({role.code for role in roles_of(procedure.holder(way, state))} - {CLOCK.code}))


def _asks(way: Transition) -> bool:
    return any(field.required for field in way.needs) or bool(way.documents)


def _step(ways: Sequence[Transition]) -> Step:
    event = ways[0].event
    opinion, reason = any(way.needs_opinion for way in ways), any(way.reason for way in ways)
    return Step(event.code, Text(event.zh, event.en), event.kind in ("forward", "approval", "note"), opinion, reason)


def _rows(connection: Connection, who: Identity, wanted: Iterable[Pick]) -> Sequence[Any]:
    """Of the sites where the asker holds a post; numbers are counted for each site by itself."""
    c = cases.c
    rights = Rights(who.id, who.login, who.posts, who.everywhere)
    site_ids = sorted({post.site_id for post in who.posts})
    query = (
        select(
            *(c.id, c.number, c.procedure, c.version, c.state, c.revision),
            case((c.applicant_id.is_(None), c.data)).label("data"),
            sites.c.key.label("site"),
            units.c.code.label("unit"),
            parties.c.name.label("applicant"),
        )
        .join(sites, sites.c.id == c.site_id)
        .join(tasks, and_(tasks.c.case_id == c.id, LIVE))
        .join(units, units.c.id == c.unit_id, isouter=True)
        .join(parties, parties.c.id == c.applicant_id, isouter=True)
        .where(c.number.in_(sorted({number for number, _ in wanted})), c.site_id.in_(site_ids), readable(rights))
        .order_by(tasks.c.due_at, c.id)
    )
    return connection.execute(query).all()


Told = dict[int, tuple[Procedure, Text | None]]


def _told(office: Office, connection: Connection, rows: Sequence[Any]) -> Told:
    """By case: its procedure, and what it is about where it has no applicant."""
    procedures = {row.id: office.catalogue.get(connection, row.procedure, row.version).procedure for row in rows}
    data = {row.id: parsed(row.data) for row in rows if row.data is not None}
    names = named_in(((procedures[key], held) for key, held in data.items()), connection)
    about = {key: subject(procedures[key], held, names) for key, held in data.items()}
    return {key: (procedure, about.get(key)) for key, procedure in procedures.items()}


def _group(told: Told, who: Identity, alike: Sequence[Any]) -> Group:
    procedure = told[alike[0].id][0]
    here = {row.site for row in alike}
    steps, alone = steps_of(procedure, alike[0].state, (post.role for post in who.posts if post.site in here))
    listed = tuple(
        Chosen(row.number, row.site, row.unit, row.applicant, told[row.id][1], row.revision) for row in alike
    )
    return Group(procedure, procedure.state(alike[0].state), listed, steps, alone)
