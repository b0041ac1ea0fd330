"""Entries of a unit by hand: put on the register from the paper, where they were there before their procedure ran
here, and ended with a reason when what they allowed is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, func, select, update

from flows.definition import Text
from flows.service.errors import Invalid, NotFound
from flows.service.noting import note
from flows.service.office import Office
from flows.service.registers.sites import zone_of
from flows.service.registers.units import touched_unit, unit_row
from flows.service.rights import KEEPERS, rights_of
from flows.service.seeing import load
from flows.storage.adding import added
from flows.storage.tables import cases, entries

KINDS = {"renovation_period": Text("装修期", "Renovation period")}
ENDS = {
    "ended": Text("结束", "Ended"),
    "void": Text("作废", "Void"),
}
LONGEST = 1000  # characters of a reason


@dataclass(frozen=True, slots=True)
class PermitSeen:
    """An entry of a register; `case` None: put on by hand. `endable`: in use, and no open case looks after it."""

    id: int
    unit: str
    kind: str
    line: int
    state: str
    case: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    facts: dict[str, Any]
    endable: bool


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
    office: Office, login: str, site: str, code: str, entry_id: int, state: str, reason: str, now: datetime
) -> PermitSeen:
    """By a keeper of the register, with a reason. A period that is "ended" ends whole, with every extension of it; "void"
    is the one entry that was made in error. What an open case opened moves with that case alone; for one that is closed
    the ending is an entry of its history. Raises Invalid."""
    if state not in ENDS:
        raise Invalid.field("state", "请选择结束或作废", "must be ended or void")
    if not reason.strip() or len(reason) > LONGEST:
        raise Invalid.field(
            "reason", f"请写明理由，最多 {LONGEST} 字", f"needs a reason of at most {LONGEST} characters"
        )
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, KEEPERS)
        unit = touched_unit(connection, site_id, code)
        found = _find(connection, unit, entry_id)
        whole = [seen for seen in _in_use(connection, unit, found.kind) if state == "ended" or seen.id == entry_id]
        if not found.endable:
            raise Invalid.field("entry", "此登记不能手工结束", "is not one to be ended by hand")
        if held := [seen.case for seen in whole if not seen.endable]:
            zh, en = f"单据 {held[0]} 还在办理，请在该单据中办结", f"is in the hands of {held[0]}, which is open"
            raise Invalid.field("entry", zh, en)
        for seen in whole:
            _end(office, connection, seen, site, login, state, reason.strip(), now)
        return _find(connection, unit, entry_id)


def _in_use(connection: Connection, unit: Any, kind: str) -> list[PermitSeen]:
    query = _query(unit).where(entries.c.kind == kind, entries.c.state == "in_use").order_by(entries.c.id)
    return [_seen(row, unit.code) for row in connection.execute(query)]


def _end(
    office: Office,
    connection: Connection,
    entry: PermitSeen,
    site: str,
    login: str,
    state: str,
    reason: str,
    now: datetime,
) -> None:
    if entry.case is None:
        facts = {**entry.facts, "end_reason": reason, "ended_by": login}
        values = {"state": state, "changed_at": now, "facts": facts}
        connection.execute(update(entries).where(entries.c.id == entry.id).values(values))
        return
    change = {"kind": entry.kind, "line": entry.line, "state": state}
    seen = load(connection, entry.case, login, now, site)
    post = next(post for post in seen.actor.posts if post.role in KEEPERS)
    note(office, connection, seen, "end_entry", {"reason": reason, "entries": [change]}, now, post, moved=[change])


def permits_of(office: Office, login: str, site: str, code: str, now: datetime) -> tuple[PermitSeen, ...]:
    """Every entry of the unit, of cases too, the newest first."""
    with office.read() as connection:
        unit = unit_row(connection, rights_of(connection, login, now).site_ids(site)[0], code)
        rows = connection.execute(_query(unit).order_by(entries.c.id.desc()))
        return tuple(_seen(row, unit.code) for row in rows)


def _query(unit: Any) -> Any:
    joined = entries.outerjoin(cases, cases.c.id == entries.c.case_id)
    return (
        select(entries, cases.c.number.label("case"), cases.c.closed_at)
        .select_from(joined)
        .where(entries.c.unit_id == unit.id)
    )


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
        endable=row.state == "in_use" and row.kind in KINDS and (row.case is None or row.closed_at is not None),
    )
