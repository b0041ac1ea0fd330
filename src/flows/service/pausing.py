"""Stopping and starting the clock of a case that waits for somebody outside. The history is the ledger: who, why, from
when to when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from flows.calendar import SiteCalendar, postponed
from flows.definition import Procedure, Span, State
from flows.service.claiming import commands, holds
from flows.service.clock import catch_up
from flows.service.errors import Forbidden, Invalid
from flows.service.noting import Beside, note
from flows.service.office import Office, site_calendar
from flows.service.pauses import pauses_of
from flows.service.seeing import load
from flows.service.staff_matters import must_read
from flows.storage.columns import NEVER
from flows.storage.snapshot import Snapshot
from flows.storage.tables import deadlines, tasks

WORDS_MOST = 4000


def pause(
    office: Office, login: str, number: str, reason: str, words: str, now: datetime, site: str | None = None
) -> Beside:
    """Stops the clock of the running deadlines for one of the reasons of the state. By a holder of the waiting task's
    posts, or a superior. What has passed already stays passed, and what the clock itself acts on runs on.
    Raises Forbidden, Invalid, Conflict."""
    catch_up(office, login, number, now, site)
    with office.transaction() as connection:
        seen, procedure = _at(office, connection, login, number, now, site)
        state = procedure.state(seen.case.state)
        found = next((one for one in state.pauses if one.code == reason), None)
        if found is None:
            raise Invalid.field("pause", "此环节不能因此暂停", "must be a reason for which this step may wait")
        if not words.strip() or len(words) > WORDS_MOST:
            raise Invalid.field("reason", "请写明理由", "A reason is needed")
        rows = [row for row in running(connection, seen.case_id) if row.paused_at is None and _may_stop(row, now)]
        if not rows:
            raise Invalid.field("pause", "没有可以暂停的时限", "finds no deadline to stop")
        facts = {"reason": words.strip(), "pause": {"code": found.code}}
        done = note(office, connection, seen, "pause_clock", facts, now)
        longest = timedelta(days=int(seen.case.settings[found.setting]))
        calendar = site_calendar(connection, seen.site_id, seen.zone)
        for row in rows:
            latest = postponed(calendar, _span(state, row.code), row.due_at, now, now + longest)
            _set(connection, row.id, paused_at=now, due_before=row.due_at, due_at=latest, rung_at=None)
        press(connection, seen)
        return done


def resume(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Beside:
    """Starts the clock again: each deadline falls due later by as long as it stood still, but by no more than its
    pause may last. Raises Forbidden, Invalid, Conflict."""
    catch_up(office, login, number, now, site)
    with office.transaction() as connection:
        seen, procedure = _at(office, connection, login, number, now, site)
        state = procedure.state(seen.case.state)
        rows = [row for row in running(connection, seen.case_id) if row.paused_at is not None]
        if not rows:
            raise Invalid.field("pause", "计时没有暂停", "finds no clock that stands still")
        calendar = site_calendar(connection, seen.site_id, seen.zone)
        pauses = pauses_of(connection, seen.case_id, procedure, seen.case.settings)
        due = {row.code: _due_again(calendar, _span(state, row.code), row, now) for row in rows}
        done = note(office, connection, seen, "resume_clock", _kept(state, seen, due), now)
        for row in rows:
            stood = row.paused_seconds + _stood(row, pauses.runs_on_at(row.paused_at), now)
            again = {"due_at": due[row.code], "rung_at": None}
            _set(connection, row.id, paused_at=None, due_before=None, paused_seconds=stood, **again)
        press(connection, seen)
        return done


def _due_again(calendar: SiteCalendar, span: Span, row: Any, now: datetime) -> datetime:
    latest: datetime = row.due_at
    until = _until(row, now)
    # Not before now: a calendar that has changed meanwhile may have taken the days away that were left.
    return min(latest, max(until, postponed(calendar, span, row.due_before, row.paused_at, until)))


def _until(row: Any, now: datetime) -> datetime:
    """The clock of this machine may have been set back since, or be behind that of the one that stopped it."""
    since: datetime = row.paused_at
    return max(now, since)


def _stood(row: Any, runs_on_at: datetime | None, now: datetime) -> int:
    """Seconds, until it ran on by itself at the latest."""
    until = _until(row, now)
    stood: timedelta = (until if runs_on_at is None else min(until, runs_on_at)) - row.paused_at
    return round(stood.total_seconds())


def _kept(state: State, seen: Snapshot, due: dict[str, datetime]) -> dict[str, Any]:
    """A moment of the case's own moves with its deadline, for later states go by it too."""
    moved = {}
    for code, moment in due.items():
        field = _span(state, code).field
        if field and "T" in str(seen.case.data.get(field)):
            moved[field] = moment.isoformat()
    return {"data": moved} if moved else {}


def _at(
    office: Office, connection: Connection, login: str, number: str, now: datetime, site: str | None
) -> tuple[Snapshot, Procedure]:
    seen = must_read(connection, load(connection, number, login, now, site))
    audience = seen.task.audience if seen.task else ()
    if not holds(seen.actor, audience) and not commands(seen.actor, audience):
        raise Forbidden(
            "只有办理岗位及其上级可以停走时钟", "Only the posts that act here, or a superior, may stop the clock"
        )
    return seen, office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure


def running(connection: Connection, case_id: int) -> list[Any]:
    """The rows of its deadlines that run or stand still."""
    query = select(deadlines).where(deadlines.c.case_id == case_id, deadlines.c.closed_at.is_(None))
    return list(connection.execute(query.order_by(deadlines.c.id)))


def _may_stop(row: Any, now: datetime) -> bool:
    return row.event is None and row.due_at > now


def _span(state: State, code: str) -> Span:
    return next(deadline.span for deadline in state.deadlines if deadline.code == code)


def _set(connection: Connection, deadline: int, **values: Any) -> None:
    connection.execute(update(deadlines).where(deadlines.c.id == deadline).values(**values))


def press(connection: Connection, seen: Snapshot) -> None:
    """The waiting task presses when the first of its deadlines does."""
    first = select(func.min(deadlines.c.due_at)).where(
        deadlines.c.case_id == seen.case_id, deadlines.c.closed_at.is_(None)
    )
    due = connection.execute(first).scalar_one() or NEVER
    if seen.task is not None:
        connection.execute(update(tasks).where(tasks.c.id == seen.task.id).values(due_at=due))
