"""Events taken by several processes at once, ours and by hand in turns, and by four who press the same button."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import make_url

from flows.service.acting import Request, act
from flows.service.errors import Conflict
from flows.service.office import DATABASE_FAULTS
from tests.postgres import libpq_url
from tests.service.errand import World
from tools.bench.by_hand import Event, Hand
from tools.bench.crew import Crew, crew, span, wait_for
from tools.bench.events import Taken, copy_begun, peer
from tools.bench.permit import FIRST, STEPS, add_unit, begun, opened, settle, site, taken
from tools.bench.rounds import progress
from tools.bench.table import Goal, Line, paired
from tools.bench.trips import by_trips

CLIENTS = (1, 2, 4, 8)
PRESSING = 4
# Of the rate of a transaction by hand with one statement after another: Viewflow 2.4.0 on PostgreSQL, one client, 9
# paired rounds.
VIEWFLOW = 0.168


@dataclass
class Client:
    """One of the processes: an office of its own, and a connection to each database that is written by hand."""

    north: World
    others: list[World]
    hands: list[Hand]
    unit: str
    heard: Taken = field(default_factory=Taken)
    ready: list[str] = field(default_factory=list)
    waiting: list[Event] = field(default_factory=list)

    def prepare(self, cases: int) -> None:
        """Cases begun and copied; what the service wrote last time is ready to be written by hand."""
        self.ready = [begun(self.north, self.unit) for _ in range(cases)]
        for other in self.others:
            copy_begun(self.north, other, self.ready)

    def ours(self, at: float, cases: int) -> tuple[float, float]:
        """The next `cases` of those that are ready."""
        now, self.ready = self.ready[:cases], self.ready[cases:]
        wait_for(at)
        began = time.monotonic()
        with self.heard.listening():
            for number in now:
                taken(self.north.office, number, self.north.now)
        return began, time.monotonic()

    def note(self) -> None:
        self.waiting = [self.hands[0].event(*event) for event in self.heard.drained()]

    def by_hand(self, at: float, which: int) -> tuple[float, float]:
        wait_for(at)
        began = time.monotonic()
        for event in self.waiting:
            self.hands[which].run(event)
        return began, time.monotonic()

    def press(self, at: float, number: str) -> tuple[str, float]:
        """What became of it, and seconds until that was known."""
        wait_for(at)
        began = time.monotonic()
        try:
            act(self.north.office, Request(*_button(number)), self.north.now)
            answer = "won"
        except (Conflict, *DATABASE_FAULTS) as fault:
            answer = type(fault).__name__
        return answer, time.monotonic() - began

    def begin_one(self) -> str:
        return begun(self.north, self.unit)


def _button(number: str) -> tuple[Any, ...]:
    login, event, data, _ = STEPS[0]
    return login, number, event, FIRST, data


@contextmanager
def client(number: int, urls: tuple[str, ...], folder: str) -> Iterator[Client]:
    worlds = [opened(url, Path(folder)) for url in urls]
    with peer(urls[1]) as plain:
        hands = [plain]
        if len(urls) > 2:
            connection = psycopg.connect(libpq_url(make_url(urls[2])), prepare_threshold=0)
            hands.append(by_trips(connection))
        yield Client(worlds[0], worlds[1:], hands, f"9-{number}")
    for world in worlds:
        world.office.engine.dispose()


@dataclass
class Rates:
    """Events a second by number of clients, round by round: ours first, then each peer."""

    found: dict[int, list[list[float]]] = field(default_factory=lambda: defaultdict(list))

    def ratios(self, many: int, peer_: int = 1) -> list[float]:
        rounds = self.found[many]
        return paired([each[0] for each in rounds], [each[peer_] for each in rounds])

    def sizes(self, many: int, peer_: int = 1) -> str:
        ours, theirs = (median(each[place] for each in self.found[many]) for place in (0, peer_))
        return f"{ours:,.0f} events/s, by hand {theirs:,.0f}"


def measure(title: str, urls: tuple[str, ...], folder: Path, rounds: int, cases: int, least: float) -> Iterator[Line]:
    """`urls`: ours, by hand, and on PostgreSQL by hand with several round trips; new databases."""
    for url in urls:
        world = site(url, folder)
        for number in range(max(CLIENTS)):
            add_unit(world, f"9-{number}")
        world.office.engine.dispose()
    rates = Rates()
    with crew(max(CLIENTS), client, urls, str(folder)) as clients:
        for done in range(rounds + 1):
            for many in CLIENTS:
                found = _one_round(clients, many, len(urls), cases, turned=bool(done % 2))
                if done:  # the first warms the caches
                    rates.found[many].append(found)
            if not done:
                for url in urls:
                    settle(url)
            progress(f"events by several, {title}", done + 1, rounds + 1)
        presses = [_pressed(clients) for _ in range(rounds * 4)]
    yield from _told(title, rates, len(urls), least)
    yield from _told_of_presses(title, presses)


def _one_round(clients: Crew, many: int, sides: int, cases: int, *, turned: bool) -> list[float]:
    """Events a second of each side. By hand the same is written as ours has just written. The fewer there are, the
    shorter they go on before it is the next side's turn: one by itself is disturbed the most."""
    clients.all("prepare", cases, many=many)
    lasted = [0.0] * sides
    for start in range(0, cases, many):
        at_a_time = min(many, cases - start)
        lasted[0] += span(clients.at_once("ours", at_a_time, many=many))
        clients.all("note", many=many)
        turned = not turned
        for which in reversed(range(sides - 1)) if turned else range(sides - 1):
            lasted[1 + which] += span(clients.at_once("by_hand", which, many=many))
    return [many * cases * len(STEPS) / seconds for seconds in lasted]


def _pressed(clients: Crew) -> list[tuple[str, float]]:
    [number] = clients.all("begin_one", many=1)
    answers: list[tuple[str, float]] = clients.at_once("press", number, many=PRESSING)
    return answers


def _told(title: str, rates: Rates, sides: int, least: float) -> Iterator[Line]:
    for many in CLIENTS:
        goal = Goal(least) if many == 1 else None
        yield Line(f"events, {title}, {many} at once", rates.ratios(many), goal, rates.sizes(many))
    if sides == 2:
        return
    for many in CLIENTS:
        goal = Goal(1.0) if many == 1 else None
        what = f"  beside several round trips, {many} at once"
        yield Line(what, rates.ratios(many, 2), goal, rates.sizes(many, 2))
    together = paired(rates.ratios(max(CLIENTS), 2), rates.ratios(1, 2))
    yield Line("  that ratio at 8 for that at 1", together, Goal(1.0))
    derived = [ratio / VIEWFLOW for ratio in rates.ratios(1, 2)]
    sizes = f"derived, not measured here: Viewflow 2.4.0 takes {VIEWFLOW} of that by hand (November 2026)"
    yield Line("  beside Viewflow, one client", derived, Goal(8.0), sizes)


def _told_of_presses(title: str, presses: list[list[tuple[str, float]]]) -> Iterator[Line]:
    fair = sum([answer for answer, _ in each].count("won") == 1 for each in presses)
    what = f"four press one button, {title}: one winner"
    yield Line(what, [fair / len(presses)], Goal(1.0), f"{fair} of {len(presses)} times exactly one")
    slowest = [
        max(seconds for _, seconds in each) / next(seconds for answer, seconds in each if answer == "won")
        for each in presses
    ]
    yield Line("  the slowest answer for the winner's", slowest, Goal(3.0, most=True))
