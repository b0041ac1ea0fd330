"""Deadlines climb their ladders: each rung once, whoever works on it and however late.

The rung, the notices that it makes and the moment of the next one are written in one transaction; a worker that dies in
between has written none of them, and the next one does it all. Two that come at once lock different rows on PostgreSQL
and wait for each other on SQLite. A rung tells people; it never does their work.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from flows.definition import Deadline, Text
from flows.service.ladders import LATE, Step, next_step, quiet_until, steps
from flows.service.noticing import News, tell_people
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.recipients import Awaited, told
from flows.service.roster import roster
from flows.storage import tables as t
from flows.storage.columns import NEVER

BATCH = 50
D = t.deadlines.c


def arm(office: Office, limit: int = BATCH, case: int | None = None) -> int:
    """Reckons the first rung of deadlines that are new, or whose due moment has changed, of all cases or of one; answers
    how many."""
    with office.transaction() as connection:
        rows = _rows(connection, D.rung_at.is_(None), limit, case)
        for row in rows:
            ladder, climbed = _ladder(office, connection, row), _climbed(connection, row.id)
            coming = next_step(ladder, climbed)
            connection.execute(update(t.deadlines).where(D.id == row.id).values(rung_at=coming.at if coming else NEVER))
        return len(rows)


def climb(office: Office, now: datetime, limit: int = BATCH, case: int | None = None) -> int:
    """Climbs the rungs whose moment has come, of all cases or of one; answers how many deadlines it looked at."""
    with office.transaction() as connection:
        rows = _rows(connection, D.rung_at <= now, limit, case)
        for row in rows:
            _climb_one(office, connection, row, now)
        return len(rows)


def _rows(connection: Connection, which: Any, limit: int, case: int | None) -> Sequence[Any]:
    query = (
        select(t.deadlines, t.cases.c.site_id, t.cases.c.number, t.cases.c.procedure, t.cases.c.version, t.sites.c.zone)
        .join(t.cases, t.cases.c.id == D.case_id)
        .join(t.sites, t.sites.c.id == t.cases.c.site_id)
        .where(D.closed_at.is_(None), which, *([] if case is None else [D.case_id == case]))
        .order_by(D.rung_at, D.id)
        .limit(limit)
        .with_for_update(of=t.deadlines, skip_locked=True)
    )
    return connection.execute(query).all()


def _declared(office: Office, connection: Connection, row: Any) -> Deadline | None:
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    found = (d for state in procedure.states if state.code == row.state for d in state.deadlines)
    return next((deadline for deadline in found if deadline.code == row.code), None)


def _ladder(office: Office, connection: Connection, row: Any) -> tuple[Step, ...]:
    deadline = _declared(office, connection, row)
    settings = office_settings(connection, row.site_id)
    return steps(deadline, row.opened_at, row.due_at, settings) if deadline else ()


def _climbed(connection: Connection, deadline: int) -> frozenset[str]:
    query = select(t.rungs.c.code).where(t.rungs.c.deadline_id == deadline)
    return frozenset(connection.execute(query).scalars())


def _climb_one(office: Office, connection: Connection, row: Any, now: datetime) -> None:
    deadline = _declared(office, connection, row)
    ladder, climbed = _ladder(office, connection, row), _climbed(connection, row.id)
    waits = quiet_until(now, ZoneInfo(row.zone), office_settings(connection, row.site_id))
    if waits is not None and deadline is not None and not deadline.urgent:
        _wait(connection, row.id, waits)
        return
    due = [step for step in ladder if step.at <= now and step.rung.code not in climbed]
    task = _task(connection, row.case_id)
    # After a night without a worker several rungs have passed: the last one says it all, and is told alone.
    speaks = next((step for step in reversed(due) if _concerns(step, task)), None)
    for step in due:
        entry = {"deadline_id": row.id, "code": step.rung.code, "due_at": step.at, "fired_at": now}
        connection.execute(
            insert(t.rungs), {**entry, "late": now - max(step.at, row.rung_at) > LATE, "told": step is speaks}
        )
    if speaks is not None and task is not None and deadline is not None:
        _tell(office, connection, row, deadline, speaks, task, now)
    coming = next_step(ladder, climbed | {step.rung.code for step in due})
    _wait(connection, row.id, coming.at if coming else NEVER)


def _wait(connection: Connection, deadline: int, until: datetime) -> None:
    connection.execute(update(t.deadlines).where(D.id == deadline).values(rung_at=until))


def _concerns(step: Step, task: Awaited | None) -> bool:
    return task is not None and not (step.rung.untaken and (task.claimed_by or task.named))


def _task(connection: Connection, case_id: int) -> Awaited | None:
    live = t.tasks.c.status.in_(("open", "claimed"))
    row = connection.execute(select(t.tasks).where(t.tasks.c.case_id == case_id, live)).one_or_none()
    return Awaited(tuple(row.audience.split("+")), row.named, row.claimed_by) if row else None


def _tell(
    office: Office, connection: Connection, row: Any, deadline: Deadline, step: Step, task: Awaited, now: datetime
) -> None:
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    state, due = procedure.state(row.state), row.due_at.astimezone(ZoneInfo(row.zone))
    zh = f"{procedure.zh} {row.number}（{state.zh}）：{deadline.zh} {due:%m-%d %H:%M}，{step.rung.zh}"
    en = f"{procedure.en} {row.number} ({state.en}): {deadline.en}, {due:%m-%d %H:%M}, {step.rung.en}"
    news = News(
        row.site_id, row.case_id, f"rung:{row.id}:{step.rung.code}", "deadline", Text(zh, en), now, deadline.urgent
    )
    tell_people(connection, news, told(step.rung.tells, task, roster(connection, row.site_id, now)))
