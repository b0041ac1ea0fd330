"""PostgreSQL: one statement with data-modifying parts writes an event whole, so that one round trip commits it.

All parts see the snapshot from before the statement: the part that ends the waiting task doesn't see the new one.
The text depends only on which parts there are; it is built once for each such shape and prepared by the driver.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection

from flows.storage.by_hand import ask
from flows.storage.case_texts import VECTOR
from flows.storage.writing import Row, Writes, changes_registers, seen

CASE = """moved AS (
  UPDATE cases SET state = :n_state, revision = :n_revision, entered_at = :n_entered_at,
    closed_at = :n_closed_at, round = :n_round, data = :n_data::jsonb,
    approvals = :n_approvals::jsonb, waivers = :n_waivers::jsonb,
    registrars = :n_registrars::jsonb, head = :n_head
  WHERE id = :w_case AND revision = :w_seen
    AND (:w_actor_free OR EXISTS (SELECT 1 FROM users WHERE id = :w_actor AND revision = :w_seen_actor))
    AND (:w_unit_free OR EXISTS (SELECT 1 FROM units WHERE id = :w_unit AND revision = :w_seen_unit))
    {unit}
  RETURNING id)"""
# Counting the unit up comes first and waits for whoever does the same: its row then says whether what was read holds.
COUNT_UNIT = """un AS (
  UPDATE units SET revision = revision + 1 WHERE id = :w_unit AND revision = :w_seen_unit RETURNING id)"""
HISTORY = """h AS (
  INSERT INTO history (case_id, seq, at, event, actor, content, hash, personal)
  SELECT id, :n_revision, :n_at, :h_event, :n_by, :h_content, :n_head, :h_personal::jsonb FROM moved)"""
OUTBOX = """o AS (
  INSERT INTO outbox (case_id, seq, kind, at)
  SELECT id, :n_revision, :o_kind, :n_at FROM moved)"""
# Rows are sought by the case's number and not joined with `moved`: for a join the planner may read a whole index.
END_TASK = """te AS (
  UPDATE tasks SET status = :te_status, closed_at = :n_at, closed_by = :n_by
  WHERE case_id = :w_case AND status IN ('open', 'claimed') AND EXISTS (SELECT 1 FROM moved)
  RETURNING id)"""
# A case has one live task, and an index sees to it at once: reading what the ending returns makes it come first.
TASK = """tn AS (
  INSERT INTO tasks (case_id, site_id, state, audience, named, status, opened_at, due_at)
  SELECT id, :tn_site_id, :tn_state, :tn_audience, :tn_named::text, 'open', :n_at, :tn_due_at::timestamptz
  FROM moved WHERE (SELECT count(*) FROM te) >= 0)"""
TASK_DUE = """td AS (
  UPDATE tasks SET due_at = :td_due::timestamptz
  WHERE case_id = :w_case AND status IN ('open', 'claimed') AND EXISTS (SELECT 1 FROM moved))"""
END_DEADLINES = """de AS (
  UPDATE deadlines SET closed_at = :n_at
  WHERE case_id = :w_case AND closed_at IS NULL AND code = ANY(string_to_array(:de_codes, ','))
    AND EXISTS (SELECT 1 FROM moved)
  RETURNING id)"""
DEADLINES = """dn AS (
  INSERT INTO deadlines (case_id, code, state, due_at, event, opened_at)
  SELECT moved.id, r.code, r.state, r.due_at, r.event, :n_at
  FROM moved, jsonb_to_recordset(:dn_rows::jsonb)
    AS r(code text, state text, due_at timestamptz, event text)
  WHERE (SELECT count(*) FROM de) >= 0)"""
OPENED = """eo AS (
  INSERT INTO register_entries
    (case_id, site_id, unit_id, kind, line, state, valid_from, valid_until, facts, opened_at, changed_at)
  SELECT moved.id, r.site_id, r.unit_id, r.kind, r.line, r.state, r.valid_from, r.valid_until, r.facts,
    :n_at, :n_at
  FROM moved, jsonb_to_recordset(:eo_rows::jsonb)
    AS r(site_id bigint, unit_id bigint, kind text, line int, state text, valid_from timestamptz,
         valid_until timestamptz, facts jsonb))"""
MOVED = """em AS (
  UPDATE register_entries e SET state = r.state, changed_at = :n_at
  FROM jsonb_to_recordset(:em_rows::jsonb) AS r(kind text, line int, state text)
  WHERE e.case_id = :w_case AND e.kind = r.kind AND e.line = r.line AND EXISTS (SELECT 1 FROM moved))"""
PAYMENTS = """p AS (
  INSERT INTO payments (case_id, seq, purpose, kind, amount, receipt, at)
  SELECT moved.id, :n_revision, r.purpose, r.kind, r.amount, r.receipt, :n_at
  FROM moved, jsonb_to_recordset(:p_rows::jsonb) AS r(purpose text, kind text, amount numeric, receipt text))"""
REQUEST = """rq AS (
  INSERT INTO requests (login, key, fingerprint, case_id, seq, at)
  SELECT :n_by, :rq_key, :rq_fingerprint, id, :n_revision, :n_at FROM moved)"""
SEARCHED = f"""tx AS (
  UPDATE case_texts SET plain = :tx_plain, words = {VECTOR.format("tx_words")}
  WHERE case_id = :w_case AND EXISTS (SELECT 1 FROM moved))"""

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
    "searched": SEARCHED,
}


@cache
def statement(parts: frozenset[str], counts_unit: bool = False) -> str:
    chosen = [OPTIONAL[name] for name in OPTIONAL if name in parts]
    case = CASE.replace("{unit}", "AND EXISTS (SELECT 1 FROM un)" if counts_unit else "")
    first = [COUNT_UNIT, case] if counts_unit else [case]
    return "WITH " + ",\n".join([*first, HISTORY, OUTBOX, *chosen]) + "\nSELECT count(*) FROM moved"


def parameters(writes: Writes) -> Row:
    new = writes.case
    values = seen(writes) | {
        "n_state": new["state"],
        "n_revision": new["revision"],
        "n_entered_at": new["entered_at"],
        "n_closed_at": new["closed_at"],
        "n_round": new["round"],
        "n_data": new["data"],
        "n_approvals": new["approvals"],
        "n_waivers": new["waivers"],
        "n_registrars": new["registrars"],
        "n_head": new["head"],
        "n_at": writes.at,
        "n_by": writes.by,
        "h_event": writes.history["event"],
        "h_content": writes.history["content"],
        "h_personal": writes.history["personal"],
        "o_kind": writes.outbox["kind"],
        "te_status": writes.ends_task,
        "de_codes": ",".join(writes.ended_deadlines),
    }
    for name, rows in (
        ("dn_rows", writes.deadlines),
        ("eo_rows", writes.opened),
        ("em_rows", writes.moved),
        ("p_rows", writes.payments),
    ):
        if rows:
            values[name] = rows
    if writes.task:
        values |= {f"tn_{name}": writes.task[name] for name in ("site_id", "state", "audience", "named", "due_at")}
    if writes.task_due:
        values["td_due"] = writes.task_due[0]
    if writes.request:
        values |= {"rq_key": writes.request["key"], "rq_fingerprint": writes.request["fingerprint"]}
    if writes.searched:
        values |= {f"tx_{name}": writes.searched[name] for name in ("plain", "words")}
    return values


def statement_of(writes: Writes) -> str:
    """The text for its shape; it answers one row with the number of cases moved, one or none."""
    parts = frozenset(name for name in OPTIONAL if getattr(writes, name))
    if writes.task:
        parts = parts - {"task_due"} | {"ends_task"}
    if writes.deadlines:
        parts |= {"ended_deadlines"}
    return statement(parts, changes_registers(writes))


def write_at_once(connection: Connection, writes: Writes) -> bool:
    """One statement; False: somebody was faster and nothing is written."""
    [(count,)] = ask(connection, statement_of(writes), parameters(writes))
    return bool(count == 1)
