"""Writes all that one event brings about. On PostgreSQL one statement does it, elsewhere a short transaction.

The case's row moves only from the revision that was read, and only if neither the actor's posts nor the unit's
register have changed since; everything else hangs on that row having moved. So two people can't both win, and an
authorisation revoked between reading and writing stops the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Update, bindparam, exists, insert, or_, update

from flows.storage import tables as t

Row = dict[str, Any]


@dataclass(slots=True)
class Writes:
    """The rows of one event. `case` holds the new values of the case's row; `seen_*` what was read before deciding.
    `ends_task`: the status ("done", "cancelled") of the task that the event ends."""

    case_id: int
    seen_revision: int
    actor_id: int | None
    seen_actor: int | None
    unit_id: int | None
    seen_unit: int | None
    at: datetime
    by: str
    case: Row
    history: Row
    outbox: Row
    ends_task: str | None = None
    task: Row | None = None
    task_due: tuple[datetime] | None = None
    ended_deadlines: list[str] = field(default_factory=list)
    deadlines: list[Row] = field(default_factory=list)
    opened: list[Row] = field(default_factory=list)
    moved: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    request: Row | None = None
    # Beside the case's own events: who takes the waiting task (their login, or None to give it back), a new paper.
    claim: tuple[str | None] | None = None
    document: Row | None = None


def _guarded_update() -> Update:
    c = t.cases.c
    me, unit = t.users.c, t.units.c
    actor_as_read = exists().where(me.id == bindparam("w_actor"), me.revision == bindparam("w_seen_actor"))
    unit_as_read = exists().where(unit.id == bindparam("w_unit"), unit.revision == bindparam("w_seen_unit"))
    return update(t.cases).where(
        c.id == bindparam("w_case"),
        c.revision == bindparam("w_seen"),
        or_(bindparam("w_actor_free"), actor_as_read),
        or_(bindparam("w_unit_free"), unit_as_read),
    )


COLUMNS = ("state", "revision", "entered_at", "closed_at", "round", "data", "approvals", "head")
MOVE_CASE = _guarded_update().values({name: bindparam(f"n_{name}") for name in COLUMNS})
LIVE = t.tasks.c.status.in_(("open", "claimed"))
END_TASK = (
    update(t.tasks)
    .where(t.tasks.c.case_id == bindparam("w_case"), LIVE)
    .values(status=bindparam("n_status"), closed_at=bindparam("n_at"), closed_by=bindparam("n_by"))
)
MOVE_DUE = update(t.tasks).where(t.tasks.c.case_id == bindparam("w_case"), LIVE).values(due_at=bindparam("n_due"))
CLAIM_TASK = (
    update(t.tasks)
    .where(t.tasks.c.case_id == bindparam("w_case"), LIVE)
    .values(status=bindparam("n_status"), claimed_by=bindparam("n_claimed_by"), claimed_at=bindparam("n_claimed_at"))
)
END_DEADLINE = (
    update(t.deadlines)
    .where(
        t.deadlines.c.case_id == bindparam("w_case"),
        t.deadlines.c.closed_at.is_(None),
        t.deadlines.c.code == bindparam("w_code"),
    )
    .values(closed_at=bindparam("n_at"))
)
MOVE_ENTRY = (
    update(t.entries)
    .where(
        t.entries.c.case_id == bindparam("w_case"),
        t.entries.c.kind == bindparam("w_kind"),
        t.entries.c.line == bindparam("w_line"),
    )
    .values(state=bindparam("n_state"), changed_at=bindparam("n_at"))
)
INSERT: Mapping[str, Any] = {
    "history": insert(t.history).inline(),
    "outbox": insert(t.outbox).inline(),
    "task": insert(t.tasks).inline(),
    "deadlines": insert(t.deadlines).inline(),
    "opened": insert(t.entries).inline(),
    "payments": insert(t.payments).inline(),
    "request": insert(t.requests).inline(),
    "document": insert(t.documents).inline(),
}


def seen(writes: Writes) -> Row:
    """The parameters that hold the case, the actor and the unit against what was read."""
    return {
        "w_case": writes.case_id,
        "w_seen": writes.seen_revision,
        "w_actor": writes.actor_id or 0,
        "w_seen_actor": writes.seen_actor or 0,
        "w_actor_free": writes.actor_id is None,
        "w_unit": writes.unit_id or 0,
        "w_seen_unit": writes.seen_unit or 0,
        "w_unit_free": writes.unit_id is None,
    }


def write_portably(connection: Connection, writes: Writes) -> bool:
    """Inside the caller's transaction, one statement for each table. False: somebody was faster; nothing is
    written."""
    values = seen(writes) | {f"n_{name}": writes.case[name] for name in COLUMNS}
    if connection.execute(MOVE_CASE, values).rowcount != 1:
        return False
    at = {"w_case": writes.case_id, "n_at": writes.at}
    connection.execute(INSERT["history"], writes.history)
    connection.execute(INSERT["outbox"], writes.outbox)
    if writes.ends_task:
        connection.execute(END_TASK, {**at, "n_status": writes.ends_task, "n_by": writes.by})
    if writes.task:
        connection.execute(INSERT["task"], writes.task)
    elif writes.task_due:
        connection.execute(MOVE_DUE, {"w_case": writes.case_id, "n_due": writes.task_due[0]})
    if writes.ended_deadlines:
        connection.execute(END_DEADLINE, [{**at, "w_code": code} for code in writes.ended_deadlines])
    if writes.moved:
        connection.execute(
            MOVE_ENTRY, [{**at, "w_kind": m["kind"], "w_line": m["line"], "n_state": m["state"]} for m in writes.moved]
        )
    for name in ("deadlines", "opened", "payments"):
        rows = getattr(writes, name)
        if rows:
            connection.execute(INSERT[name], rows)
    _write_beside(connection, writes)
    return True


def _write_beside(connection: Connection, writes: Writes) -> None:
    if writes.request:
        connection.execute(INSERT["request"], writes.request)
    if writes.document:
        connection.execute(INSERT["document"], writes.document)
    if writes.claim:
        taker = writes.claim[0]
        claim = {"n_claimed_by": taker, "n_claimed_at": writes.at if taker else None}
        status = "claimed" if taker else "open"
        connection.execute(CLAIM_TASK, {"w_case": writes.case_id, "n_status": status, **claim})
