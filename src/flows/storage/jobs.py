"""The queue of jobs in PostgreSQL, in the tables of procrastinate: what any process may ask of it without the library.

One job at the most waits for each `queueing_lock`. None is ever scheduled for later: fetching the next one reads over
all that lie in the future. What is due when stands in our own tables, which have indexes for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

CASES, MESSAGES = "cases", "messages"  # queues: slow channels hold up nobody's case
OF_CASE, OF_MESSAGES, TICK, RESCUE, SWEEP = "flows.case", "flows.messages", "flows.tick", "flows.rescue", "flows.sweep"
AGAIN_BY_THEMSELVES = (TICK, RESCUE, SWEEP)
TRIES = 5  # so often may a job's worker die over it before it counts as failed
MOST = 5000  # jobs deferred at once

SWITCHED = "SELECT tgenabled <> 'D' FROM pg_trigger WHERE tgrelid = 'outbox'::regclass AND tgname = 'outbox_defers_job'"
TURN = "ALTER TABLE outbox {} TRIGGER outbox_defers_job"
FORGET = "DELETE FROM procrastinate_jobs WHERE status IN ('todo', 'failed')"
# What an event has just brought about has its job from the trigger: hence what is new is left to that for a while.
DUE = f"""
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)
SELECT '{CASES}', '{OF_CASE}', 'case:' || due.case_id, jsonb_build_object('case_id', due.case_id) FROM (
  (SELECT case_id FROM deadlines WHERE closed_at IS NULL AND event IS NOT NULL AND due_at <= :now
    ORDER BY due_at LIMIT :most)
  UNION (SELECT case_id FROM deadlines WHERE closed_at IS NULL AND rung_at <= :now ORDER BY rung_at LIMIT :most)
  UNION (SELECT case_id FROM deadlines WHERE closed_at IS NULL AND rung_at IS NULL AND opened_at <= :before LIMIT :most)
  UNION (SELECT case_id FROM outbox WHERE sent_at IS NULL AND at <= :before ORDER BY id LIMIT :most)
) due
WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs failed
  WHERE failed.status = 'failed' AND failed.queueing_lock = 'case:' || due.case_id)
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
"""
MESSAGES_JOB = f"""
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock) VALUES ('{MESSAGES}', '{OF_MESSAGES}', '{OF_MESSAGES}')
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
"""
READY = f"SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queue_name IN ('{CASES}', '{MESSAGES}'))"
# Whoever waits for an event's job while holding jobs that another event waits for stops both: rather none this time.
IMPATIENT = "SET LOCAL lock_timeout = '200ms'"
LOCKED = "55P03"
# The worker is gone, is silent, or has held the job for longer than any job lasts: it lost its connection at the end.
STALLED = """
SELECT job.id FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => :silence)
  OR (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'started')
    < now() - make_interval(secs => :longest))
ORDER BY job.id
"""
RIPE = """
SELECT job.id FROM procrastinate_jobs job WHERE job.status = 'failed' AND
  (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id) <
    now() - make_interval(secs => least(:first * 2 ^ least(job.attempts, 20), :longest))
ORDER BY job.id
"""
FAILED = "SELECT id FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id"
# Where another job waits for the same, or one comes by itself, this one is needed no more.
NEEDLESS = """
DELETE FROM procrastinate_jobs job WHERE job.id = :id AND job.status IN ('doing', 'failed') AND
  (job.task_name = ANY(:by_themselves) OR EXISTS (SELECT 1 FROM procrastinate_jobs waiting
    WHERE waiting.status = 'todo' AND waiting.queueing_lock = job.queueing_lock))
"""
ANEW = """
UPDATE procrastinate_jobs SET worker_id = NULL, abort_requested = false,
  attempts = attempts + CASE WHEN status = 'doing' THEN 1 ELSE 0 END,
  status = (CASE WHEN status = 'doing' AND attempts + 1 >= :tries THEN 'failed' ELSE 'todo' END)::procrastinate_job_status
WHERE id = :id AND status IN ('doing', 'failed')
"""
STANDING = """
SELECT count(*) FILTER (WHERE status = 'todo') AS waiting, count(*) FILTER (WHERE status = 'doing') AS running,
  count(*) FILTER (WHERE status = 'failed') AS failed, (SELECT count(*) FROM procrastinate_workers
    WHERE last_heartbeat > now() - make_interval(secs => :silence)) AS workers
FROM procrastinate_jobs
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """`on`: events defer jobs. How many wait, run and have failed; how many queues are being worked on."""

    on: bool
    waiting: int
    running: int
    failed: int
    workers: int


class Busy(Exception):
    """An event holds up the whole; nothing was deferred."""


def possible(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def is_on(connection: Connection) -> bool:
    return possible(connection) and bool(connection.execute(text(SWITCHED)).scalar_one())


def switch(connection: Connection, *, on: bool) -> None:
    """From this transaction's end each event defers a job, or none does and those that wait are gone."""
    if is_on(connection) != on:  # looked at first: the lock that turning takes waits for every writer
        connection.execute(text(TURN.format("ENABLE" if on else "DISABLE")))
    if not on:
        connection.execute(text(FORGET))


def defer_due(connection: Connection, now: datetime, before: datetime) -> int:
    """A job for each case for which something is due, or that has waited since `before`; answers how many. Raises
    Busy."""
    connection.execute(text(IMPATIENT))
    try:
        return int(connection.execute(text(DUE), {"now": now, "before": before, "most": MOST}).rowcount)
    except OperationalError as fault:
        if getattr(fault.orig, "sqlstate", None) == LOCKED:
            raise Busy from fault
        raise


def defer_messages(connection: Connection) -> None:
    connection.execute(text(MESSAGES_JOB))


def any_waiting(connection: Connection) -> bool:
    return bool(connection.execute(text(READY)).scalar_one())


def stalled(connection: Connection, silence: float, longest: float) -> Sequence[int]:
    """The jobs of workers that are dead, in seconds without a sign of life, or `longest` seconds over one job."""
    return connection.execute(text(STALLED), {"silence": silence, "longest": longest}).scalars().all()


def ripe(connection: Connection, first: float, longest: float) -> Sequence[int]:
    """The failed jobs whose wait is over: `first` seconds doubled with each attempt, `longest` at the most."""
    return connection.execute(text(RIPE), {"first": first, "longest": longest}).scalars().all()


def failed(connection: Connection) -> Sequence[int]:
    return connection.execute(text(FAILED)).scalars().all()


def anew(connection: Connection, job: int) -> bool:
    """Has a stalled or failed job wait again, unless that is needless; answers whether it does. A stalled one that
    has killed several workers counts as failed."""
    if connection.execute(text(NEEDLESS), {"id": job, "by_themselves": list(AGAIN_BY_THEMSELVES)}).rowcount:
        return False
    return bool(connection.execute(text(ANEW), {"id": job, "tries": TRIES}).rowcount)


def standing(connection: Connection, silence: float) -> Queue:
    row = connection.execute(text(STANDING), {"silence": silence}).one()
    return Queue(is_on(connection), row.waiting, row.running, row.failed, row.workers)
