"""For how long the clocks of a case have stood still, read from its history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import State
from flows.storage.columns import NEVER
from flows.storage.tables import history

CLOCK_EVENTS = ("pause_clock", "resume_clock")


@dataclass(frozen=True, slots=True)
class Pause:
    """`until` None: it still stands; `longest` is when it runs on by itself."""

    since: datetime
    longest: datetime
    until: datetime | None = None


def pauses_of(connection: Connection, case: Any, case_id: int, state: State) -> list[Pause]:
    """Those of the state where the case is, in their order. A pause that was made while another stood, for a deadline
    that had begun meanwhile, ends with it."""
    h = history.c
    query = select(h.content).where(h.case_id == case_id, h.event.in_(CLOCK_EVENTS), h.at >= case.entered_at)
    found: list[Pause] = []
    longest = {reason.code: timedelta(days=int(case.settings[reason.setting])) for reason in state.pauses}
    for content in connection.execute(query.order_by(h.seq)).scalars():
        record = json.loads(content)
        at = datetime.fromisoformat(record["at"])
        if record["event"] == "pause_clock":
            # The version that the case has come to meanwhile may not have the reason any more.
            most = longest.get(record["pause"]["code"])
            found.append(Pause(at, NEVER if most is None else at + most))
        else:
            found = [pause if pause.until else Pause(pause.since, pause.longest, at) for pause in found]
    return found


def stood(pauses: Sequence[Pause], opened: datetime) -> list[tuple[datetime, datetime]]:
    """From when to when a deadline that began at `opened` has stood still, without a pause that lasts."""
    found: list[tuple[datetime, datetime]] = []
    for pause in pauses:
        over = found[-1][1] if found else opened
        if pause.until is not None and pause.since >= over:
            found.append((pause.since, min(pause.until, pause.longest)))
    return found
