"""What the register has of what a file names: so many statements for five hundred rows, none for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from flows.service.importing.checking import Entry
from flows.service.importing.drafts import Draft, Register, Tied
from flows.storage.tables import parties, tenures, units

AT_ONCE = 500  # values that one statement names
One = TypeVar("One")


def standing(connection: Connection, site_id: int, entries: Sequence[Entry], *, locked: bool) -> Register:
    """`locked`: what is found stays as it is until the transaction ends."""
    found = Register()
    for part in _parts({entry.unit for entry in entries if entry.unit}):
        query = select(units).where(units.c.site_id == site_id, units.c.code.in_(part)).order_by(units.c.id)
        for row in connection.execute(query.with_for_update() if locked else query):
            found.units[row.code] = Draft(row.id, {"code": row.code, "building": row.building, "floor": row.floor})
    people = _people(connection, site_id, entries, locked=locked)
    for row in people.values():
        found.add_person(_person(row))
    _tie(connection, found, locked=locked)
    return found


def _people(connection: Connection, site_id: int, entries: Sequence[Entry], *, locked: bool) -> dict[int, Any]:
    """Those of a name or a document that the file has."""
    p, people = parties.c, {}
    for column, asked in ((p.name, {e.name for e in entries}), (p.id_number, {e.id_number for e in entries})):
        for part in _parts(asked - {""}):
            query = select(parties).where(p.site_id == site_id, column.in_(part)).order_by(p.id)
            people.update({row.id: row for row in connection.execute(_held(query) if locked else query)})
    return people


def _held(query: Select[Any]) -> Select[Any]:
    """Whoever changes the rows waits; whoever only refers to them, such as a new case, does not."""
    return query.with_for_update(key_share=True)


def _person(row: Any) -> Draft:
    words = {name: getattr(row, name) or "" for name in ("name", "phone", "id_kind", "id_number")}
    return Draft(row.id, words)


def _tie(connection: Connection, found: Register, *, locked: bool) -> None:
    """Ties between a unit of the file and a person of it, those of the past and to come as well."""
    by_unit = {draft.id: draft for draft in found.units.values()}
    by_person = {draft.id: draft for draft in found.people}
    for part in _parts(by_unit):
        query = select(tenures).where(tenures.c.unit_id.in_(part)).order_by(tenures.c.id)
        for row in connection.execute(_held(query) if locked else query):
            if row.party_id in by_person:
                values = {"kind": row.kind, "since": row.since, "until": row.until}
                found.add_tie(Tied(row.id, values, unit=by_unit[row.unit_id], person=by_person[row.party_id]))


def _parts(values: Iterable[One]) -> Iterator[list[One]]:
    every = sorted(values, key=str)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))
