"""From a decision to the rows that it writes."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from flows.definition import Approval, Case
from flows.engine.decision import Decision
from flows.service.chain import link
from flows.storage.columns import NEVER
from flows.storage.committed import Names, withheld
from flows.storage.snapshot import Snapshot
from flows.storage.writing import Row, Writes

APPROVAL = tuple(field.name for field in fields(Approval))  # `asdict` copies deeply, which takes ten times as long
BREAKS_OFF = frozenset({"withdraw", "cancel", "revoke", "expire", "reject"})


def case_values(case: Case, head: str) -> Row:
    """The columns of the case's row that an event changes."""
    return {
        "state": case.state,
        "revision": case.revision,
        "entered_at": case.entered_at,
        "closed_at": case.closed_at,
        "round": case.round,
        "data": dict(case.data),
        "approvals": [{name: getattr(approval, name) for name in APPROVAL} for approval in case.approvals],
        "registrars": sorted(case.registrars),
        "waivers": [asdict(waiver) for waiver in case.waivers],
        "head": head,
    }


def history_row(key: bytes, names: Names, record: dict[str, Any], case: Case, previous: str) -> Row:
    """`names`: of what is personal, which lies beside the content that the chain covers."""
    covered, personal = withheld(record, names)
    content, digest = link(key, covered, case.number, case.site, previous)
    return {
        "seq": record["seq"],
        "at": datetime.fromisoformat(record["at"]),
        "event": record["event"],
        "actor": record["actor"]["login"],
        "content": content,
        "hash": digest,
        "personal": personal,
    }


def written(key: bytes, names: Names, seen: Snapshot, decision: Decision) -> Writes:
    """The rows of one event."""
    history = history_row(key, names, dict(decision.record), decision.case, seen.head)
    at, case_id = history["at"], seen.case_id
    # The clock is nobody whose posts could have changed meanwhile.
    rows = Writes(
        case_id=case_id,
        seen_revision=seen.case.revision,
        actor_id=seen.actor_id if decision.record["role"] != "clock" else None,
        seen_actor=seen.actor_revision,
        unit_id=seen.unit_id,
        seen_unit=seen.unit_revision,
        at=at,
        by=history["actor"],
        case=case_values(decision.case, history["hash"]),
        history={"case_id": case_id, **history},
        outbox={"case_id": case_id, "seq": history["seq"], "kind": history["event"], "at": at},
    )
    _tasks(rows, seen, decision)
    _deadlines(rows, seen, decision)
    _registers(rows, seen, decision)
    return rows


def _tasks(rows: Writes, seen: Snapshot, decision: Decision) -> None:
    if decision.moves:
        rows.ends_task = "cancelled" if decision.transition.event.kind in BREAKS_OFF else "done"
        if decision.task:
            rows.task = {
                "case_id": seen.case_id,
                "site_id": seen.site_id,
                "state": decision.task.state,
                "audience": "+".join(decision.task.audience),
                "named": decision.task.named,
                "status": "open",
                "opened_at": rows.at,
                "due_at": decision.task.due_at or NEVER,
            }
    elif seen.task:
        due = min((d.due_at for d in decision.deadlines), default=None)
        if due != seen.task.due_at:
            rows.task_due = (due or NEVER,)


def _deadlines(rows: Writes, seen: Snapshot, decision: Decision) -> None:
    """A deadline that runs on over several states, to the same moment, keeps its row."""
    # Lists: there are a few, and to hash a moment takes longer than to compare it with each.
    running = [(d.code, d.due_at) for d in seen.deadlines]
    wanted = [(d.code, d.due_at) for d in decision.deadlines]
    rows.ended_deadlines = sorted({d.code for d in seen.deadlines if (d.code, d.due_at) not in wanted})
    rows.deadlines = [
        {
            "case_id": seen.case_id,
            "code": d.code,
            "state": d.state,
            "due_at": d.due_at,
            "event": d.event,
            "opened_at": rows.at,
        }
        for d in decision.deadlines
        if (d.code, d.due_at) not in running
    ]


def _registers(rows: Writes, seen: Snapshot, decision: Decision) -> None:
    for change in decision.entries:
        line: Row = {"kind": change.kind, "line": change.line, "state": change.state}
        if not change.opens:
            rows.moved.append(line)
            continue
        rows.opened.append(
            {
                **line,
                "case_id": seen.case_id,
                "site_id": seen.site_id,
                "unit_id": seen.unit_id,
                "valid_from": change.valid_from,
                "valid_until": change.valid_until,
                "facts": dict(change.facts),
                "opened_at": rows.at,
                "changed_at": rows.at,
            }
        )
    rows.payments = [
        {
            "case_id": seen.case_id,
            "seq": decision.case.revision,
            "purpose": p.purpose,
            "kind": p.kind,
            "amount": Decimal(p.amount),
            "receipt": p.receipt,
            "at": rows.at,
        }
        for p in decision.payments
    ]
