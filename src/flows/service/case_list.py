"""The cases of the asker's sites, the newest first: one statement finds a page, one reads its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from flows.definition import Person, Procedure, State
from flows.service.case_finding import EVERY, CasesWanted, find, passed_unkept
from flows.service.office import Office
from flows.service.pages import Page, cursor_of, wanted
from flows.service.rights import rights_of
from flows.storage.tables import cases, deadlines, parties, sites, units, users

__all__ = ["CaseLine", "CasesWanted", "list_cases"]


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


def list_cases(office: Office, login: str, now: datetime, which: CasesWanted = EVERY) -> Page[CaseLine]:
    """A page may hold fewer lines than asked for, even none, and still lead on. Raises NotFound for a site where the
    asker holds no post, Invalid for a cursor of another list."""
    with office.read() as connection:
        rights = rights_of(connection, login, now)
        found = find(connection, rights, which, now, wanted(which.limit))
        rows = _rows(connection, found.ids, now)
        lines = tuple(_line(office, connection, row) for row in rows)
    return Page(lines, cursor_of(found.after) if found.after is not None else None)


def _rows(connection: Connection, ids: Sequence[int], now: datetime) -> Sequence[Any]:
    c = cases.c
    columns = (c.number, c.procedure, c.version, c.state, c.revision, c.opened_at, c.entered_at, c.closed_at)
    query = (
        select(
            *columns,
            c.registered_by,
            sites.c.key.label("site"),
            units.c.code.label("unit"),
            parties.c.name.label("applicant"),
            users.c.name.label("registrar"),
            exists().where(deadlines.c.case_id == c.id, passed_unkept(now)).label("overdue"),
        )
        .join(sites, sites.c.id == c.site_id)
        .join(units, units.c.id == c.unit_id, isouter=True)
        .join(parties, parties.c.id == c.applicant_id, isouter=True)
        .join(users, users.c.login == c.registered_by, isouter=True)
        .where(c.id.in_(ids))
        .order_by(c.id.desc())
    )
    return connection.execute(query).all()


def _line(office: Office, connection: Connection, row: Any) -> CaseLine:
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
        overdue=row.overdue,
    )
