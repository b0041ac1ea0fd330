"""An import written: every row of it, and a line about it that stays for good, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, or_, select, update

from flows.service.importing.drafts import Draft, Register
from flows.service.importing.outcome import Outcome
from flows.service.importing.standing import AT_ONCE
from flows.service.rights import Rights
from flows.storage.party_names import enter_names
from flows.storage.tables import authorisations, parties, tenures, units
from flows.storage.tables.kept import register_imports


def write(connection: Connection, site_id: int, register: Register, rights: Rights, now: datetime) -> None:
    touched = _touched(connection, register)
    _create(connection, units, register.units.values(), lambda d: {**d.values, "site_id": site_id, "revision": 1})
    made = {"site_id": site_id, "created_by": rights.user_id, "created_at": now}
    new = [person for person in register.people if person.id is None]
    _create(connection, parties, register.people, lambda d: {**_kept(d.values), **made})
    for part in _parts(new):  # no import renames anybody
        enter_names(connection, site_id, {person.id: person.values["name"] for person in part})
    _create(connection, tenures, register.ties, lambda d: {**d.values, "unit_id": d.unit.id, "party_id": d.person.id})
    for table, drafts in ((units, register.units.values()), (parties, register.people), (tenures, register.ties)):
        _change(connection, table, drafts)
    for part in _parts(sorted(touched)):
        connection.execute(update(units).where(units.c.id.in_(part)).values(revision=units.c.revision + 1))


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Of a person: what is empty is not there."""
    return {name: value or None for name, value in values.items()}


def _touched(connection: Connection, register: Register) -> set[int]:
    """Units that cases may hang on otherwise than before: by a tie, or by the document of somebody tied."""
    found = {tie.unit.id for tie in register.ties if (tie.id is None or tie.before) and tie.unit.id is not None}
    people = [p.id for p in register.people if p.id is not None and {"id_kind", "id_number"} & p.before.keys()]
    for part in _parts(people):
        tied = select(tenures.c.unit_id).where(tenures.c.party_id.in_(part))
        entrusted = select(authorisations.c.unit_id).where(authorisations.c.party_id.in_(part))
        query = select(units.c.id).where(or_(units.c.id.in_(tied), units.c.id.in_(entrusted)))
        found.update(connection.execute(query).scalars())
    return found


def _create(connection: Connection, table: Table, drafts: Iterable[Any], row_of: Any) -> None:
    new = [draft for draft in drafts if draft.id is None]
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    for part in _parts(new):
        ids = connection.execute(query, [row_of(draft) for draft in part]).scalars().all()
        for draft, made in zip(part, ids, strict=True):
            draft.id, draft.before = made, {}


def _change(connection: Connection, table: Table, drafts: Iterable[Draft]) -> None:
    """All that change the same columns at once."""
    alike: dict[tuple[str, ...], list[Draft]] = {}
    for draft in drafts:
        if draft.before:
            alike.setdefault(tuple(sorted(draft.before)), []).append(draft)
    for names, group in alike.items():
        rows = [{"of": draft.id, **{f"new_{name}": draft.values[name] for name in names}} for draft in group]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        # A person whose document is another than the desk has seen is to be looked at anew.
        unseen = {"verified_at": None, "verified_by": None} if table is parties and "id_number" in names else {}
        connection.execute(update(table).where(table.c.id == bindparam("of")).values({**values, **unseen}), rows)


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    every = list(values)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def write_down(
    connection: Connection, site_id: int, file: tuple[str, str], done: Outcome, rights: Rights, now: datetime
) -> None:
    """Who brought which file in, and what it did: values of people are kept nowhere but in their own rows."""
    name, digest = file
    row = {
        "site_id": site_id,
        "name": name,
        "sha256": digest,
        "rows": done.rows,
        "counts": done.counts,
        "steps": [[step.row, step.what, step.kept, [_plain(c) for c in step.changes]] for step in done.steps],
        "imported_by": rights.user_id,
        "imported_at": now,
    }
    connection.execute(insert(register_imports), row)


def _plain(change: Any) -> list[str | date]:
    return [change.column.zh, change.before.zh, change.after.zh]
