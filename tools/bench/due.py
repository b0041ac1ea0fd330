"""Deadlines that fall due: how many a second the workers get through, and how late they are.

Two kinds of work hang on a deadline. A rung tells people: a row for the rung, notices, the moment of the next. The
clock's event is a whole event: a permit runs out. Beside each stands what a program could do at the least: one update
for each deadline, in a transaction of its own.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import delete, func, make_url, select, update

from flows.procedures import PROCEDURES
from flows.service.office import Office, open_office
from flows.service.working import work
from flows.storage import tables as t
from flows.storage.engine import BUSY_TIMEOUT
from tests.postgres import libpq_url
from tests.service.errand import NOW, World
from tools.bench.crew import HEAD_START, Crew, crew, span, wait_for
from tools.bench.many import filled
from tools.bench.permit import SECRET
from tools.bench.rounds import progress
from tools.bench.table import Goal, Line, paired

WORKERS = (1, 2, 4)
REST = 0.2  # seconds that a worker rests in this measurement when nothing was due; 5 by default
LEAST = 0.5
A_SECOND, SECONDS = 40, 4  # of the deadlines whose lateness is measured
FAR = NOW + timedelta(days=3000)
D = t.deadlines.c


@dataclass
class Worker:
    """One process: a worker's rounds, or bare updates."""

    office: Office
    bare: Callable[[Any, int], Any]

    def drain(self, at: float, now: datetime) -> tuple[float, float]:
        """Goes its rounds until nothing is due any more."""
        wait_for(at)
        began = time.monotonic()
        while work(self.office, now):
            pass
        return began, time.monotonic()

    def update(self, at: float, which: list[int], now: datetime) -> tuple[float, float]:
        wait_for(at)
        began = time.monotonic()
        value: Any = now if self.office.engine.dialect.name == "postgresql" else now.isoformat(" ")
        for one in which:
            self.bare(value, one)
        return began, time.monotonic()

    def keep_up(self, at: float, since: datetime, seconds: float) -> None:
        """Works while deadlines fall due, by a clock that stood at `since` when it began."""
        wait_for(at)
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds:
            if not work(self.office, since + timedelta(seconds=passed)):
                time.sleep(REST)


@contextmanager
def worker(_number: int, url: str, folder: str) -> Iterator[Worker]:
    office = open_office(url, SECRET, Path(folder), NOW, PROCEDURES.values())
    with closing(_bare(url)) as connection:
        mark = "?" if url.startswith("sqlite") else "%s"
        sql = f"UPDATE deadlines SET closed_at = {mark} WHERE id = {mark}"  # noqa: S608  # a sign of ours
        yield Worker(office, lambda value, one: connection.execute(sql, (value, one)))
    office.engine.dispose()


def _bare(url: str) -> Any:
    if not url.startswith("sqlite"):
        return psycopg.connect(libpq_url(make_url(url)), prepare_threshold=0, autocommit=True)
    lite = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT}"):
        lite.execute(f"PRAGMA {pragma}")
    return lite


