"""Every night each case is worked out anew from its history and each chain held against its hashes, by whichever worker
comes to it.

It goes in slices, each of a few cases as they were at one moment, with a rest after each: nobody is held up. How far it
has come stands in the database: of two workers one takes a slice, and after a kill another goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, delete, func, insert, literal, select, update

from flows.definition import Text
from flows.service.audit import Found, examine, examine_seals
from flows.service.narrowing import at_every_site
from flows.service.noticing import News, tell_people
from flows.service.office import Office
from flows.service.recipients import in_posts
from flows.service.rights import rights_of
from flows.service.roster import roster
from flows.storage import tables as t
from flows.storage.inserting import unless_there

HOUR = 3  # o'clock at the first site, when an office sleeps (beyond the handbook)
WINDOW = timedelta(hours=6)  # begins no later than so long after the hour: not in the middle of a day's work
SLICE = 20  # cases; about a tenth of a second
LEASE = timedelta(minutes=5)  # longer than any slice: a worker that is silent for so long is dead
LOOK = timedelta(minutes=1)  # between two looks whether there is something to do
MOST_KEPT = 200  # faults of a night, told one by one; all are counted
TOLD_TO = ("administrator", "director")
R = t.audit_runs.c
SAID = Text(
    "夜间核查发现办理记录与数据不一致，请管理员到“管理”页查看，并保留现场。",
    "The nightly audit has found records that don't add up: administrators, see the administration page, and leave everything as it is.",
)


@dataclass(slots=True)
class Nightly:
    """One worker's part in it. `hour` None: none is wanted here."""

    office: Office
    hour: int | None = HOUR
    _looked: datetime | None = field(default=None, init=False)  # when there was nothing to do
    _begun: date | None = field(default=None, init=False)  # the last night known to stand in the database

    def step(self, now: datetime) -> bool:
        """The next slice, if one is due; answers whether there was one."""
        if self.hour is None or (self._looked is not None and abs(now - self._looked) < LOOK):
            return False
        with at_every_site():
            run = self._claim(now, self.hour)
            if run is None:
                self._looked = now
                return False
            self._looked = None
            _slice(self.office, run, now)
            return True

    def all_due(self, now: datetime) -> int:
        """Every slice that is due; answers how many there were."""
        done = 0
        while self.step(now):
            done += 1
        return done

    def _claim(self, now: datetime, hour: int) -> Any:
        """The run that is at work or begins now, if no other worker holds it."""
        with self.office.read() as connection:
            begins = due_night(connection, now, hour)
        with self.office.transaction() as connection:
            _set_back(connection, now)
            if begins is None:
                self._begun = None
            elif begins.date() != self._begun:
                _begin(connection, begins, now)
                self._begun = begins.date()
            open_ones = select(t.audit_runs).where(R.ended_at.is_(None), R.held_until <= now)
            run = connection.execute(open_ones.order_by(R.night).limit(1)).one_or_none()
            if run is None:
                return None
            mine = (R.night == run.night, R.held_until <= now, R.reached == run.reached)
            held = connection.execute(update(t.audit_runs).where(*mine).values(held_until=now + LEASE))
            return run if held.rowcount == 1 else None


def due_night(connection: Connection, now: datetime, hour: int) -> datetime | None:
    """When the night in whose hours it is has begun, by the clock of the site; None by day, and where there is no site
    yet."""
    zone = connection.execute(select(t.sites.c.zone).order_by(t.sites.c.id).limit(1)).scalar_one_or_none()
    if zone is None:
        return None
    begins = now.astimezone(ZoneInfo(zone)).replace(hour=hour, minute=0, second=0, microsecond=0)
    if begins > now:
        begins -= timedelta(days=1)
    return begins if now - begins < WINDOW else None


def _set_back(connection: Connection, now: datetime) -> None:
    """What a clock that stood ahead has written was written before now."""
    written = literal(now - LOOK, R.begun_at.type)
    no_later = {c.name: case((c > written, written), else_=c) for c in (R.begun_at, R.ended_at, R.held_until)}
    connection.execute(update(t.audit_runs).where(R.held_until > now + 2 * LEASE).values(no_later))


