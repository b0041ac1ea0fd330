"""From a verdict to what stands in the database: the same for a person's event and for the clock's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select

from flows.definition import Case, GiveNumber, Procedure, Span, StartCase, Tell
from flows.engine.compiled import Compiled
from flows.engine.conclude import conclude
from flows.engine.decide import Verdict, judge
from flows.engine.decision import Decision, Refused
from flows.service.numbers import draw
from flows.service.office import Office, Reckoning
from flows.service.plan import written
from flows.service.search_text import searched, text_changes
from flows.service.seeing import THE_CLOCK, situation
from flows.service.starting import start_related
from flows.storage.case_texts import row
from flows.storage.one_statement import write_at_once
from flows.storage.snapshot import Snapshot, by_id
from flows.storage.tables import cases
from flows.storage.writing import Row, Writes, write_portably


def needs_transaction(verdict: Verdict) -> bool:
    """Numbers are drawn from a counter and related cases start in the same transaction as the event."""
    return any(isinstance(effect, GiveNumber | StartCase | Tell) for effect in verdict.transition.effects)


def decided(office: Office, connection: Connection, compiled: Compiled, seen: Snapshot, verdict: Verdict) -> Decision:
    """All that follows from `verdict`, with the numbers that it draws."""
    now = verdict.situation.now
    numbers = {
        effect.field: draw(connection, seen.site_id, effect.prefix, now.astimezone(seen.zone).year)
        for effect in verdict.transition.effects
        if isinstance(effect, GiveNumber)
    }
    calendar = partial(office.calendar, connection, seen.site_id, seen.zone, seen.calendar_change)
    decision = conclude(compiled, verdict, Reckoning(seen.zone, calendar), numbers)
    return _as_it_runs(compiled.procedure, seen, decision)


def _as_it_runs(procedure: Procedure, seen: Snapshot, decision: Decision) -> Decision:
    """What runs on keeps its moment, paused or reckoned by a calendar that has changed since."""
    there = {deadline.code: deadline.due_at for deadline in seen.deadlines}
    deadlines = tuple(
        replace(deadline, due_at=there[deadline.code])
        if deadline.code in there and runs_on(procedure, seen.case, decision.case, deadline.code)
        else deadline
        for deadline in decision.deadlines
    )
    if deadlines == decision.deadlines:
        return decision
    first = min(deadline.due_at for deadline in deadlines)
    return replace(decision, deadlines=deadlines, task=decision.task and replace(decision.task, due_at=first))


def runs_on(procedure: Procedure, before: Case, after: Case, code: str) -> bool:
    """Whether a deadline that runs in the state of `before` is the same in that of `after`: while the case stays where it is,
    or where both states count it alike from a field; and no field that it goes by has changed."""
    was, span = (_span(procedure, case.state, code) for case in (before, after))
    if (
        was is None
        or span is None
        or (after.state != before.state and not (was == span and (span.field or span.since)))
    ):
        return False
    names = (name for name in (span.field, span.since, span.before) if name)
    return all(before.data.get(name) == after.data.get(name) for name in names)


def _span(procedure: Procedure, state: str, code: str) -> Span | None:
    return next((deadline.span for deadline in procedure.state(state).deadlines if deadline.code == code), None)


def taken_at(decision: Decision) -> datetime:
    return datetime.fromisoformat(decision.record["at"])


def to_write(
    office: Office, connection: Connection, seen: Snapshot, decision: Decision, remembered: Row | None = None
) -> Writes:
    """The event's rows, but for those of other cases that it moves."""
    rows = written(office.chain_key, office.catalogue.personal, seen, decision)
    rows.request = remembered
    _search_by(office, connection, rows, seen, decision)
    return rows


def write(
    office: Office, connection: Connection, seen: Snapshot, decision: Decision, remembered: Row | None = None
) -> bool:
    """Writes the event whole. False: somebody was faster, and nothing is written."""
    rows = to_write(office, connection, seen, decision, remembered)
    at_once = connection.dialect.name == "postgresql"
    if not (write_at_once if at_once else write_portably)(connection, rows):
        return False
    for related in decision.starts:
        start_related(office, connection, seen, decision.case, related, rows.at)
    return all(_tell(office, connection, seen, told, rows.at) for told in decision.tells)


def _search_by(office: Office, connection: Connection, rows: Writes, seen: Snapshot, decision: Decision) -> None:
    """Adds the text by which the case is found from now on; nothing where no word of it changes."""
    case = decision.case
    compiled = office.catalogue.get(connection, case.procedure, case.version)
    if text_changes(compiled, seen.case.data, case.data):
        name = seen.applicant.name if seen.applicant else None
        rows.searched = row(seen.case_id, seen.site_id, searched(compiled, case.number, case.unit, name, case.data))


def _tell(office: Office, connection: Connection, seen: Snapshot, told: Tell, now: datetime) -> bool:
    """The unit's open cases of that procedure take the event by themselves, in this transaction. False: one of them was
    moved meanwhile, and the whole is to be done anew."""
    c = cases.c
    here = select(c.id).where(c.site_id == seen.site_id, c.unit_id == seen.unit_id, c.procedure == told.procedure)
    open_ones = connection.execute(here.where(c.closed_at.is_(None)).order_by(c.id)).scalars().all()
    return all(_follows(office, connection, case_id, told.event, now) for case_id in open_ones)


def _follows(office: Office, connection: Connection, case_id: int, event: str, now: datetime) -> bool:
    seen = by_id(connection, case_id, None, now)
    compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
    try:
        verdict = judge(compiled, situation(seen, event, now, actor=THE_CLOCK), {})
    except Refused:
        return True
    return write(office, connection, seen, decided(office, connection, compiled, seen, verdict))
