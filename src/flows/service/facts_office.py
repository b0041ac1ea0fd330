"""What the procedures inside the office must know of each other's cases: twins, work carried over, duties elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from flows.storage import tables as t
from flows.storage.snapshot import Snapshot

CALLED_OFF = ("cancelled", "withdrawn")
# By procedure, what two cases may not share.
TWINS: Mapping[str, tuple[str, ...]] = {
    "duty_roster": ("team", "month"),
    "training_plan": ("plan_kind", "plan_begins"),
    "training_assessment": ("employee", "subject_tested", "month"),
    "performance_review": ("employee", "month"),
}


def others(connection: Connection, seen: Snapshot, procedure: str, **alike: Any) -> Iterator[Any]:
    """Rows (number, state, data) of the site's other cases of that procedure that were not called off and hold these
    values, the oldest first."""
    c = t.cases.c
    query = (
        select(c.id, c.number, c.state, c.data)
        .where(c.site_id == seen.site_id, c.procedure == procedure, c.id != seen.case_id)
        .where(c.state.not_in(CALLED_OFF))
        .order_by(c.id)
    )
    for name, value in alike.items():
        query = query.where(c.data[name].as_string() == str(value))
    yield from connection.execute(query)


def twins(connection: Connection, seen: Snapshot, now: datetime) -> list[str]:
    """Numbers of the earlier cases for the same people and period: the first of twins is the one that is worked on."""
    case = seen.case
    alike = {name: case.data.get(name) for name in TWINS[case.procedure]}
    return [row.number for row in others(connection, seen, case.procedure, **alike) if row.id < seen.case_id]


def carried_work(connection: Connection, seen: Snapshot, now: datetime) -> list[str]:
    """What the last handover of the same team left to this shift and has not ticked off."""
    case = seen.case
    earlier = others(connection, seen, case.procedure, team=case.data.get("team"))
    done = [r for r in earlier if r.data.get("incoming_signed_at") and r.data["handover_at"] < case.data["handover_at"]]
    if not done:
        return []
    last = max(done, key=lambda row: str(row.data["handover_at"]))
    e = t.entries.c
    query = select(e.facts).where(e.case_id == last.id, e.kind == "carried_work", e.state != "used").order_by(e.line)
    return [str(facts["matter"]) for facts in connection.execute(query).scalars()]


def duties_elsewhere(connection: Connection, seen: Snapshot, now: datetime) -> list[dict[str, Any]]:
    """The rosters of the other teams for the same month."""
    case = seen.case
    rows = others(connection, seen, case.procedure, month=case.data.get("month"))
    away = (row.data for row in rows if row.data.get("team") != case.data.get("team"))
    return [{"duties": data.get("duties") or [], "swaps": data.get("swaps") or []} for data in away]


def weak_lecturers(connection: Connection, seen: Snapshot, now: datetime) -> dict[str, int]:
    """How often each teacher's training missed the standard, in the other plans of the site."""
    found: Counter[str] = Counter()
    for row in others(connection, seen, seen.case.procedure):
        found.update(str(weak["lecturer"]) for weak in row.data.get("weak_results") or ())
    return dict(found)


def earlier_failures(connection: Connection, seen: Snapshot, now: datetime) -> list[list[int]]:
    """[year, month, how often] the person failed in their assessments of the kind for the months before this one's."""
    case = seen.case
    alike = {name: case.data.get(name) for name in ("employee", "subject_tested")}
    rows = others(connection, seen, case.procedure, **alike)
    failed = [(date.fromisoformat(r.data["month"]), int(r.data.get("failures") or 0)) for r in rows]
    before = date.fromisoformat(case.data["month"])
    return [[month.year, month.month, times] for month, times in failed if month < before and times]


def month_faults(connection: Connection, seen: Snapshot, now: datetime) -> dict[str, Any]:
    """Of the person's other fault notices of the month: the `points` of those summed up, how many of them are of the
    `same` kind of fault, and the numbers of those still `open`; what was revoked counts for nothing there. The `extra`
    and the `sanctions` are what any of them proposes already: the month's may stand on one that was revoked."""
    case = seen.case
    alike = {name: case.data.get(name) for name in ("employee", "month")}
    found = list(others(connection, seen, case.procedure, **alike))
    standing = [row for row in found if row.data.get("outcome") != "revoked"]
    settled = [row for row in standing if row.state in ("summarised", "closed")]
    return {
        "points": sum(int(row.data["points"]) for row in settled),
        "same": sum(row.data.get("fault") == case.data.get("fault") for row in settled),
        "open": [row.number for row in standing if row not in settled and row.state != "draft"],
        "extra": str(sum(Decimal(row.data.get("extra_proposed") or 0) for row in found)),
        "sanctions": [row.data["sanction_proposed"] for row in found if row.data.get("sanction_proposed")],
    }


def overdue(connection: Connection, seen: Snapshot, now: datetime) -> list[str]:
    """Which limits of the present state have passed."""
    return sorted({limit.code for limit in seen.deadlines if limit.due_at < now})


OF_THE_OFFICE = {
    "twins": twins,
    "carried_work": carried_work,
    "duties_elsewhere": duties_elsewhere,
    "weak_lecturers": weak_lecturers,
    "earlier_failures": earlier_failures,
    "month_faults": month_faults,
    "overdue": overdue,
}
