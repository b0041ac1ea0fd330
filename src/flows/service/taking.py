"""From a verdict to what stands in the database: the same for a person's event and for the clock's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from flows.definition import GiveNumber, StartCase
from flows.engine.compiled import Compiled
from flows.engine.conclude import conclude
from flows.engine.decide import Verdict
from flows.engine.decision import Decision
from flows.service.numbers import draw
from flows.service.office import Office, Reckoning
from flows.service.plan import written
from flows.service.starting import start_related
from flows.storage.one_statement import write_at_once
from flows.storage.snapshot import Snapshot
from flows.storage.writing import Row, write_portably


def needs_transaction(verdict: Verdict) -> bool:
    """Numbers are drawn from a counter and related cases start in the same transaction as the event."""
    return any(isinstance(effect, GiveNumber | StartCase) for effect in verdict.transition.effects)


def decided(connection: Connection, compiled: Compiled, seen: Snapshot, verdict: Verdict) -> Decision:
    """All that follows from `verdict`, with the numbers that it draws."""
    now = verdict.situation.now
    numbers = {
        effect.field: draw(connection, seen.site_id, effect.prefix, now.astimezone(seen.zone).year)
        for effect in verdict.transition.effects
        if isinstance(effect, GiveNumber)
    }
    return conclude(compiled, verdict, Reckoning(connection, seen.site_id, seen.zone), numbers)


def taken_at(decision: Decision) -> datetime:
    return datetime.fromisoformat(decision.record["at"])


def write(
    office: Office, connection: Connection, seen: Snapshot, decision: Decision, remembered: Row | None = None
) -> bool:
    """Writes the event whole. False: somebody was faster, and nothing is written."""
    rows = written(office.chain_key, seen, decision)
    rows.request = remembered
    at_once = connection.dialect.name == "postgresql"
    if not (write_at_once if at_once else write_portably)(connection, rows):
        return False
    for related in decision.starts:
        start_related(office, connection, seen, decision.case, related, rows.at)
    return True
