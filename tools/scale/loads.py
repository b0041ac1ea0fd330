"""What an event, a page and a worker's errand take on PostgreSQL: of the server's processors and of the program's."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import ColumnElement, delete, func, make_url, or_, select, update

from flows.service import jobs
from flows.service.acting import Request, act
from flows.service.job_engine import Engine
from flows.service.working import Round, work
from flows.storage import tables as t
from tests.postgres import libpq_url
from tests.service.errand import NOW, World
from tools.bench.__main__ import postgres_by_network
from tools.bench.many import filled
from tools.bench.pages import caller, signed_in
from tools.bench.permit import FIRST, STEPS, begun, settle, taken
from tools.bench.rounds import progress
from tools.bench.table import shown
from tools.scale.processor import Server, Spent
from web.app import create_app

BEFORE = 1_000  # cases, three in ten of them open: three weeks of a site of our assumptions
ROUNDS, PAGES, CASES, ERRANDS = 5, 50, 5, 200  # of each, in one round
READER = "eng"
ALONE = "a worklist"
BESIDE = re.compile(r'hx-get="([^"]+)"\s+hx-trigger="load')  # what a page asks for as soon as it is shown
FAR = NOW + timedelta(days=3000)
LATER = NOW + 2 * jobs.GRACE  # a sweep has found them and gives them their jobs
D = t.deadlines.c


@dataclass(frozen=True)
class Place:
    """A site, the server that holds it, and the cases that workers are measured with."""

    north: World
    server: Server
    cases: tuple[int, ...]


def measure() -> Iterator[str]:
    """Lines: the median of some rounds, in brackets the least and the most. The program's processor time is told in so
    many worklist pages, round by round: a busy machine changes that less."""
    with tempfile.TemporaryDirectory() as name, postgres_by_network() as server:
        url = server.create().render_as_string(hide_password=False)
        place = _place(filled(url, Path(name), BEFORE), Server(libpq_url(make_url(url))))
        _lay_out(place)
        settle(url)
        found: dict[str, list[Spent]] = {}
        for done in range(ROUNDS + 1):
            for what, spent in _round(place):
                found.setdefault(what, []).append(spent)
            progress("what things take", done + 1, ROUNDS + 1)
        place.north.office.engine.dispose()
    for what, rounds in found.items():
        yield _line(what, rounds[1:], found[ALONE][1:])  # the first warms the caches


def _place(north: World, server: Server) -> Place:
    """With cases whose first event has just been taken."""
    login, event, data, opinion = STEPS[0]
    for number in [begun(north) for _ in range(ERRANDS)]:
        act(north.office, Request(login, number, event, FIRST, data=data, opinion=opinion), NOW)
    newest = select(t.cases.c.id).order_by(t.cases.c.id.desc()).limit(ERRANDS)
    with north.office.read() as connection:
        return Place(north, server, tuple(connection.execute(newest).scalars()))


def _line(what: str, rounds: Sequence[Spent], pages: Sequence[Spent]) -> str:
    shares = [each.ours / page.ours for each, page in zip(rounds, pages, strict=True)]
    parts = {
        "database, ms": [each.server for each in rounds],
        "program, worklist pages": shares,
        "a second": [each.a_second for each in rounds],
    }
    told = (f"{part} {shown(median(all_))} [{shown(min(all_))}, {shown(max(all_))}]" for part, all_ in parts.items())
    return f"{what:<44} {'; '.join(told)}"


def _round(place: Place) -> Iterator[tuple[str, Spent]]:
    yield "an entry of a history", place.server.spent(partial(_entries, place))
    yield from _pages(place)
    for mode, drain in (("by rounds", _by_rounds), ("by jobs", _by_jobs)):
        _lay_out(place)
        yield f"an entry of the outbox, {mode}", place.server.spent(partial(drain, place, Round(sent=ERRANDS)))
        _fall_due(place)
        yield f"a rung, {mode}", place.server.spent(partial(drain, place, Round(climbed=ERRANDS)))


def _entries(place: Place) -> int:
    before = _many(place)
    for _ in range(CASES):
        taken(place.north.office, begun(place.north), NOW)
    return _many(place) - before


def _many(place: Place) -> int:
    with place.north.office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(t.history)).scalar_one())


def _pages(place: Place) -> Iterator[tuple[str, Spent]]:
    number = begun(place.north)
    taken(place.north.office, number, NOW)
    app = create_app(place.north.office, lambda: NOW)
    client = signed_in(app, READER)
    for what, path in ((ALONE, "/"), ("a case", f"/cases/{number}")):
        page = caller(app, path, client)
        beside = [caller(app, html.unescape(each), client) for each in BESIDE.findall(page())]
        with_them = f"{what} with what it asks for beside"
        for calls, said in ([page], what), (beside, f"beside {what}"), ([page, *beside], with_them):
            _all_of(calls, 3)
            yield said, place.server.spent(partial(_all_of, calls, PAGES))


def _all_of(calls: Sequence[Callable[[], str]], times: int) -> int:
    for _ in range(times):
        for call in calls:
            call()
    return times


def _lay_out(place: Place) -> None:
    """One entry of each case waits to be sent and its deadline to be reckoned; of all others nothing waits."""
    with place.north.office.transaction() as connection:
        connection.execute(update(t.outbox).where(t.outbox.c.sent_at.is_(None)).values(sent_at=NOW))
        near = D.closed_at.is_(None), or_(D.due_at < FAR, D.rung_at.is_(None))
        connection.execute(update(t.deadlines).where(*near).values(rung_at=FAR, due_at=FAR))
        connection.execute(delete(t.notices))
        connection.execute(delete(t.rungs))
        first = t.outbox.c.kind == STEPS[0][1]
        connection.execute(update(t.outbox).where(t.outbox.c.case_id.in_(place.cases), first).values(sent_at=None))
        connection.execute(update(t.deadlines).where(*_theirs(place)).values(rung_at=None))


def _fall_due(place: Place) -> None:
    """Four fifths of the time of their deadlines have passed: a reminder."""
    times = {"opened_at": NOW - timedelta(hours=4), "rung_at": NOW, "due_at": NOW + timedelta(hours=1)}
    with place.north.office.transaction() as connection:
        connection.execute(update(t.deadlines).where(*_theirs(place)).values(times))


def _theirs(place: Place) -> tuple[ColumnElement[bool], ...]:
    return D.case_id.in_(place.cases), D.closed_at.is_(None)


def _by_rounds(place: Place, wanted: Round) -> int:
    done = Round()
    while step := work(place.north.office, LATER):
        done += step
    return _as_many(done, wanted)


def _by_jobs(place: Place, wanted: Round) -> int:
    """One process of `flows worker --queue`, with as many threads as it has by default."""
    return _as_many(Engine(place.north.office, lambda: LATER).drain(), wanted)


def _as_many(done: Round, wanted: Round) -> int:
    if (done.sent, done.climbed) != (wanted.sent, wanted.climbed):
        raise AssertionError(f"{wanted} was wanted, {done} was done")
    return ERRANDS
