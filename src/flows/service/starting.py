"""Starting a case: its number, its first history entry and its first task, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from flows.definition import Actor, Case, Post, Procedure, Situation, StartCase, roles_of
from flows.engine.compiled import Compiled
from flows.engine.conclude import new_task, running
from flows.engine.form import faults, settle, tidy, wrong_staff
from flows.engine.replay import START, begin
from flows.service.counting import count_event
from flows.service.errors import Forbidden, Invalid, KeyReused, NotFound
from flows.service.masking import GONE
from flows.service.numbers import draw
from flows.service.office import Office, Reckoning, site_calendar, site_settings
from flows.service.plan import history_row
from flows.service.registers.prefixes import prefix_of
from flows.service.roster import roster
from flows.service.search_text import searched
from flows.service.seeing import named_people, posts_of
from flows.storage import tables as t
from flows.storage.by_hand import tell
from flows.storage.case_texts import enter
from flows.storage.columns import NEVER
from flows.storage.snapshot import Snapshot
from flows.storage.values import canonical
from flows.storage.writing import INSERT


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be started: `unit` by its code, `applicant` by the party's id."""

    login: str
    procedure: str
    site: str
    unit: str | None = None
    applicant: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None

    def fingerprint(self) -> str:
        parts = [self.procedure, self.site, self.unit, self.applicant, dict(self.data)]
        return hashlib.sha256(canonical(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Started:
    case_id: int
    number: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    site_id: int
    site: str
    zone: ZoneInfo
    unit_id: int | None
    unit: str | None
    applicant: int | None
    name: str | None  # of the applicant


def start(office: Office, opening: Opening, now: datetime) -> Started:
    """Starts a case in the first state of its procedure. Raises NotFound, Forbidden, Invalid, KeyReused."""
    compiled = office.catalogue.current.get(opening.procedure)
    if compiled is None:
        raise NotFound("没有这个流程", "There is no such procedure")
    try:
        started = _start(office, compiled, opening, now)
    except IntegrityError:
        # The twin of this request was written meanwhile: its key is taken, and what it started is the answer.
        with office.read() as connection:
            earlier = _earlier(connection, opening)
        if earlier is None:
            raise
        return earlier
    if not started.again:
        count_event(office, opening.procedure, START)
    return started


def _start(office: Office, compiled: Compiled, opening: Opening, now: datetime) -> Started:
    with office.transaction() as connection:
        earlier = _earlier(connection, opening)
        if earlier:
            return earlier
        site = _site(connection, opening.site)
        actor, post = _starter(connection, compiled.procedure, site.id, opening.login, now)
        place = _place(connection, compiled.procedure, opening, site)
        fields = compiled.application
        data = tidy(opening.data, fields)
        errors = faults(compiled.start_check.faults(data))
        errors = errors or wrong_staff(
            fields.values(), data, posts_of(connection, site.id, named_people(compiled, data))
        )
        if errors:
            raise Invalid(errors)
        started = _open(office, connection, compiled, place, actor, post, settle(data, fields), now)
        _remember(connection, opening, started, now)
        return started


def _earlier(connection: Connection, opening: Opening) -> Started | None:
    if opening.key is None:
        return None
    r = t.requests.c
    query = (
        select(r.fingerprint, r.case_id, t.cases.c.number)
        .join(t.cases, t.cases.c.id == r.case_id)
        .where(r.login == opening.login, r.key == opening.key)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.fingerprint != opening.fingerprint():
        raise KeyReused
    return Started(row.case_id, row.number, again=True)


def _remember(connection: Connection, opening: Opening, started: Started, now: datetime) -> None:
    if opening.key is None:
        return
    row = {"login": opening.login, "key": opening.key, "fingerprint": opening.fingerprint()}
    connection.execute(insert(t.requests), {**row, "case_id": started.case_id, "seq": 1, "at": now})


def _site(connection: Connection, key: str) -> Any:
    site = connection.execute(select(t.sites).where(t.sites.c.key == key)).one_or_none()
    if site is None:
        raise NotFound("没有这个项目，或不属于您", "There is no such site, or none of yours")
    return site


def _place(connection: Connection, procedure: Procedure, opening: Opening, site: Any) -> _Place:
    unit_id = None
    if opening.unit:
        query = select(t.units.c.id).where(t.units.c.site_id == site.id, t.units.c.code == opening.unit)
        unit_id = connection.execute(query).scalar_one_or_none()
        if unit_id is None:
            raise Invalid.field("unit", "没有这个房号", "there is no such unit")
    elif procedure.unit == "required":
        raise Invalid.field("unit", "请选择房号", "a unit is needed")
    name = None
    if opening.applicant is not None:
        query = select(t.parties.c.name).where(t.parties.c.site_id == site.id, t.parties.c.id == opening.applicant)
        # Who is erasing them waits until the case is there, or is waited for (`privacy.erasing`).
        name = connection.execute(query.with_for_update(read=True)).scalar_one_or_none()
        if name is None or name == GONE.zh:
            raise Invalid.field("applicant", "登记中没有此人", "nobody of that id is on the register")
    elif procedure.applicant == "required":
        raise Invalid.field("applicant", "请选择申请人", "an applicant is needed")
    return _Place(site.id, site.key, ZoneInfo(site.zone), unit_id, opening.unit or None, opening.applicant, name)


def _starter(
    connection: Connection, procedure: Procedure, site_id: int, login: str, now: datetime
) -> tuple[Actor, Post]:
    """Who starts it, and in which post: whoever holds the first state may."""
    holders = [role.code for role in roles_of(procedure.start.by)]
    actor = next((a for a in roster(connection, site_id, now) if a.login == login), None)
    if actor is None:
        raise NotFound("没有这个项目，或不属于您", "There is no such site, or none of yours")
    post = next((post for post in actor.posts if post.role in holders), None)
    if post is None:
        zh = "、".join(r.zh for r in roles_of(procedure.start.by))
        en = " or ".join(r.en for r in roles_of(procedure.start.by))
        raise Forbidden(f"此流程由{zh}新建", f"This procedure is started by: {en}")
    return actor, post


def _open(
    office: Office,
    connection: Connection,
    compiled: Compiled,
    place: _Place,
    actor: Actor,
    post: Post,
    data: dict[str, Any],
    now: datetime,
) -> Started:
    procedure = compiled.procedure
    prefix = prefix_of(connection, place.site_id, procedure)
    number = draw(connection, place.site_id, prefix, now.astimezone(place.zone).year)
    record: dict[str, Any] = {
        "seq": 1,
        "at": now.isoformat(),
        "event": START,
        "kind": "forward",
        "target": procedure.start.code,
        "actor": {"login": actor.login, "name": actor.name},
        "role": post.role,
        "procedure": procedure.key,
        "version": procedure.version,
        "fingerprint": compiled.fingerprint,
        "unit": place.unit,
        "applicant": place.applicant,
        "settings": site_settings(connection, place.site_id, procedure),
        "data": data,
    }
    if post.instead_of:
        record["for"] = {"login": post.instead_of.login, "name": post.instead_of.name}
    case = _begun(procedure, record, number, place, actor, post, now)
    history = history_row(office.chain_key, office.catalogue.personal, record, case, "")
    row = _case_row(case, place, compiled, history["hash"])
    case_id = connection.execute(insert(t.cases).returning(t.cases.c.id), row).scalar_one()
    enter(connection, case_id, place.site_id, searched(compiled, number, place.unit, place.name, case.data))
    tell(connection, INSERT["history"], {"case_id": case_id, **history})
    tell(connection, INSERT["outbox"], {"case_id": case_id, "seq": 1, "kind": START, "at": now})
    _first_task(connection, compiled, place, case, case_id, now)
    return Started(case_id, number)


def _begun(
    procedure: Procedure, record: dict[str, Any], number: str, place: _Place, actor: Actor, post: Post, now: datetime
) -> Case:
    """The case that `record` opens, when what the procedure works out at the start has been put into it."""
    case = begin({**record, "number": number, "site": place.site})
    for compute in procedure.computes:
        here = Situation(case, START, actor, now, place.zone, post, case.data)
        record["data"] = {**record["data"], compute.field: compute.rule.value(here)}
        case = begin({**record, "number": number, "site": place.site})
    return case


def _case_row(case: Case, place: _Place, compiled: Compiled, head: str) -> dict[str, Any]:
    return {
        "site_id": place.site_id,
        "number": case.number,
        "procedure": case.procedure,
        "version": case.version,
        "fingerprint": compiled.fingerprint,
        "state": case.state,
        "revision": case.revision,
        "unit_id": place.unit_id,
        "applicant_id": place.applicant,
        "registered_by": case.registered_by,
        "opened_at": case.opened_at,
        "entered_at": case.entered_at,
        "round": case.round,
        "data": dict(case.data),
        "settings": dict(case.settings),
        "approvals": [],
        "waivers": [],
        "registrars": sorted(case.registrars),
        "head": head,
    }


def _first_task(
    connection: Connection, compiled: Compiled, place: _Place, case: Case, case_id: int, now: datetime
) -> None:
    deadlines = running(
        compiled.procedure.start,
        case,
        Reckoning(place.zone, partial(site_calendar, connection, place.site_id, place.zone)),
    )
    task = new_task(compiled.procedure.start, case, deadlines)
    if task:
        row = {
            "case_id": case_id,
            "site_id": place.site_id,
            "state": task.state,
            "audience": "+".join(task.audience),
            "named": task.named,
            "status": "open",
            "opened_at": now,
            "due_at": task.due_at or NEVER,
        }
        tell(connection, INSERT["task"], row)
    for d in deadlines:
        row = {"code": d.code, "state": d.state, "due_at": d.due_at, "event": d.event}
        tell(connection, INSERT["deadlines"], {"case_id": case_id, **row, "opened_at": now})


def start_related(
    office: Office, connection: Connection, seen: Snapshot, case: Case, effect: StartCase, now: datetime
) -> Started:
    """The case that an event of `case` starts, by whoever took the event, in the same transaction."""
    compiled = office.catalogue.current[effect.procedure]
    names = [name for name in effect.copies if name in compiled.application and case.data.get(name) is not None]
    name = seen.applicant.name if seen.applicant else None
    place = _Place(seen.site_id, case.site, seen.zone, seen.unit_id, case.unit, case.applicant, name)
    data = {name: case.data[name] for name in names}
    return _open(office, connection, compiled, place, seen.actor, seen.actor.posts[0], data, now)
