"""The cases of the asker's sites, the newest first: one statement for a page, one for what is overdue on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from flows.definition import Person, Procedure, State
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.pages import Page, key_of, like, page, wanted
from flows.service.rights import rights_of
from flows.service.staff_matters import readable
from flows.storage.tables import cases, deadlines, parties, sites, units, users

LONGEST_SEARCH = 100  # characters; no number, unit or name is longer


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of the list. `applicant` is a name. `overdue`: a deadline has passed unkept, whether or not the work
    was done later."""

    number: str
    site: str
    procedure: Procedure
    state: State
    revision: int
    unit: str | None
    applicant: str | None
    registered_by: Person
    opened_at: datetime
    entered_at: datetime
    closed_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """Which cases; `q` is part of a number, a unit's code or an applicant's name."""

    procedure: str | None = None
    state: str | None = None
    site: str | None = None
    unit: str | None = None
    q: str = ""
    overdue: bool = False
    cursor: str | None = None
    limit: int = 50


def list_cases(office: Office, login: str, now: datetime, which: CasesWanted = CasesWanted()) -> Page[CaseLine]:
    """Raises NotFound for a site where the asker holds no post, Invalid for a cursor of another list."""
    limit = wanted(which.limit)
    with office.read() as connection:
        rights = rights_of(connection, login, now)
        query = _query(rights.site_ids(which.site), which, now).where(readable(rights))
        rows = connection.execute(query.limit(limit + 1)).all()
        late = _overdue(connection, (row.id for row in rows), now)
        lines = {row.id: _line(office, connection, row, row.id in late) for row in rows}
    return page(rows, limit, lambda row: lines[row.id], lambda row: (row.id,))


def _query(site_ids: list[int], which: CasesWanted, now: datetime) -> Select[Any]:
    c = cases.c
    query = (
        select(
            cases,
            sites.c.key.label("site"),
            units.c.code.label("unit"),
            parties.c.name.label("applicant"),
            users.c.name.label("registrar"),
        )
        .join(sites, sites.c.id == c.site_id)
        .join(units, units.c.id == c.unit_id, isouter=True)
        .join(parties, parties.c.id == c.applicant_id, isouter=True)
        .join(users, users.c.login == c.registered_by, isouter=True)
        .where(c.site_id.in_(site_ids), *_conditions(which, now))
    )
    return query.order_by(c.id.desc())


def _conditions(which: CasesWanted, now: datetime) -> list[ColumnElement[bool]]:
    c = cases.c
    found: list[ColumnElement[bool]] = []
    if which.procedure is not None:
        found.append(c.procedure == which.procedure)
    if which.state is not None:
        found.append(c.state == which.state)
    if which.unit is not None:
        found.append(units.c.code == which.unit)
    if which.q.strip():
        found.append(_matches(which.q.strip()))
    if which.overdue:
        found.append(exists().where(deadlines.c.case_id == c.id, _passed_unkept(now)))
    if which.cursor:
        found.append(c.id < key_of(which.cursor, int)[0])
    return found


def _matches(q: str) -> ColumnElement[bool]:
    if len(q) > LONGEST_SEARCH:
        zh, en = f"最多 {LONGEST_SEARCH} 个字", f"takes at most {LONGEST_SEARCH} characters"
        raise Invalid.field("q", zh, en)
    part = f"%{like(q)}%"
    return or_(*(column.ilike(part, escape="/") for column in (cases.c.number, units.c.code, parties.c.name)))


def _passed_unkept(now: datetime) -> ColumnElement[bool]:
    d = deadlines.c
    running = and_(d.closed_at.is_(None), d.due_at < now)
    return or_(running, d.closed_at > d.due_at)


def _overdue(connection: Connection, case_ids: Iterable[int], now: datetime) -> frozenset[int]:
    query = select(deadlines.c.case_id).where(deadlines.c.case_id.in_(list(case_ids)), _passed_unkept(now))
    return frozenset(connection.execute(query).scalars())


def _line(office: Office, connection: Connection, row: Any, overdue: bool) -> CaseLine:
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    return CaseLine(
        number=row.number,
        site=row.site,
        procedure=procedure,
        state=procedure.state(row.state),
        revision=row.revision,
        unit=row.unit,
        applicant=row.applicant,
        registered_by=Person(row.registered_by, row.registrar or row.registered_by),
        opened_at=row.opened_at,
        entered_at=row.entered_at,
        closed_at=row.closed_at,
        overdue=overdue,
    )
