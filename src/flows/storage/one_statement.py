"""PostgreSQL: one statement with data-modifying parts writes an event whole, so that one round trip commits it.

All parts see the snapshot from before the statement: the part that ends the waiting task doesn't see the new one.
The text depends only on which parts there are; it is built once for each such shape and prepared by the driver.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import Connection

from flows.storage.writing import Row, Writes, seen

CASE = """moved AS (
  UPDATE cases SET state = %(n_state)s, revision = %(n_revision)s, entered_at = %(n_entered_at)s,
    closed_at = %(n_closed_at)s, round = %(n_round)s, data = %(n_data)s::jsonb,
    approvals = %(n_approvals)s::jsonb, head = %(n_head)s
  WHERE id = %(w_case)s AND revision = %(w_seen)s
    AND (%(w_actor_free)s OR EXISTS (SELECT 1 FROM users WHERE id = %(w_actor)s AND revision = %(w_seen_actor)s))
    AND (%(w_unit_free)s OR EXISTS (SELECT 1 FROM units WHERE id = %(w_unit)s AND revision = %(w_seen_unit)s))
  RETURNING id)"""
HISTORY = """h AS (
  INSERT INTO history (case_id, seq, at, event, actor, content, hash)
  SELECT id, %(n_revision)s, %(n_at)s, %(h_event)s, %(n_by)s, %(h_content)s, %(n_head)s FROM moved)"""
OUTBOX = """o AS (
  INSERT INTO outbox (case_id, seq, kind, at)
  SELECT id, %(n_revision)s, %(o_kind)s, %(n_at)s FROM moved)"""
END_TASK = """te AS (
  UPDATE tasks SET status = %(te_status)s, closed_at = %(n_at)s, closed_by = %(n_by)s
  FROM moved WHERE tasks.case_id = moved.id AND tasks.status IN ('open', 'claimed')
  RETURNING tasks.id)"""
# A case has one live task, and an index sees to it at once: reading what the ending returns makes it come first.
TASK = """tn AS (
  INSERT INTO tasks (case_id, site_id, state, audience, named, status, opened_at, due_at)
  SELECT id, %(tn_site_id)s, %(tn_state)s, %(tn_audience)s, %(tn_named)s::text, 'open', %(n_at)s, %(tn_due_at)s::timestamptz
  FROM moved WHERE (SELECT count(*) FROM te) >= 0)"""
TASK_DUE = """td AS (
  UPDATE tasks SET due_at = %(td_due)s::timestamptz
  FROM moved WHERE tasks.case_id = moved.id AND tasks.status IN ('open', 'claimed'))"""
END_DEADLINES = """de AS (
  UPDATE deadlines SET closed_at = %(n_at)s
  FROM moved WHERE deadlines.case_id = moved.id AND closed_at IS NULL AND code = ANY(%(de_codes)s)
  RETURNING deadlines.id)"""
DEADLINES = """dn AS (
  INSERT INTO deadlines (case_id, code, state, due_at, event, opened_at)
  SELECT moved.id, r.code, r.state, r.due_at, r.event, %(n_at)s
  FROM moved, jsonb_to_recordset(%(dn_rows)s::jsonb)
    AS r(code text, state text, due_at timestamptz, event text)
  WHERE (SELECT count(*) FROM de) >= 0)"""
OPENED = """eo AS (
  INSERT INTO register_entries
    (case_id, site_id, unit_id, kind, line, state, valid_from, valid_until, facts, opened_at, changed_at)
  SELECT moved.id, r.site_id, r.unit_id, r.kind, r.line, r.state, r.valid_from, r.valid_until, r.facts,
    %(n_at)s, %(n_at)s
  FROM moved, jsonb_to_recordset(%(eo_rows)s::jsonb)
    AS r(site_id bigint, unit_id bigint, kind text, line int, state text, valid_from timestamptz,
         valid_until timestamptz, facts jsonb))"""
MOVED = """em AS (
  UPDATE register_entries e SET state = r.state, changed_at = %(n_at)s
  FROM moved, jsonb_to_recordset(%(em_rows)s::jsonb) AS r(kind text, line int, state text)
  WHERE e.case_id = moved.id AND e.kind = r.kind AND e.line = r.line)"""
PAYMENTS = """p AS (
  INSERT INTO payments (case_id, seq, purpose, kind, amount, receipt, at)
  SELECT moved.id, %(n_revision)s, r.purpose, r.kind, r.amount, r.receipt, %(n_at)s
  FROM moved, jsonb_to_recordset(%(p_rows)s::jsonb) AS r(purpose text, kind text, amount numeric, receipt text))"""
REQUEST = """rq AS (
  INSERT INTO requests (login, key, fingerprint, case_id, seq, at)
  SELECT %(n_by)s, %(rq_key)s, %(rq_fingerprint)s, id, %(n_revision)s, %(n_at)s FROM moved)"""

OPTIONAL = {
    "ends_task": END_TASK,
    "task": TASK,
    "task_due": TASK_DUE,
    "ended_deadlines": END_DEADLINES,
    "deadlines": DEADLINES,
    "opened": OPENED,
    "moved": MOVED,
    "payments": PAYMENTS,
    "request": REQUEST,
}


@cache
def statement(parts: frozenset[str]) -> str:
    chosen = [OPTIONAL[name] for name in OPTIONAL if name in parts]
    return "WITH " + ",\n".join([CASE, HISTORY, OUTBOX, *chosen]) + "\nSELECT count(*) FROM moved"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _parameters(writes: Writes) -> Row:
    new = writes.case
    values = seen(writes) | {
        "n_state": new["state"],
        "n_revision": new["revision"],
        "n_entered_at": new["entered_at"],
        "n_closed_at": new["closed_at"],
        "n_round": new["round"],
        "n_data": _json(new["data"]),
        "n_approvals": _json(new["approvals"]),
        "n_head": new["head"],
        "n_at": writes.at,
        "n_by": writes.by,
        "h_event": writes.history["event"],
        "h_content": writes.history["content"],
        "o_kind": writes.outbox["kind"],
        "te_status": writes.ends_task,
        "de_codes": writes.ended_deadlines,
        "dn_rows": _json(writes.deadlines),
        "eo_rows": _json(writes.opened),
        "em_rows": _json(writes.moved),
        "p_rows": _json(writes.payments),
    }
    if writes.task:
        values |= {f"tn_{name}": writes.task[name] for name in ("site_id", "state", "audience", "named", "due_at")}
    if writes.task_due:
        values["td_due"] = writes.task_due[0]
    if writes.request:
        values |= {"rq_key": writes.request["key"], "rq_fingerprint": writes.request["fingerprint"]}
    return values


def write_at_once(connection: Connection, writes: Writes) -> bool:
    """One statement; False: somebody was faster and nothing is written."""
    parts = frozenset(name for name in OPTIONAL if getattr(writes, name))
    if writes.task:
        parts = parts - {"task_due"} | {"ends_task"}
    if writes.deadlines:
        parts |= {"ended_deadlines"}
    count = connection.exec_driver_sql(statement(parts), _parameters(writes)).scalar_one()
    return bool(count == 1)
