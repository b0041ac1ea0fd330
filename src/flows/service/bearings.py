"""What the deadlines of one batch go by, read once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from flows.definition import Actor, Deadline, Rung
from flows.service.delays import Entry, begun, entries_of, put_off, stands_until
from flows.service.ladders import LATE, Step, quiet_until, steps, tellable
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.recipients import Awaited, takers, told
from flows.service.roster import roster
from flows.storage import tables as t


@dataclass(frozen=True, slots=True)
class Bearings:
    """Rungs climbed by deadline, what waits by case, settings by site; who works at a site is read when somebody there is
    told, and what the histories say of delays when it matters."""

    cases: frozenset[int]
    climbed: Mapping[int, frozenset[str]]
    tasks: Mapping[int, Awaited]
    settings: Mapping[int, Mapping[str, Any]]
    rosters: dict[int, tuple[Actor, ...]] = field(default_factory=dict)
    meant: dict[tuple[int, tuple[str, ...], Awaited], frozenset[str]] = field(default_factory=dict)
    mornings: dict[tuple[int, str], datetime | None] = field(default_factory=dict)
    declared: dict[tuple[str, int, str, str], Deadline | None] = field(default_factory=dict)
    delays: dict[int, tuple[Entry, ...]] = field(default_factory=dict)

    def quiet_until(self, row: Any, now: datetime) -> datetime | None:
        """The end of the quiet hours at the site of the deadline, if it has any now."""
        key = (row.site_id, row.zone)
        if key not in self.mornings:
            self.mornings[key] = quiet_until(now, ZoneInfo(row.zone), self.settings[row.site_id])
        return self.mornings[key]

    def deadline(self, office: Office, connection: Connection, row: Any) -> Deadline | None:
        """As the version of its case declares it; None for one that it doesn't know."""
        key = (row.procedure, row.version, row.state, row.code)
        if key not in self.declared:
            procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
            found = (d for state in procedure.states if state.code == row.state for d in state.deadlines)
            self.declared[key] = next((deadline for deadline in found if deadline.code == row.code), None)
        return self.declared[key]

    def ladder(self, office: Office, connection: Connection, row: Any) -> tuple[Step, ...]:
        """Without the time for which the clock of the deadline stood; while it stands, from when it runs on by itself."""
        deadline = self.deadline(office, connection, row)
        if deadline is None:
            return ()
        until = None
        if row.paused_at is not None:
            procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
            reasons = [reason for state in procedure.states if state.code == row.is_in for reason in state.pauses]
            until = stands_until(row, row.due_at, self.entries(connection, row), reasons, row.settings)
        return steps(deadline, begun(row, until), row.due_at, self.settings[row.site_id], until)

    def entries(self, connection: Connection, row: Any) -> tuple[Entry, ...]:
        """What has put off something in the case of the deadline; read for the whole batch."""
        if not self.delays:
            self.delays.update(entries_of(connection, self.cases))
        return self.delays[row.case_id]

    def late(self, connection: Connection, row: Any, step: Step, now: datetime, *, urgent: bool) -> bool:
        """Whether it could have been told long before now."""
        if not self._long_since(row, step.at, now, urgent=urgent):
            return False
        since = put_off(row, step.rung, self.entries(connection, row))
        return since is None or self._long_since(row, max(step.at, since), now, urgent=urgent)

    def _long_since(self, row: Any, moment: datetime, now: datetime, *, urgent: bool) -> bool:
        first = moment if urgent else tellable(moment, ZoneInfo(row.zone), self.settings[row.site_id])
        return now - first > LATE

    def told(self, connection: Connection, row: Any, rung: Rung, now: datetime) -> frozenset[str]:
        """Whom the rung means, at a site whose tasks are mostly alike; nobody where nothing waits."""
        task = self.tasks.get(row.case_id)
        if task is None:
            return frozenset()
        alike = (row.site_id, tuple(rung.tells), task)
        if alike not in self.meant:
            self.meant[alike] = told(rung.tells, task, self.people(connection, row, now))
        return self.meant[alike]

    def waits_for_release(self, connection: Connection, row: Any, rung: Rung, now: datetime) -> bool:
        """Whether the rung tells that nobody has taken what somebody has taken."""
        task = self.tasks.get(row.case_id)
        if not rung.untaken or task is None or not task.is_given:
            return False
        return bool(takers(task, self.people(connection, row, now)))

    def has_waited(self, connection: Connection, row: Any, step: Step) -> bool:
        """Whether it has waited for that until after its moment: the task was given back, or whoever had it has left."""
        task = self.tasks.get(row.case_id)
        if not step.rung.untaken or task is None:
            return False
        entries = self.entries(connection, row)
        return task.is_given or any(entry.event == "release_task" and entry.at >= step.at for entry in entries)

    def people(self, connection: Connection, row: Any, now: datetime) -> tuple[Actor, ...]:
        if row.site_id not in self.rosters:
            self.rosters[row.site_id] = roster(connection, row.site_id, now)
        return self.rosters[row.site_id]


def bearings_of(connection: Connection, rows: Sequence[Any]) -> Bearings:
    rungs = select(t.rungs.c.deadline_id, t.rungs.c.code).where(t.rungs.c.deadline_id.in_([row.id for row in rows]))
    climbed: dict[int, frozenset[str]] = {}
    for deadline, code in connection.execute(rungs):
        climbed[deadline] = climbed.get(deadline, frozenset()) | {code}
    w, cases = t.tasks.c, frozenset(row.case_id for row in rows)
    waiting = select(w.case_id, w.audience, w.named, w.claimed_by).where(w.case_id.in_(cases), t.LIVE)
    tasks = {
        task.case_id: Awaited(tuple(task.audience.split("+")), task.named, task.claimed_by)
        for task in connection.execute(waiting)
    }
    settings = {site: office_settings(connection, site) for site in {row.site_id for row in rows}}
    return Bearings(cases, climbed, tasks, settings)