def measure(title: str, url: str, folder: Path, rounds: int, many: int) -> Iterator[Line]:
    """`many` deadlines are told in a round, a fifth of it taken as events."""
    north = filled(url, folder, (rounds * len(WORKERS) + 15) * many + 4000)
    _all_quiet(north)
    with crew(max(WORKERS), worker, url, str(folder)) as workers:
        for kind, amount in (("rungs", many), ("clock", max(many // 5, 20))):
            for hands in WORKERS:
                found = [_round(north, workers, kind, hands, amount) for _ in range(rounds)]
                progress(f"{kind}, {title}", hands, max(WORKERS))
                ours, theirs = [each[0] for each in found], [each[1] for each in found]
                # An event is more than an update: eight rows, and all its rules; how much more is shown, not aimed at.
                goal = Goal(LEAST) if hands == 2 and kind == "rungs" else None
                sizes = f"{median(ours):,.0f} a second, bare updates {median(theirs):,.0f}; {amount:,} due"
                what = "deadlines told" if kind == "rungs" else "events of the clock"
                yield Line(f"{what}, {title}, {hands} at work", paired(ours, theirs), goal, sizes)
        for hands in WORKERS:
            yield _lateness(north, workers, hands, title)
    north.office.engine.dispose()


def _all_quiet(north: World) -> None:
    """Nothing is due, nothing to be reckoned, and nothing waits to be sent."""
    with north.office.transaction() as connection:
        connection.execute(update(t.deadlines).values(rung_at=FAR))
        connection.execute(update(t.deadlines).where(D.closed_at.is_(None)).values(due_at=FAR))
        connection.execute(update(t.outbox).values(sent_at=NOW))


def _choose(north: World, kind: str, many: int) -> list[int]:
    """So many deadlines that still run, far ahead."""
    by_event = D.event.is_not(None) if kind == "clock" else D.event.is_(None)
    query = select(D.id).where(D.closed_at.is_(None), by_event, D.due_at > NOW + timedelta(days=2000))
    with north.office.read() as connection:
        found = list(connection.execute(query.order_by(D.id).limit(many)).scalars())
    if len(found) < many:
        raise RuntimeError(f"only {len(found)} deadlines of the kind {kind} are left; {many} are wanted")
    return found


def _set(north: World, chosen: list[int], kind: str, due: datetime, spread: timedelta = timedelta(0)) -> None:
    step = spread / max(len(chosen), 1)
    with north.office.transaction() as connection:
        for place, one in enumerate(chosen):
            moment = due + step * place
            values = {"due_at": moment}
            if kind == "rungs":  # four fifths of its time have passed at that moment: a reminder
                length = {"opened_at": moment - timedelta(hours=4), "due_at": moment + timedelta(hours=1)}
                values = {"rung_at": moment, **length}
            connection.execute(update(t.deadlines).where(D.id == one).values(values))


def _round(north: World, workers: Crew, kind: str, hands: int, many: int) -> tuple[float, float]:
    """Deadlines a second, ours and by bare updates of as many others."""
    chosen = _choose(north, kind, 2 * many)
    chosen, others = chosen[:many], chosen[many:]
    _set(north, chosen, kind, NOW - timedelta(minutes=1))
    ours = many / span(workers.at_once("drain", NOW, many=hands))
    _all_done(north, chosen, kind)
    began = time.monotonic() + HEAD_START
    bare = many / span(workers.each("update", [(began, others[place::hands], NOW) for place in range(hands)]))
    _put_back(north, chosen if kind == "rungs" else [], others)
    return ours, bare


def _put_back(north: World, told: list[int], updated: list[int]) -> None:
    """So that they can be chosen again."""
    with north.office.transaction() as connection:
        for some in batched(told):
            connection.execute(delete(t.rungs).where(t.rungs.c.deadline_id.in_(some)))
            connection.execute(update(t.deadlines).where(D.id.in_(some)).values(rung_at=FAR, due_at=FAR))
        connection.execute(delete(t.notices))
        for some in batched(updated):
            connection.execute(update(t.deadlines).where(D.id.in_(some)).values(closed_at=None))


def batched(many: list[int], at_once: int = 500) -> Iterator[list[int]]:
    for start in range(0, len(many), at_once):
        yield many[start : start + at_once]


def _all_done(north: World, chosen: list[int], kind: str) -> None:
    waits = D.closed_at.is_(None) if kind == "clock" else D.rung_at <= NOW
    with north.office.read() as connection:
        for some in batched(chosen):
            left = connection.execute(select(func.count()).where(D.id.in_(some), waits)).scalar_one()
            if left:
                raise AssertionError(f"{left} deadlines still wait")


def _lateness(north: World, workers: Crew, hands: int, title: str) -> Line:
    """Of rungs that fall due evenly over some seconds; the median, and half of them between the quartiles."""
    chosen = _choose(north, "rungs", A_SECOND * SECONDS)
    since = NOW + timedelta(hours=hands)
    _set(north, chosen, "rungs", since, timedelta(seconds=SECONDS))
    workers.at_once("keep_up", since, SECONDS + 2.0, many=hands)
    query = select(t.rungs).where(t.rungs.c.deadline_id.in_(chosen), t.rungs.c.code == "soon")
    with north.office.read() as connection:
        rows = connection.execute(query).all()
    late = [(row.fired_at - row.due_at).total_seconds() * 1000 for row in rows]
    sizes = (
        f"{len(rows)} of {len(chosen)} told, {A_SECOND} a second; an idle worker rests {REST} s here, 5 s by default"
    )
    _put_back(north, chosen, [])
    return Line(f"lateness, {title}, {hands} at work", late, None, sizes, "ms")
