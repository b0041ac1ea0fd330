"""The rungs of a deadline that has moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.service.delays import begun, entries_of, stands_until
from flows.service.ladders import next_step, steps
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.storage.columns import NEVER
from flows.storage.snapshot import Snapshot
from flows.storage.tables import rungs


def next_rung(
    office: Office, connection: Connection, seen: Snapshot, row: Any, due: datetime, now: datetime
) -> datetime:
    """When the deadline of `row`, now due at `due`, is told of next. What was climbed stays climbed; a rung whose moment
    the move has put into the past is climbed now, and not late; while its clock stands, when that runs on."""
    state = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure.state(seen.case.state)
    declared = next(deadline for deadline in state.deadlines if deadline.code == row.code)
    entries = entries_of(connection, [row.case_id])[row.case_id] if row.paused_at else ()
    until = stands_until(row, due, entries, state.pauses, seen.case.settings)
    ladder = steps(declared, begun(row, until), due, office_settings(connection, seen.site_id), until)
    climbed = frozenset(connection.execute(select(rungs.c.code).where(rungs.c.deadline_id == row.id)).scalars())
    coming = next_step(ladder, climbed)
    return max(coming.at, now) if coming else NEVER
