"""The events that the clock takes. It may come late; what it does stands as of the due moment.

A worker takes those of many cases in one transaction, in less than half the time. It never waits in it for somebody who
holds a case: two that wait for each other would cost one of them the event. Whatever can't be taken so is taken alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from flows.engine.compiled import Compiled
from flows.engine.decide import Verdict, judge
from flows.engine.decision import Refused
from flows.service.counting import count_event, counts_of
from flows.service.halting import until_halted
from flows.service.office import Office
from flows.service.seeing import THE_CLOCK, load, situation
from flows.service.taking import decided, needs_transaction, write
from flows.storage.snapshot import Snapshot, by_id, by_ids
from flows.storage.turns import hold

LOG = logging.getLogger("flows.clock")


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


def run_clocks(office: Office, case_ids: Sequence[int], now: datetime) -> int:
    """The same for many cases; answers for how many of them there was any. One that fails is told in the log and keeps back
    no other; that the database is away is raised when the others are done."""
    try:
        with office.event(whole=True) as connection:
            taken, alone = _together(office, connection, case_ids, now)
    except Exception:  # noqa: BLE001 - whatever it is, it may be about one of them: nothing stands, each goes alone
        taken, alone = frozenset(), list(case_ids)
    return len(taken) + _each(office, alone, now)


def _each(office: Office, case_ids: Sequence[int], now: datetime) -> int:
    taken, away = 0, None
    for case_id in until_halted(case_ids):
        try:
            taken += run_clock(office, case_id, now)
        except OperationalError as fault:
            away = fault
        except Exception:
            LOG.exception("the clock could take nothing in case %s", case_id)
            counts_of(office).add("unworked", "clock")
    if away is not None:
        raise away
    return taken


def _together(
    office: Office, connection: Connection, case_ids: Sequence[int], now: datetime
) -> tuple[frozenset[int], list[int]]:
    """For which cases an event was taken, and which are to go alone. Those that somebody else holds are left to them."""
    left, taken, alone = hold(connection, case_ids), set[int](), list[int]()
    while left:
        found, left = by_ids(connection, left, now), []
        for seen in found:
            first = _first(office, connection, seen, now)
            if first is None:
                continue
            compiled, verdict = first
            decision = None if needs_transaction(verdict) else decided(office, connection, compiled, seen, verdict)
            if decision is None or not write(office, connection, seen, decision):
                alone.append(seen.case_id)  # or one before it has changed what was read of their unit
                continue
            taken.add(seen.case_id)
            count_event(office, seen.case.procedure, verdict.transition.event.code)
            if any(coming.event and coming.due_at <= now for coming in decision.deadlines):
                left.append(seen.case_id)
    return frozenset(taken), alone


def _take_first(office: Office, connection: Connection, seen: Snapshot, now: datetime) -> bool:
    first = _first(office, connection, seen, now)
    if first is None or not write(office, connection, seen, decided(office, connection, first[0], seen, first[1])):
        return False
    count_event(office, seen.case.procedure, first[1].transition.event.code)
    return True


def _first(office: Office, connection: Connection, seen: Snapshot, now: datetime) -> tuple[Compiled, Verdict] | None:
    """The first event whose moment has passed and that the rules allow."""
    compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
    for deadline in sorted((d for d in seen.deadlines if d.event and d.due_at <= now), key=lambda d: d.due_at):
        with suppress(Refused):
            here = situation(seen, deadline.event or "", deadline.due_at, actor=THE_CLOCK)
            return compiled, judge(compiled, here, {})
    return None
