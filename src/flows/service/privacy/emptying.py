"""Personal values of cases whose term is over leave the history, and whatever was made of them leaves with them: the case's
row, the facts on the registers, the searched text, drafts, answers that were kept.

The entry that says which values went, and their going, are one transaction: who is killed in between has done nothing. The
commitments stay in the chain, which is what it was; a replay reads “removed” in the place of each value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, null, select, update

from flows.definition import Text
from flows.engine.replay import replay
from flows.procedures.retention import RECORDS
from flows.service.audit_values import EMPTIED, REMOVAL, amiss
from flows.service.errors import Answer, Conflict
from flows.service.noting import note
from flows.service.office import Office
from flows.service.privacy.due import cutoffs, disputed, held, over
from flows.service.search_text import searched
from flows.service.seeing import THE_CLOCK
from flows.storage.case_texts import change
from flows.storage.committed import places_of, told
from flows.storage.snapshot import Snapshot, by_id
from flows.storage.tables import cases, drafts, entries, history, requests
from flows.storage.values import parsed

Record = dict[str, Any]


class Differs(Answer):
    """What the case holds isn't what was written; none of its values went."""

    def __init__(self, number: str, wrong: Text) -> None:
        zh = f"单据 {number} 的个人信息没有删除：{wrong.zh}；用 flows audit verify 和 replay 查"
        en = f"The personal values of case {number} were not removed: {wrong.en}; see flows audit verify and replay"
        super().__init__(Text(zh, en))


def due_cases(connection: Connection, now: datetime, limit: int, case_id: int | None = None) -> list[Any]:
    """(id, number, closed_at) of cases whose term is over, that nobody holds or disputes, with values still there."""
    found: list[Any] = []
    for sites, cutoff in cutoffs(connection, RECORDS, now):
        if len(found) < limit:
            query = select(cases.c.id, cases.c.number, cases.c.closed_at)
            query = query.where(sites, over(cutoff), has_values(), ~held(), ~disputed()).order_by(cases.c.id)
            query = query if case_id is None else query.where(cases.c.id == case_id)
            found += connection.execute(query.limit(limit - len(found)))
    return found


def has_values() -> Any:
    """Of a case."""
    return exists().where(history.c.case_id == cases.c.id, history.c.personal.is_not(None))


def values_of(office: Office, connection: Connection, party_id: int) -> tuple[int, int]:
    """How many personal values lie beside the history of the person's cases, and how many entries from before hold theirs in
    the chain."""
    h, values, before = history.c, 0, 0
    query = select(h.content, h.personal).join(cases, cases.c.id == h.case_id).where(cases.c.applicant_id == party_id)
    for row in connection.execute(query).all():
        values += len(parsed(row.personal) or {})
        before += any(places_of(json.loads(row.content), office.catalogue.personal))
    return values, before


def empty_due(office: Office, case_ids: Iterable[int], why: str, now: datetime) -> tuple[int, list[Exception]]:
    """Each case by itself, asked anew whether it is due; how many values went, and what single cases raised."""
    done, faults = 0, list[Exception]()
    for case_id in case_ids:
        try:
            with office.transaction() as connection:
                if due_cases(connection, now, 1, case_id):
                    done += empty(office, connection, case_id, why, now)
        except Conflict:
            continue  # somebody is at the case: the next round looks again
        except Exception as fault:  # noqa: BLE001 - one case with a defect must not keep everybody's values
            faults.append(fault)
    return done, faults


def empty(office: Office, connection: Connection, case_id: int, why: str, now: datetime) -> int:
    """All personal values of the case, within the caller's transaction; how many there were. Raises Conflict, and Differs before
    anything goes: what was changed by force would be lost as evidence."""
    seen = replace(by_id(connection, case_id, None, now), actor=THE_CLOCK)
    h = history.c
    query = select(h.seq, h.event, h.content, h.personal).where(h.case_id == case_id).order_by(h.seq)
    rows = connection.execute(query).all()
    if wrong := amiss(rows):
        raise Differs(seen.case.number, wrong[1])
    going = {row.seq: sorted(kept) for row in rows if (kept := parsed(row.personal) or {})}
    if not going:
        return 0
    before = [told(row.content, row.personal) for row in rows]
    after = [told(row.content, {} if row.seq in going else row.personal) for row in rows]
    data = _emptied(seen.case.number, seen.case.data, replay(before).data, replay(after).data)
    seen = replace(seen, case=replace(seen.case, data=data))
    # First, so that of two who do the same one is told by the case's revision, before the database refuses the second.
    note(office, connection, seen, REMOVAL, {EMPTIED: _named(going), "why": why}, now, THE_CLOCK.posts[0])
    for seq in going:
        mine = (h.case_id == case_id) & (h.seq == seq)
        connection.execute(update(history).where(mine).values(personal=null()))
    _empty_registers(connection, seen, _facts(before), _facts(after))
    _empty_beside(office, connection, seen)
    return sum(map(len, going.values()))


def _named(going: Mapping[int, list[str]]) -> dict[str, list[str]]:
    return {str(seq): places for seq, places in going.items()}


def _emptied(
    number: str, present: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """Only what the removal changes: where the row differs from its history for another reason, an audit shall find it. Raises
    Differs where it does so in what would go."""
    changed = {name: value for name, value in after.items() if value != before.get(name)}
    if any(present.get(name) != before.get(name) for name in changed):
        raise Differs(number, Text("与记录推出的不同", "its rows differ from what the history adds up to"))
    return dict(present) | changed


def _facts(records: Iterable[Record]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """What the case has put on registers, by kind and line."""
    return {
        (change["kind"], change["line"]): change["facts"]
        for record in records
        for change in record.get("entries", ())
        if change.get("opens")
    }


def _empty_registers(
    connection: Connection, seen: Snapshot, before: Mapping[Any, Any], after: Mapping[Any, Any]
) -> None:
    e = entries.c
    lines = [key for key, facts in after.items() if facts != before[key]]
    for row in connection.execute(select(e.id, e.kind, e.line, e.facts).where(e.case_id == seen.case_id)).all():
        key = (row.kind, row.line)
        if key in lines:
            facts = _emptied(seen.case.number, row.facts, before[key], after[key])
            connection.execute(update(entries).where(e.id == row.id).values(facts=facts))


def _empty_beside(office: Office, connection: Connection, seen: Snapshot) -> None:
    """What else was made of the values: nobody finds the case by them, no form is filled with them, no answer repeats them."""
    case = seen.case
    compiled = office.catalogue.get(connection, case.procedure, case.version)
    name = seen.applicant.name if seen.applicant else None
    text = searched(compiled, case.number, case.unit, name, case.data, office.catalogue.personal)
    change(connection, seen.case_id, seen.site_id, text)
    connection.execute(delete(drafts).where(drafts.c.case_id == seen.case_id))
    connection.execute(update(requests).where(requests.c.case_id == seen.case_id).values(answer=None))
