"""Running deadlines follow a change of the calendar: case by case, each in a transaction of its own.

What has passed stays, and nothing passes by a change (`flows.calendar.moved`). Every case of which a deadline moves has
that in its history. Who is killed in between, or works beside another, finds what was done already to be as it
should, and nothing is done to it twice. A case with a defect keeps back no other, and a site no other site.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import OperationalError

from flows.calendar import SiteCalendar, due_with_pauses, moved, postponed
from flows.definition import Span
from flows.service.calendars.rungs import next_rung
from flows.service.counting import counts_of
from flows.service.errors import Conflict
from flows.service.halting import halted
from flows.service.narrowing import at_every_site
from flows.service.noting import note
from flows.service.office import BY_CLOCK, Office, site_calendar
from flows.service.pauses import NONE, Pauses, pauses_of
from flows.service.pausing import press, running
from flows.service.seeing import THE_CLOCK
from flows.storage import tables as t
from flows.storage.snapshot import Snapshot, by_id

EVENT = "move_deadlines"
CASES = 50  # looked at in one go
AT_ONCE = 4  # goes that whoever has changed the calendar waits for; a worker does the rest
TRIES = 3
LAG = timedelta(minutes=1)
"""Longer than any event takes. One that had read the calendar before it was changed may write a deadline after the
first look at its case, so all are looked at once more when that long has gone by."""
LOG = logging.getLogger("flows.calendars")
D, S = t.deadlines.c, t.site_calendars.c


@dataclass(frozen=True, slots=True)
class Moved:
    """`latest`: of one whose clock stands still, what it may become at the latest."""

    row: Any
    was: datetime
    due_at: datetime
    latest: datetime | None

    def told(self) -> dict[str, str]:
        told = {"code": self.row.code, "was": self.was.isoformat(), "due_at": self.due_at.isoformat()}
        return told | ({"latest": self.latest.isoformat()} if self.latest else {})


def follow_at_once(office: Office, now: datetime) -> bool:
    """After a change: moves as many deadlines as can be waited for. Answers whether that was all."""
    return any(follow(office, now) == 0 for _ in range(AT_ONCE))


def follow(office: Office, now: datetime, limit: int = CASES) -> int:
    """At every site whose calendar has changed, looks at the next cases; answers at how many. On the account of the
    office: whoever presses may see one site alone, and what isn't seen would be taken for done."""
    query = (
        select(
            t.site_calendars,
            t.sites.c.key.label("site_key"),
            t.sites.c.zone,
            t.calendar_changes.c.changed_at,
            t.users.c.login,
            t.users.c.name,
        )
        .join(t.sites, t.sites.c.id == S.site_id)
        .join(t.calendar_changes, t.calendar_changes.c.id == S.change_id)
        .outerjoin(t.users, t.users.c.id == t.calendar_changes.c.changed_by)
        .where(S.reckon_at <= now)
        .order_by(S.reckon_at, S.site_id)
    )
    with at_every_site():
        with office.read() as connection:
            waiting = connection.execute(query).all()
        return sum(
            _each(office, f"site {change.site_key}", partial(_follow_site, office, change, now, limit)) or 0
            for change in waiting
        )


Done = TypeVar("Done")


def _each(office: Office, what: str, act: Callable[[], Done]) -> Done | None:
    """None: it has a defect, which the log tells."""
    try:
        return act()
    except OperationalError:  # the database is away, full or locked: the next would fare no better
        raise
    except Exception:
        LOG.exception("the deadlines of %s could not follow the calendar", what)
        counts_of(office).add("unworked", "calendar")
        return None


def _follow_site(office: Office, change: Any, now: datetime, limit: int) -> int:
    with office.read() as connection:
        calendar = site_calendar(connection, change.site_id, ZoneInfo(change.zone))
        rows = _rows(connection, change, now, limit)
        cases = [list(found) for _, found in groupby(rows, key=lambda row: row.case_id)]
        touched = [found[0] for found in cases if _is_touched(office, connection, change, found, calendar, now)]
    for case in touched:
        if halted():
            return 0  # the next round looks at them anew; what has moved stays where it is
        _each(office, _named(change, case), partial(_follow_case, office, case.case_id, calendar, change, now))
    done = {"reckoned_to": cases[-1][0].case_id} if cases else _round_over(change)
    mine = (S.site_id == change.site_id, S.change_id == change.change_id, S.reckon_at == change.reckon_at)
    with office.transaction() as connection:
        connection.execute(update(t.site_calendars).where(*mine).values(**done))
    return len(cases)


def _is_touched(
    office: Office, connection: Connection, change: Any, rows: Sequence[Any], calendar: SiteCalendar, now: datetime
) -> bool:
    moves = partial(_moves, office, connection, rows[0], rows, calendar, now)
    return bool(_each(office, _named(change, rows[0]), moves))


