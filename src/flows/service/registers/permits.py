"""Entries of a unit that were there before their procedure ran here: put on the register by hand, from the paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, select, update

from flows.definition import Text
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.registers.sites import zone_of
from flows.service.registers.units import touched_unit, unit_row
from flows.service.rights import KEEPERS, rights_of
from flows.storage.adding import added
from flows.storage.tables import cases, entries

KINDS = {"renovation_period": Text("装修期", "Renovation period")}
ENDS = {
    "ended": Text("结束", "Ended"),
    "void": Text("作废", "Void"),
}


@dataclass(frozen=True, slots=True)
class PermitSeen:
    """An entry of a register; `case` None: put on by hand."""

    id: int
    unit: str
    kind: str
    line: int
    state: str
    case: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    facts: dict[str, Any]


def enter_permit(
    office: Office, login: str, site: str, code: str, kind: str, since: date, until: date, paper: str, now: datetime
) -> PermitSeen:
    """By a keeper of the register: valid on both days, at the site's hours. `paper`: the number on the paper. Raises
    Invalid where one of the kind is in use already."""
    if kind not in KINDS:
        raise Invalid.field("kind", "这类登记不能手工录入", "is not entered by hand")
    if until < since:
        raise Invalid.field("until", "结束早于开始", "lies before the beginning")
    if not paper.strip() or len(paper) > 60:
        raise Invalid.field("paper", "请填写原件编号", "the number of the paper is needed")
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, KEEPERS)
        unit = touched_unit(connection, site_id, code)
        mine = (entries.c.unit_id == unit.id) & (entries.c.kind == kind)
        if connection.execute(select(entries.c.id).where(mine, entries.c.state == "in_use")).first():
            raise Invalid.field("kind", "该房号已有在用的登记", "one of that kind is in use for this unit")
        line = connection.execute(select(func.coalesce(func.max(entries.c.line), 0)).where(mine)).scalar_one() + 1
        zone = zone_of(connection, site_id)
        row = {
            "site_id": site_id,
            "unit_id": unit.id,
            "kind": kind,
            "line": line,
            "state": "in_use",
            "valid_from": datetime.combine(since, time.min, zone).astimezone(UTC),
            # As the engine writes the end of a date.
            "valid_until": datetime.combine(until, time(23, 59, 59), zone).astimezone(UTC),
            "facts": {"paper": paper.strip()},
            "opened_at": now,
            "changed_at": now,
        }
        made = added(connection, entries, row)
        return _find(connection, unit, made)


def end_permit(
    office: Office, login: str, site: str, code: str, entry_id: int, state: str, now: datetime
) -> PermitSeen:
    """Only of an entry that was put on by hand: those of cases move with their cases."""
    if state not in ENDS:
        raise Invalid.field("state", "请选择结束或作废", "must be ended or void")
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, KEEPERS)
        unit = touched_unit(connection, site_id, code)
        found = _find(connection, unit, entry_id)
        if found.case is not None or found.state != "in_use":
            raise Invalid.field("entry", "此登记不能手工结束", "is not one to be ended by hand")
        connection.execute(update(entries).where(entries.c.id == entry_id).values(state=state, changed_at=now))
        return _find(connection, unit, entry_id)


def permits_of(office: Office, login: str, site: str, code: str, now: datetime) -> tuple[PermitSeen, ...]:
    """Every entry of the unit, of cases too, the newest first."""
    with office.read() as connection:
        unit = unit_row(connection, rights_of(connection, login, now).site_ids(site)[0], code)
        rows = connection.execute(_query(unit).order_by(entries.c.id.desc()))
        return tuple(_seen(row, unit.code) for row in rows)


def _query(unit: Any) -> Any:
    joined = entries.outerjoin(cases, cases.c.id == entries.c.case_id)
    return select(entries, cases.c.number.label("case")).select_from(joined).where(entries.c.unit_id == unit.id)


def _find(connection: Connection, unit: Any, entry_id: int) -> PermitSeen:
    row = connection.execute(_query(unit).where(entries.c.id == entry_id)).one_or_none()
    if row is None:
        raise NotFound("没有这条登记", "There is no such entry")
    return _seen(row, unit.code)


def _seen(row: Any, unit: str) -> PermitSeen:
    return PermitSeen(
        id=row.id,
        unit=unit,
        kind=row.kind,
        line=row.line,
        state=row.state,
        case=row.case,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        facts=row.facts,
    )
