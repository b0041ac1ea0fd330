"""What the lines of a book are read from: one statement for the lines, one each for what stands beside their cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, literal, select, tuple_

from flows.definition import Procedure, Register
from flows.service.books.columns import Heading, sources
from flows.service.days import within_reach
from flows.service.office import Office
from flows.service.pages import moment_of
from flows.storage.columns import Moment
from flows.storage.committed import told
from flows.storage.tables import cases, entries, history, parties, payments, units, users

if TYPE_CHECKING:
    from flows.service.books.listing import Asked

OF_CASE = (
    cases.c.number,
    cases.c.procedure,
    cases.c.version,
    cases.c.state,
    cases.c.data,
    cases.c.opened_at,
    cases.c.closed_at,
    cases.c.id.label("case_id"),
    units.c.code.label("unit"),
    parties.c.name.label("applicant"),
)
OF_ENTRY = (
    entries.c.line,
    entries.c.kind,
    entries.c.facts,
    entries.c.valid_from,
    entries.c.valid_until,
    entries.c.state.label("entry_state"),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What was read with some lines, by the id of their cases. `taken`: the entries of the history of the events that
    are asked for, the oldest first; `paid`: (purpose, kind, amount, receipt); `names`: login to name."""

    zone: ZoneInfo
    procedures: Mapping[int, Procedure] = field(default_factory=dict)
    taken: Mapping[int, list[Mapping[str, Any]]] = field(default_factory=dict)
    paid: Mapping[int, list[Any]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def query(register: Register, site_id: int, zone: ZoneInfo, asked: Asked) -> Select[Any]:
    """The lines, in no order yet. Raises Invalid for days beyond reach."""
    if register.entry is None:
        line = cases.c.id.label("line_id"), cases.c.opened_at.label("line_at")
        found = select(*line, *OF_CASE).select_from(cases)
        found = found.where(cases.c.site_id == site_id, cases.c.procedure == register.procedure)
        opened, state, unit = cases.c.opened_at, cases.c.state, cases.c.unit_id
    else:
        line = entries.c.id.label("line_id"), entries.c.opened_at.label("line_at")
        found = select(*line, *OF_CASE, *OF_ENTRY).select_from(entries)
        found = found.join(cases, cases.c.id == entries.c.case_id, isouter=True)
        found = found.where(entries.c.site_id == site_id, entries.c.kind == register.entry)
        opened, state, unit = entries.c.opened_at, entries.c.state, entries.c.unit_id
    found = found.join(units, units.c.id == unit, isouter=True)
    found = found.join(parties, parties.c.id == cases.c.applicant_id, isouter=True)
    since, until = within_reach("since", asked.since), within_reach("until", asked.until)
    if since:
        found = found.where(opened >= midnight(since, zone))
    if until:
        found = found.where(opened < midnight(until + timedelta(days=1), zone))
    if asked.state:
        found = found.where(state == asked.state)
    return found.where(units.c.code == asked.unit) if asked.unit else found


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day there."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


Place = tuple[datetime, int]  # of a line: when it was opened, and its id


def starting_behind(found: Select[Any], register: Register, behind: Place | None, *, newest_first: bool) -> Select[Any]:
    """Along the index by which the days are asked for, too."""
    key = (cases.c.opened_at, cases.c.id) if register.entry is None else (entries.c.opened_at, entries.c.id)
    if behind is not None:
        place = tuple_(literal(behind[0], Moment()), literal(behind[1]))
        found = found.where(tuple_(*key) < place if newest_first else tuple_(*key) > place)
    return found.order_by(*(one.desc() if newest_first else one for one in key))


def place_of(cursor: str) -> Place:
    """Raises Invalid."""
    at, line = moment_of(cursor, int)
    return at, line


def beside(
    office: Office,
    connection: Connection,
    headings: Sequence[Heading],
    register: Register,
    zone: ZoneInfo,
    rows: Sequence[Any],
) -> Beside:
    """All that the headings ask for beyond the rows themselves: nothing is read that no column shows."""
    ids = sorted({row.case_id for row in rows if row.case_id is not None})
    if not ids:
        return Beside(zone)
    keys = {row.case_id: (row.procedure, row.version) for row in rows if row.case_id is not None}
    procedures = {i: office.catalogue.get(connection, *key).procedure for i, key in keys.items()}
    events, purposes = sources(headings, "at", "by", "said"), sources(headings, "paid", "receipt")
    logins = set(_logins(headings, register, procedures, rows))
    return Beside(
        zone,
        procedures,
        _taken(connection, ids, events) if events else {},
        _paid(connection, ids, purposes) if purposes else {},
        _names(connection, logins) if logins else {},
    )


def _taken(connection: Connection, ids: list[int], events: Iterable[str]) -> dict[int, list[Mapping[str, Any]]]:
    h = history.c
    found: dict[int, list[Mapping[str, Any]]] = {}
    asked = select(h.case_id, h.content, h.personal).where(h.case_id.in_(ids), h.event.in_(sorted(events)))
    for row in connection.execute(asked.order_by(h.case_id, h.seq)):
        found.setdefault(row.case_id, []).append(told(row.content, row.personal))
    return found


def _paid(connection: Connection, ids: list[int], purposes: Iterable[str]) -> dict[int, list[Any]]:
    p = payments.c
    found: dict[int, list[Any]] = {}
    asked = select(p.case_id, p.purpose, p.kind, p.amount, p.receipt)
    for row in connection.execute(asked.where(p.case_id.in_(ids), p.purpose.in_(sorted(purposes))).order_by(p.id)):
        found.setdefault(row.case_id, []).append(row)
    return found


def _logins(
    headings: Sequence[Heading], register: Register, procedures: Mapping[int, Procedure], rows: Sequence[Any]
) -> Iterable[str]:
    for heading in headings:
        if heading.kind != "field":
            continue
        for row in rows:
            procedure = procedures.get(row.case_id)
            named = procedure.fields().get(heading.name) if procedure else None
            value = (row.data or {}).get(heading.name)
            if named is None or not value:
                continue
            if named.kind == "user":
                yield str(value)
            elif named.kind == "rows":
                people = [column.name for column in named.columns if column.kind == "user"]
                yield from (str(line[name]) for line in value for name in people if line.get(name))


def _names(connection: Connection, logins: Iterable[str]) -> dict[str, str]:
    asked = select(users.c.login, users.c.name).where(users.c.login.in_(sorted(logins)))
    return {row.login: row.name for row in connection.execute(asked)}