def _begin(connection: Connection, begins: datetime, now: datetime) -> None:
    """Once a night, whoever comes first; anew where it stands there from before that day, by a clock that stood ahead."""
    night, day = begins.date(), begins.replace(hour=0)
    too_early = (R.night == night, R.begun_at < day)
    if connection.execute(select(R.night).where(*too_early)).one_or_none():
        connection.execute(delete(t.audit_faults).where(t.audit_faults.c.night == night))
        connection.execute(delete(t.audit_runs).where(*too_early))
    last = connection.execute(select(func.max(t.cases.c.id))).scalar_one() or 0
    row = {"night": night, "begun_at": now, "upto": last, "reached": 0, "held_until": now, "cases": 0, "faults": 0}
    connection.execute(unless_there(connection, t.audit_runs).values(row))


def _slice(office: Office, run: Any, now: datetime) -> None:
    with office.at_one_moment() as connection:
        c = t.cases.c
        some = select(c.id).where(c.id > run.reached, c.id <= run.upto).order_by(c.id).limit(SLICE)
        ids = connection.execute(some).scalars().all()
    found = _looked_at(office, run.reached, ids)
    progress = {"cases": R.cases + len(ids), "faults": R.faults + len(found), "held_until": now}
    progress |= {"reached": ids[-1]} if ids else {"ended_at": now}
    mine = (R.night == run.night, R.reached == run.reached, R.ended_at.is_(None))
    with office.transaction() as connection:
        if connection.execute(update(t.audit_runs).where(*mine).values(**progress)).rowcount == 1 and found:
            _keep(connection, run, found)
            _alarm(connection, run.begun_at, found, now)


def _looked_at(office: Office, reached: int, ids: Sequence[int]) -> list[Found]:
    """What is wrong with these cases; after the last case, with the seals and what they hold of cases that are gone."""
    with office.at_one_moment() as connection:
        return examine(office, connection, (reached, ids[-1])) if ids else examine_seals(office, connection)


def _keep(connection: Connection, run: Any, found: Sequence[Found]) -> None:
    room = max(0, MOST_KEPT - run.faults)
    rows = [
        {
            "night": run.night,
            "site_id": one.site_id,
            "number": one.fault.case,
            "seq": one.fault.seq,
            "zh": one.fault.message.zh,
            "en": one.fault.message.en,
        }
        for one in found[:room]
    ]
    if rows:
        connection.execute(insert(t.audit_faults), rows)


def _alarm(connection: Connection, begun_at: datetime, found: Sequence[Found], now: datetime) -> None:
    """A notice for administrators and the director of each site concerned, once a night; of what belongs to no site, of all.
    It leads to a case, as every notice does: the first that is wrong, or that the site has."""
    cases: dict[int, int] = {}
    for one in found:
        if one.site_id is not None and one.case_id is not None:
            cases.setdefault(one.site_id, one.case_id)
    if any(one.site_id is None for one in found):
        first = select(t.cases.c.site_id, func.min(t.cases.c.id)).group_by(t.cases.c.site_id)
        for site_id, case_id in connection.execute(first):
            cases.setdefault(site_id, case_id)
    told = []
    for site_id, case_id in sorted(cases.items()):
        news = News(site_id, case_id, f"audit:{begun_at:%Y-%m-%dT%H:%M}", "alarm", SAID, now, urgent=True)
        told.append((news, in_posts(TOLD_TO, roster(connection, site_id, now))))
    tell_people(connection, told)


@dataclass(frozen=True, slots=True)
class Night:
    """`ended_at` None: it is still at work. `faults` counts all, wherever they are."""

    night: date
    begun_at: datetime
    ended_at: datetime | None
    cases: int
    faults: int


@dataclass(frozen=True, slots=True)
class Told:
    """`number` empty: of a checkpoint."""

    number: str
    seq: int
    message: Text


def last_night(office: Office) -> Night | None:
    """The one that was begun last."""
    with office.read_people() as connection:
        newest = select(t.audit_runs).order_by(R.begun_at.desc(), R.night.desc())
        row = connection.execute(newest.limit(1)).one_or_none()
    return Night(row.night, row.begun_at, row.ended_at, row.cases, row.faults) if row else None


def faults_of(office: Office, login: str, night: date, now: datetime) -> tuple[Told, ...]:
    """Those at the sites that `login` administers; for who administers all, those of no site too."""
    f = t.audit_faults.c
    with office.read() as connection:
        rights = rights_of(connection, login, now)
        query = select(t.audit_faults).where(f.night == night).order_by(f.id)
        if not rights.everywhere:
            mine = [site_id for site, site_id in rights.places() if rights.administers(site)]
            query = query.where(f.site_id.in_(mine))
        rows = connection.execute(query).all()
    return tuple(Told(row.number, row.seq, Text(row.zh, row.en)) for row in rows)
