"""For how long the clocks of a case have stood still, read from its history.

Entries count in the order in which they were written: a machine's clock may be set back, and two may differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, select

from flows.definition import Procedure
from flows.storage.tables import history

STOPPED, STARTED_AGAIN = "pause_clock", "resume_clock"
Stood = tuple[datetime, datetime]  # from when to when


@dataclass(frozen=True, slots=True)
class Pause:
    """From the entry `seq` to the entry `over`; `until` None: it still stands. `longest` is when it runs on by itself;
    None: the version that the case has come to doesn't know the reason any more."""

    seq: int
    since: datetime
    longest: datetime | None
    until: datetime | None = None
    over: int = 0

    @property
    def stood(self) -> Stood | None:
        """None: it still stands."""
        if self.until is None:
            return None
        # Started again by a clock that was behind the one that stopped it, it never stood still.
        until = max(self.until, self.since)
        return self.since, until if self.longest is None else min(until, self.longest)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Of one case, in their order. `first`: of each moment at which something was written, the first entry."""

    pauses: tuple[Pause, ...]
    first: Mapping[datetime, int]

    def stood(self, opened: datetime) -> list[Stood]:
        """From when to when a deadline that began at `opened` has stood still, without a pause that lasts. A pause that
        was made while another stood, for a deadline that had begun meanwhile, ends with it."""
        found: list[Stood] = []
        over = self.first.get(opened, 0)
        for pause in self.pauses:
            if pause.stood and pause.seq > over:
                found.append(pause.stood)
                over = pause.over
        return found

    def runs_on_at(self, since: datetime) -> datetime | None:
        """When a clock that has stood still `since` then runs on by itself."""
        lasting = (pause for pause in reversed(self.pauses) if pause.since == since and pause.until is None)
        found = next(lasting, None)
        return found.longest if found else None


NONE = Pauses((), {})


def pauses_of(connection: Connection, case_id: int, procedure: Procedure, settings: Mapping[str, Any]) -> Pauses:
    """`procedure`: as the version of the case declares it; `settings`: those of the case."""
    h = history.c
    told = case((h.event.in_((STOPPED, STARTED_AGAIN)), h.content))
    longest = {
        (state.code, reason.code): timedelta(days=int(settings[reason.setting]))
        for state in procedure.states
        for reason in state.pauses
    }
    found: list[Pause] = []
    first: dict[datetime, int] = {}
    query = select(h.seq, h.at, h.event, told.label("told")).where(h.case_id == case_id).order_by(h.seq)
    for seq, at, event, content in connection.execute(query):
        first.setdefault(at, seq)
        if event == STOPPED:
            record = json.loads(content)
            most = longest.get((record["source"], record["pause"]["code"]))
            found.append(Pause(seq, at, at + most if most is not None else None))
        elif event == STARTED_AGAIN:
            found = [pause if pause.until else replace(pause, until=at, over=seq) for pause in found]
    return Pauses(tuple(found), first)
