"""Deadlines climb their ladders: each rung once, whoever works on it and however late.

The rung, the notices that it makes and the moment of the next one are written in one transaction; a worker that dies in
between has written none of them, and the next one does it all. Two that come at once lock different rows on PostgreSQL
and wait for each other on SQLite. A rung tells people; it never does their work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.exc import OperationalError

from flows.definition import Deadline, Text
from flows.service.bearings import Bearings, bearings_of
from flows.service.counting import counts_of
from flows.service.delays import put_off
from flows.service.halting import until_halted
from flows.service.ladders import Step, next_step
from flows.service.noticing import News, tell_people
from flows.service.office import Office
from flows.service.waiting import something_waits
from flows.storage import tables as t
from flows.storage.by_hand import Each, inserting, tell_each
from flows.storage.columns import NEVER
from flows.storage.engine import give_way

BATCH = 200  # deadlines in one transaction: half the time of fifty at a time, and under a tenth of a second with SQLite's lock
RUNG = inserting(
    "rungs",
    "deadline_id bigint, code text, due_at timestamptz, fired_at timestamptz, late boolean, told boolean",
)
WAIT = Each(
    one="UPDATE deadlines SET rung_at = :until WHERE id = :deadline",
    together="""UPDATE deadlines SET rung_at = given.until
