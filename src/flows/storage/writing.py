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

from sqlalchemy import Connection, insert

from flows.storage import tables as t
from flows.storage.by_hand import tell
from flows.storage.case_texts import CHANGE as CHANGE_TEXT

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
    searched: Row | None = None  # the text by which the case is found, when it changes: see `case_texts.row`
    # Beside the case's own events: who takes the waiting task (their login, or None to give it back), a new paper.
    claim: tuple[str | None] | None = None
    named: str | None = None  # with a claim: whom the case names from now on
    document: Row | None = None


COLUMNS = (
    "state",
    "revision",
    "entered_at",
    "closed_at",
    "round",
    "data",
    "approvals",
    "waivers",
    "registrars",
    "head",
)
MOVE_CASE = f"""UPDATE cases SET {", ".join(f"{name} = :n_{name}" for name in COLUMNS)}
WHERE id = :w_case AND revision = :w_seen
  AND (:w_actor_free OR EXISTS (SELECT 1 FROM users WHERE id = :w_actor AND revision = :w_seen_actor))
  AND (:w_unit_free OR EXISTS (SELECT 1 FROM units WHERE id = :w_unit AND revision = :w_seen_unit))"""
COUNT_UNIT = "UPDATE units SET revision = revision + 1 WHERE id = :w_unit AND revision = :w_seen_unit"
LIVE = "case_id = :w_case AND status IN ('open', 'claimed')"
END_TASK = f"UPDATE tasks SET status = :n_status, closed_at = :n_at, closed_by = :n_by WHERE {LIVE}"
MOVE_DUE = f"UPDATE tasks SET due_at = :n_due WHERE {LIVE}"
CLAIM_TASK = f"UPDATE tasks SET status = :n_status, claimed_by = :n_claimed_by, claimed_at = :n_claimed_at, named = coalesce(:n_named, named) WHERE {LIVE}"
END_DEADLINE = "UPDATE deadlines SET closed_at = :n_at WHERE case_id = :w_case AND closed_at IS NULL AND code = :w_code"
MOVE_ENTRY = """UPDATE register_entries SET state = :n_state, changed_at = :n_at
WHERE case_id = :w_case AND kind = :w_kind AND line = :w_line"""


def _insert(table: str, *columns: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"


INSERT: Mapping[str, str] = {
    "history": _insert("history", "case_id", "seq", "at", "event", "actor", "content", "hash", "personal"),
    "outbox": _insert("outbox", "case_id", "seq", "kind", "at"),
    "task": _insert("tasks", "case_id", "site_id", "state", "audience", "named", "status", "opened_at", "due_at"),
    "deadlines": _insert("deadlines", "case_id", "code", "state", "due_at", "event", "opened_at"),
    "opened": _insert(
        "register_entries",
        *("case_id", "site_id", "unit_id", "kind", "line", "state"),
        *("valid_from", "valid_until", "facts", "opened_at", "changed_at"),
    ),
}
# Written seldom: here the columns' types may speak for the values.
SELDOM: Mapping[str, Any] = {
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


def changes_registers(writes: Writes) -> bool:
    """Whether other cases of the unit will see something else from now on: then its revision counts up, so that what
    they read before no longer stands."""
    return writes.unit_id is not None and bool(writes.opened or writes.moved)


def write_portably(connection: Connection, writes: Writes) -> bool:
    """Inside the caller's transaction, one statement for each table. False: somebody was faster; nothing is
    written."""
    if changes_registers(writes) and tell(connection, COUNT_UNIT, seen(writes)) != 1:
        return False
    values = seen(writes) | {f"n_{name}": writes.case[name] for name in COLUMNS}
    values["w_seen_unit"] += changes_registers(writes)
    if tell(connection, MOVE_CASE, values) != 1:
        return False
    at = {"w_case": writes.case_id, "n_at": writes.at}
    tell(connection, INSERT["history"], writes.history)
    tell(connection, INSERT["outbox"], writes.outbox)
    if writes.ends_task:
        tell(connection, END_TASK, {**at, "n_status": writes.ends_task, "n_by": writes.by})
    if writes.task:
        tell(connection, INSERT["task"], writes.task)
    elif writes.task_due:
        tell(connection, MOVE_DUE, {"w_case": writes.case_id, "n_due": writes.task_due[0]})
    for code in writes.ended_deadlines:
        tell(connection, END_DEADLINE, {**at, "w_code": code})
    for deadline in writes.deadlines:
        tell(connection, INSERT["deadlines"], deadline)
    _write_registers(connection, writes)
    _write_beside(connection, writes)
    return True


def _write_registers(connection: Connection, writes: Writes) -> None:
    at = {"w_case": writes.case_id, "n_at": writes.at}
    for m in writes.moved:
        tell(connection, MOVE_ENTRY, {**at, "w_kind": m["kind"], "w_line": m["line"], "n_state": m["state"]})
    for entry in writes.opened:
        tell(connection, INSERT["opened"], entry)
    if writes.payments:
        connection.execute(SELDOM["payments"], writes.payments)


def _write_beside(connection: Connection, writes: Writes) -> None:
    if writes.searched:
        tell(connection, CHANGE_TEXT[connection.dialect.name], writes.searched)
    if writes.request:
        connection.execute(SELDOM["request"], writes.request)
    if writes.document:
        connection.execute(SELDOM["document"], writes.document)
    if writes.claim:
        taker = writes.claim[0]
        claim = {"n_claimed_by": taker, "n_claimed_at": writes.at if taker else None, "n_named": writes.named}
        tell(connection, CLAIM_TASK, {"w_case": writes.case_id, "n_status": "claimed" if taker else "open", **claim})
