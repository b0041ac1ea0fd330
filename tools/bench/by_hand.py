"""What a programmer would write by hand for one event: a transaction with one statement for each table.

It reads what such a program must read to decide (the case, its papers, whether the applicant is an agent or owner, the
actor's posts), writes JSON as it goes, and is given everything else ready: the rows that the service wrote, their
hashes and times in the form that the driver takes. It judges nothing, so it has no more to do than any program that
could stand in our place.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flows.storage.values import canonical
from flows.storage.writing import COLUMNS as CASE
from flows.storage.writing import Row, Writes

COLUMNS = {
    "history": ("case_id", "seq", "at", "event", "actor", "content", "hash", "personal"),
    "outbox": ("case_id", "seq", "kind", "at"),
    "tasks": ("case_id", "site_id", "state", "audience", "named", "status", "opened_at", "due_at"),
    "deadlines": ("case_id", "code", "state", "due_at", "event", "opened_at"),
    "register_entries": (
        *("case_id", "site_id", "unit_id", "kind", "line", "state"),
        *("valid_from", "valid_until", "facts", "opened_at", "changed_at"),
    ),
}
LOOK = """SELECT c.state, c.revision, c.data, c.approvals, c.settings,
  (SELECT count(*) FROM documents d WHERE d.case_id = c.id),
  EXISTS (SELECT 1 FROM authorisations a WHERE a.party_id = c.applicant_id AND a.unit_id = c.unit_id AND a.revoked_at IS NULL),
  EXISTS (SELECT 1 FROM tenures t WHERE t.party_id = c.applicant_id AND t.unit_id = c.unit_id AND t.kind = 'owner'),
  EXISTS (SELECT 1 FROM posts p JOIN users u ON u.id = p.user_id WHERE u.login = ? AND u.active AND p.site_id = c.site_id)
FROM cases c WHERE c.id = ?"""
COUNT = (
    "INSERT INTO counters (site_id, prefix, year, last) VALUES (?, ?, ?, 1) "
    "ON CONFLICT (site_id, prefix, year) DO UPDATE SET last = counters.last + 1 RETURNING last"
)
MOVE = "UPDATE cases SET " + ", ".join(f"{name} = ?" for name in CASE) + " WHERE id = ?"  # noqa: S608  # names of ours - names of this module's own
END_TASK = (
    "UPDATE tasks SET status = ?, closed_at = ?, closed_by = ? WHERE case_id = ? AND status IN ('open', 'claimed')"
)
END_DEADLINE = "UPDATE deadlines SET closed_at = ? WHERE case_id = ? AND closed_at IS NULL AND code = ?"
MOVE_ENTRY = "UPDATE register_entries SET state = ?, changed_at = ? WHERE case_id = ? AND kind = ? AND line = ?"
INSERT = {
    table: "INSERT INTO {} ({}) VALUES ({})".format(table, ", ".join(names), ", ".join("?" * len(names)))  # noqa: S608  # names of ours
    for table, names in COLUMNS.items()
}

Execute = Callable[[str, tuple[Any, ...]], Any]
Bound = tuple[str, tuple[Any, ...]]


@dataclass
class Event:
    """One event as its statements and their values, in order; the first two give an answer that is fetched."""

    look: Bound
    count: Bound | None
    writes: list[Bound] = field(default_factory=list)

    def rows(self) -> int:
        return len(self.writes) + (self.count is not None)


@dataclass(frozen=True)
class Hand:
    """How values and statements are written for one driver; `run` takes one event."""

    value: Callable[[Any], Any]
    statement: Callable[[str], str]
    run: Callable[[Event], None]

    def event(self, writes: Writes, counted: tuple[int, str, int] | None) -> Event:
        """Made ready before the clock starts."""
        look = self.statement(LOOK), (writes.by, writes.case_id)
        made = Event(look, (self.statement(COUNT), counted) if counted else None)
        for sql, values in statements(writes):
            made.writes.append((self.statement(sql), tuple(self.value(value) for value in values)))
        return made


def statements(writes: Writes) -> list[Bound]:
    at, case = writes.at, writes.case_id
    found: list[Bound] = [(MOVE, (*(writes.case[name] for name in CASE), case)), _insert("history", writes.history)]
    found.append(_insert("outbox", writes.outbox))
    if writes.ends_task:
        found.append((END_TASK, (writes.ends_task, at, writes.by, case)))
    if writes.task:
        found.append(_insert("tasks", writes.task))
    found += [(END_DEADLINE, (at, case, code)) for code in writes.ended_deadlines]
    found += [_insert("deadlines", row) for row in writes.deadlines]
    found += [(MOVE_ENTRY, (row["state"], at, case, row["kind"], row["line"])) for row in writes.moved]
    found += [_insert("register_entries", row) for row in writes.opened]
    if writes.payments or writes.task_due or writes.request:
        raise NotImplementedError("the measured path writes no such rows")
    return found


def _insert(table: str, row: Row) -> Bound:
    return INSERT[table], tuple(row[name] for name in COLUMNS[table])


def on_postgres(connection: Any) -> Hand:
    """With psycopg, every statement prepared."""
    cursor = connection.cursor()

    def run(event: Event) -> None:
        cursor.execute(*event.look)
        cursor.fetchone()
        if event.count:
            cursor.execute(*event.count)
            cursor.fetchone()
        for sql, values in event.writes:
            cursor.execute(sql, [_written(value) for value in values])
        connection.commit()

    return Hand(_as_it_is, lambda sql: (sql + " FOR UPDATE" if sql == LOOK else sql).replace("?", "%s"), run)


def on_sqlite(connection: Any) -> Hand:
    """With sqlite3, which keeps its statements prepared."""
    cursor = connection.cursor()

    def run(event: Event) -> None:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(*event.look).fetchone()
        if event.count:
            cursor.execute(*event.count).fetchone()
        for sql, values in event.writes:
            cursor.execute(sql, [_written(value) for value in values])
        cursor.execute("COMMIT")

    return Hand(_digits, lambda sql: sql, run)


def _as_it_is(value: Any) -> Any:
    """JSON text as what it says: any program has to write it down."""
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


def _written(value: Any) -> Any:
    return canonical(value) if isinstance(value, dict | list) else value


def _digits(value: Any) -> Any:
    """Moments as the tables hold them: UTC's digits without a zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return _as_it_is(value)
