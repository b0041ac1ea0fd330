"""The events that the clock takes. It may come late; what it does stands as of the due moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from flows.engine.decide import judge
from flows.engine.decision import Refused
from flows.service.office import Office
from flows.service.seeing import THE_CLOCK, load, situation
from flows.service.taking import decided, write
from flows.storage.snapshot import Snapshot, by_id


def clock_is_due(seen: Snapshot, now: datetime) -> bool:
    return any(deadline.event and deadline.due_at <= now for deadline in seen.deadlines)


def catch_up(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> None:
    """Before anything is done to a case, what the clock should have done is done. Raises NotFound, Ambiguous."""
    with office.read() as connection:
        seen = load(connection, number, login, now, site)
    if clock_is_due(seen, now):
        run_clock(office, seen.case_id, now)


def run_clock(office: Office, case_id: int, now: datetime) -> bool:
    """Takes every event of the clock whose moment has passed, in order, each as of its moment. Answers whether there
    was any. Two who come at once take it once: the second finds the case moved."""
    taken = False
    with office.event(whole=True) as connection:
        while _take_first(office, connection, by_id(connection, case_id, None, now), now):
            taken = True
    return taken


def _take_first(office: Office, connection: Connection, seen: Snapshot, now: datetime) -> bool:
    passed = sorted((d for d in seen.deadlines if d.event and d.due_at <= now), key=lambda d: d.due_at)
    return any(_take(office, connection, seen, deadline.event or "", deadline.due_at) for deadline in passed)


def _take(office: Office, connection: Connection, seen: Snapshot, event: str, at: datetime) -> bool:
    compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
    try:
        verdict = judge(compiled, situation(seen, event, at, actor=THE_CLOCK), {})
    except Refused:
        return False
    return write(office, connection, seen, decided(office, connection, compiled, seen, verdict))