FROM jsonb_to_recordset(:rows::jsonb) AS given(deadline bigint, until timestamptz) WHERE id = given.deadline""",
)
ALONE = 50  # transactions of one deadline each, before people's events go first
LOG = logging.getLogger("flows.climbing")
D, C = t.deadlines.c, t.cases.c
OF_CASE = (C.site_id, C.number, C.procedure, C.version, C.state.label("is_in"), C.settings)


def arm(office: Office, limit: int = BATCH, case: int | None = None) -> int:
    """Reckons the first rung of deadlines that are new, or whose due moment has changed, of all cases or of one; answers
    how many."""
    return _together(office, _running(D.rung_at.is_(None), case), limit, partial(_arm, office))


def climb(office: Office, now: datetime, limit: int = BATCH, case: int | None = None) -> int:
    """Climbs the rungs whose moment has come, of all cases or of one; answers how many deadlines it looked at."""
    return _together(office, _running(D.rung_at <= now, case), limit, partial(_climb, office, now))


Which = Sequence[ColumnElement[bool]]


def _together(office: Office, which: Which, limit: int, step: Callable[[Connection, Sequence[Any]], None]) -> int:
    """Takes the step with so many deadlines in one transaction. Where one of them has a defect nothing stands, and each
    goes alone."""
    if not something_waits(office, select(D.id).where(*which)):
        return 0
    try:
        return _taken(office, which, limit, step)
    except OperationalError:  # the database is away, full or locked: alone they would fare no better
        raise
    except Exception:  # whatever it is, it may be about one of them
        LOG.exception("of %s deadlines at the most one has a defect: each goes alone", limit)
        return _each(office, which, limit, step)


def _each(office: Office, which: Which, limit: int, step: Callable[[Connection, Sequence[Any]], None]) -> int:
    """So many, and as many again behind them where all have a defect: they keep back no other."""
    done, last = 0, 0
    while not done and (ids := _behind(office, which, last, limit)):
        for place, one in enumerate(until_halted(ids), 1):
            if place % ALONE == 0:
                give_way(office.engine)
            try:
                done += _taken(office, [*which, D.id == one], 1, step)
            except OperationalError:
                raise
            except Exception:
                LOG.exception("nothing could be done about deadline %s", one)
                counts_of(office).add("unworked", "deadline")
        last = ids[-1]
    return done


def _behind(office: Office, which: Which, last: int, limit: int) -> Sequence[int]:
    with office.read() as connection:
        return connection.execute(select(D.id).where(*which, D.id > last).order_by(D.id).limit(limit)).scalars().all()


def _taken(office: Office, which: Which, limit: int, step: Callable[[Connection, Sequence[Any]], None]) -> int:
    with office.transaction() as connection:
        rows = _rows(connection, which, limit)
        if rows:  # or another worker was faster
            step(connection, rows)
        return len(rows)


def _arm(office: Office, connection: Connection, rows: Sequence[Any]) -> None:
    known = bearings_of(connection, rows)
    waits = []
    for row in rows:
        ladder = known.ladder(office, connection, row)
        coming = next_step(ladder, known.climbed.get(row.id, frozenset()))
        waits.append((row.id, _first(connection, row, coming, known) if coming else NEVER))
    _wait(connection, waits)


def _first(connection: Connection, row: Any, coming: Step, known: Bearings) -> datetime:
    """When it can be climbed at the earliest: not before a clock that stood has run again."""
    since = put_off(row, coming.rung, known.entries(connection, row)) if row.paused_seconds else None
    return max(coming.at, since) if since else coming.at


def _climb(office: Office, now: datetime, connection: Connection, rows: Sequence[Any]) -> None:
    known = bearings_of(connection, rows)
    climbed = [_climb_one(office, connection, row, now, known) for row in rows]
    entries = [entry for one in climbed for entry in one.entries]
    if entries:
        tell_each(connection, RUNG, entries)
    tell_people(connection, [told for one in climbed for told in one.told])
    _wait(connection, [(row.id, one.waits) for row, one in zip(rows, climbed, strict=True)])


@dataclass(frozen=True, slots=True)
class Climbed:
    """The rungs of one deadline that are now climbed, as rows, when the next one comes, and who is told what."""

    entries: tuple[dict[str, Any], ...]
    waits: datetime
    told: tuple[tuple[News, frozenset[str]], ...] = ()


def _running(which: ColumnElement[bool], case: int | None) -> Which:
    return [D.closed_at.is_(None), which, *([] if case is None else [D.case_id == case])]


def _rows(connection: Connection, which: Which, limit: int) -> Sequence[Any]:
    query = (
        select(t.deadlines, *OF_CASE, t.sites.c.zone)
        .join(t.cases, C.id == D.case_id)
        .join(t.sites, t.sites.c.id == C.site_id)
        .where(*which)
        .order_by(D.rung_at, D.id)
        .limit(limit)
        .with_for_update(of=t.deadlines, skip_locked=True)
    )
    return connection.execute(query).all()


def _climb_one(office: Office, connection: Connection, row: Any, now: datetime, known: Bearings) -> Climbed:
    deadline = known.deadline(office, connection, row)
    ladder, climbed = known.ladder(office, connection, row), known.climbed.get(row.id, frozenset())
    morning = known.quiet_until(row, now)
    if morning is not None and deadline is not None and not deadline.urgent:
        return Climbed((), morning)
    passed = [step for step in ladder if step.at <= now and step.rung.code not in climbed]
    due = [step for step in passed if not known.waits_for_release(connection, row, step.rung, now)]
    said = _said(connection, row, due, now, known)
    entries = tuple(
        {
            "deadline_id": row.id,
            "code": step.rung.code,
            "due_at": step.at,
            "fired_at": now,
            "late": known.late(connection, row, step, now, urgent=deadline is not None and deadline.urgent),
            "told": step in said,
        }
        for step in due
    )
    coming = next_step(ladder, climbed | {step.rung.code for step in passed})
    waits = coming.at if coming else NEVER
    if deadline is None:
        return Climbed(entries, waits)
    told = ((_news(office, connection, row, deadline, step, now), people) for step, people in said.items())
    return Climbed(entries, waits, tuple(told))


def _said(
    connection: Connection, row: Any, due: Sequence[Step], now: datetime, known: Bearings
) -> dict[Step, frozenset[str]]:
    """Which of the rungs are told, and to whom. After a night without a worker several have passed: the last one that
    reaches anybody says it all, and is told alone; but not that a task has been given up, to whom it doesn't reach."""
    reached = {step: people for step in due if (people := known.told(connection, row, step.rung, now))}
    hears = list(reached.values())[-1] if reached else frozenset()
    last = list(reached)[-1:]
    return {
        step: people
        for step, people in reached.items()
        if step in last or (not people <= hears and known.has_waited(connection, row, step))
    }


def _wait(connection: Connection, until: Sequence[tuple[int, datetime]]) -> None:
    tell_each(connection, WAIT, [{"deadline": deadline, "until": moment} for deadline, moment in until])


def _news(office: Office, connection: Connection, row: Any, deadline: Deadline, step: Step, now: datetime) -> News:
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    state, due = procedure.state(row.state), f"{row.due_at.astimezone(ZoneInfo(row.zone)):%m-%d %H:%M}"
    zh = f"{procedure.zh} {row.number}（{state.zh}）：{deadline.zh} {due}，{step.rung.zh}"
    en = f"{procedure.en} {row.number} ({state.en}): {deadline.en}, {due}, {step.rung.en}"
    source = f"rung:{row.id}:{step.rung.code}"
    return News(row.site_id, row.case_id, source, "deadline", Text(zh, en), now, deadline.urgent)