def _named(change: Any, case: Any) -> str:
    return f"case {case.number} at site {change.site_key}"


def _round_over(change: Any) -> dict[str, Any]:
    again = change.changed_at + LAG
    return {"reckoned_to": 0, "reckon_at": again if change.reckon_at < again else None}


def _rows(connection: Connection, change: Any, now: datetime, limit: int) -> Sequence[Any]:
    """The running deadlines of the site's next cases, with what they are reckoned from."""
    c = t.cases.c
    ahead = (D.closed_at.is_(None), D.case_id > change.reckoned_to, D.due_at > now)
    there = t.deadlines.join(t.cases, c.id == D.case_id)
    some = select(D.case_id).select_from(there).where(c.site_id == change.site_id, *ahead).distinct()
    query = (
        select(t.deadlines, c.number, c.procedure, c.version, c.state.label("is_in"), c.entered_at, c.data, c.settings)
        .join(t.cases, c.id == D.case_id)
        .where(D.case_id.in_(some.order_by(D.case_id).limit(limit)), D.closed_at.is_(None))
        .order_by(D.case_id, D.id)
    )
    return connection.execute(query).all()


def _follow_case(office: Office, case_id: int, calendar: SiteCalendar, change: Any, now: datetime) -> None:
    for _ in range(TRIES):
        # Where somebody acts on it meanwhile, what then runs is reckoned anew.
        with suppress(Conflict):
            _move(office, case_id, calendar, change, now)
            return


def _move(office: Office, case_id: int, calendar: SiteCalendar, change: Any, now: datetime) -> None:
    with office.transaction() as connection:
        seen, rows = by_id(connection, case_id, None, now), running(connection, case_id)
        moves = _moves(office, connection, _Stands.of(seen), rows, calendar, now)
        if not moves:
            return
        by = {"login": change.login, "name": change.name} if change.login else None
        cause = {"change": change.change_id, "at": change.changed_at.isoformat(), "by": by}
        facts = {"calendar": cause, "deadlines": [move.told() for move in moves]}
        note(office, connection, replace(seen, actor=THE_CLOCK), EVENT, facts, now, THE_CLOCK.posts[0])
        for move in moves:
            due = {"due_before": move.due_at, "due_at": move.latest} if move.latest else {"due_at": move.due_at}
            rung = next_rung(office, connection, seen, move.row, due["due_at"], now)
            connection.execute(update(t.deadlines).where(D.id == move.row.id).values(**due, rung_at=rung))
        press(connection, seen)


@dataclass(frozen=True, slots=True)
class _Stands:
    """Of a case: what its deadlines are reckoned from."""

    procedure: str
    version: int
    is_in: str
    case_id: int
    entered_at: datetime
    data: Any
    settings: Any

    @staticmethod
    def of(seen: Snapshot) -> _Stands:
        case = seen.case
        at = (seen.case_id, case.entered_at, case.data, case.settings)
        return _Stands(case.procedure, case.version, case.state, *at)


def _moves(
    office: Office, connection: Connection, case: Any, rows: Sequence[Any], calendar: SiteCalendar, now: datetime
) -> list[Moved]:
    procedure = office.catalogue.get(connection, case.procedure, case.version).procedure
    state = procedure.state(case.is_in)
    spans = {deadline.code: deadline.span for deadline in state.deadlines}
    stops = any(row.paused_at or row.paused_seconds for row in rows)
    pauses = pauses_of(connection, case.case_id, procedure, case.settings) if stops else NONE
    found = (_anew(case, row, spans.get(row.code), pauses, calendar, now) for row in rows)
    return [move for move in found if move]


def _anew(
    case: Any, row: Any, span: Span | None, pauses: Pauses, calendar: SiteCalendar, now: datetime
) -> Moved | None:
    if span is None or span.unit in BY_CLOCK or row.due_at <= now:
        return None
    amount = int(case.settings.get(span.setting, span.amount)) if span.setting else span.amount
    gone = pauses.stood(row.opened_at)
    anew = due_with_pauses(span, case.entered_at, calendar, amount=amount, data=case.data, stood=gone)
    if anew is None:
        return None
    if row.paused_at is None:
        due, latest, same = moved(row.due_at, anew, now, calendar), None, row.due_at
    else:  # nothing has run since it stands still, so it is as if the calendar had changed then
        due, same = moved(row.due_before, anew, row.paused_at, calendar), row.due_before
        last = pauses.runs_on_at(row.paused_at)
        later = row.due_at if last is None else postponed(calendar, span, due, row.paused_at, last)
        latest = moved(row.due_at, later, now, calendar)
    stays = due == same and (latest is None or latest == row.due_at)
    return None if stays else Moved(row, same, due, latest)
