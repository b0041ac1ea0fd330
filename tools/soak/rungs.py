"""Whether every rung was climbed that had to be, also of deadlines that have closed since."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.definition import Deadline
from flows.procedures import PROCEDURES
from flows.service.delays import begun
from flows.service.ladders import Step, quiet_until, steps
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.storage import tables as t
from flows.storage.columns import NEVER
from tools.soak.calm import troubled
from tools.soak.ledger import Ledger

WITHIN = 15  # calm seconds in which a worker has come to every rung that is due
SOMEBODYS = t.tasks.c.named.is_not(None) | t.tasks.c.claimed_by.is_not(None)


@dataclass(frozen=True)
class Beat:
    """A second of the run: what the program's clock showed, and whether no fault was on."""

    at: datetime
    calm: bool


def beats(ledger: Ledger) -> list[Beat]:
    if not ledger.clock:
        return []
    first, found, ahead = ledger.clock[0][0], list[Beat](), dict(ledger.clock)
    for second in range(int(ledger.over - first)):
        at = first + second
        since = max(moment for moment in ahead if moment <= at)
        shown = datetime.fromtimestamp(at, UTC) + timedelta(seconds=ahead[since])
        found.append(Beat(shown, not troubled(ledger, at, at)))
    return found


def rungs_once(office: Office, ledger: Ledger, now: datetime) -> Iterator[str]:
    """Every rung whose moment has come, none before, and nobody was told twice."""
    heard = beats(ledger)
    with office.read() as connection:
        told = Counter(tuple(row) for row in connection.execute(select(t.notices.c.login, t.notices.c.source)))
    yield from (f"{login} was told {source} {n} times" for (login, source), n in told.items() if n > 1)
    for climb in climbs(office):
        row, times = climb.row, Counter(rung.code for rung in climb.rungs)
        found = set(times)
        yield from (f"deadline {row.id}: rung {code} fired {n} times" for code, n in times.items() if n > 1)
        yield from (f"deadline {row.id}: rung {r.code} fired early" for r in climb.rungs if r.fired_at < r.due_at)
        if row.closed_at is None and row.paused_at is None and row.due_at < NEVER:
            due = {step.rung.code for step in climb.ladder if step.at <= now}
            if not due - climb.waived <= found <= due:
                yield f"deadline {row.id}: rungs {sorted(due)} were due, {sorted(found)} fired"
        elif missing := owed(climb, heard) - found:
            yield f"deadline {row.id}: rungs {sorted(missing)} were due long before it closed and never fired"


@dataclass(frozen=True)
class Climb:
    """A deadline, its rungs that have fired, and what it is to climb. `given`: whether a task of its case was somebody's."""

    row: Any
    rungs: Sequence[Any]
    declared: Deadline
    settings: Mapping[str, Any]
    given: bool

    @property
    def ladder(self) -> tuple[Step, ...]:
        return steps(self.declared, begun(self.row, None), self.row.due_at, self.settings)

    @property
    def waived(self) -> set[str]:
        """Nobody need be told that nobody has taken what somebody had."""
        return {step.rung.code for step in self.ladder if step.rung.untaken and self.given}


def climbs(office: Office) -> list[Climb]:
    query = (
        select(t.deadlines, t.cases.c.site_id, t.cases.c.procedure, t.sites.c.zone)
        .join(t.cases, t.cases.c.id == t.deadlines.c.case_id)
        .join(t.sites, t.sites.c.id == t.cases.c.site_id)
    )
    fired: dict[int, list[Any]] = defaultdict(list)
    with office.at_one_moment() as connection:
        for rung in connection.execute(select(t.rungs)):
            fired[rung.deadline_id].append(rung)
        rows = connection.execute(query).all()
        settings = {site: office_settings(connection, site) for site in {row.site_id for row in rows}}
        given = set(connection.execute(select(t.tasks.c.case_id).where(SOMEBODYS)).scalars())
    return [Climb(row, fired[row.id], _declared(row), settings[row.site_id], row.case_id in given) for row in rows]


def _declared(row: Any) -> Deadline:
    return {deadline.code: deadline for deadline in PROCEDURES[row.procedure].state(row.state).deadlines}[row.code]


def owed(climb: Climb, heard: Sequence[Beat]) -> set[str]:
    """The rungs of a deadline that has closed whose moment had come while it surely ran, and so long before its end
    that a worker must have come to them. What has stood still is left out: its moments were others before."""
    row = climb.row
    if row.closed_at is None or row.paused_at is not None or row.paused_seconds:
        return set()
    # Where the clock was put back it showed a moment twice: the deadline was opened at the later one at the latest,
    # and closed at the earlier one at the earliest.
    begun = max((place for place, beat in enumerate(heard) if beat.at <= row.opened_at), default=0)
    ended = next((place for place, beat in enumerate(heard) if beat.at >= row.closed_at), len(heard))
    if ended - begun < WITHIN:
        return set()
    waits, calm = row.opened_at, Counter[str]()
    for beat in heard[begun:ended]:
        due = [step.rung.code for step in climb.ladder if step.at <= beat.at]
        morning = quiet_until(beat.at, ZoneInfo(row.zone), climb.settings)
        if due and morning and not climb.declared.urgent:
            waits = max(waits, morning)
        if beat.calm and beat.at >= waits:
            calm.update(due)
    return {code for code, seconds in calm.items() if seconds >= WITHIN} - climb.waived
