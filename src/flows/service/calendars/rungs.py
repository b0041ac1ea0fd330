"""The rungs of a deadline that has moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

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
    the move has put into the past is climbed now, and not late."""
    procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
    declared = next(d for d in procedure.state(seen.case.state).deadlines if d.code == row.code)
    ladder = steps(declared, row.opened_at, due, office_settings(connection, seen.site_id))
    climbed = frozenset(connection.execute(select(rungs.c.code).where(rungs.c.deadline_id == row.id)).scalars())
    coming = next_step(ladder, climbed)
    return max(coming.at, now) if coming else NEVER
