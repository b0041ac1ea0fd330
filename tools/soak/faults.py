"""What goes wrong on purpose, one after the other, as long as the run lasts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random
from threading import Event

from tools.soak.clocked import Clock
from tools.soak.cluster import Cluster
from tools.soak.house import House
from tools.soak.ledger import Ledger
from tools.soak.volume import Volume

FULL_FOR = 4.0  # seconds
AWAY_FOR = 1.5
SECONDS_TO_COME = 30
STEPS = (40 * 60, -5 * 60, 2 * 3600, 6 * 3600, -3600, 26 * 3600)  # seconds that the clock jumps


@dataclass
class Faults:
    house: House
    volume: Volume
    clock: Clock
    cluster: Cluster | None
    ledger: Ledger
    chance: Random

    def __post_init__(self) -> None:
        self.steps = cycle(STEPS)

    def go_on(self, over: Event, every: float) -> None:
        """One each `every` seconds."""
        for fault in self._in_turn():
            if over.wait(every):
                return
            fault()

    def _in_turn(self) -> Iterator[Callable[[], None]]:
        kinds = [self.kill_web, self.kill_worker, self.step_clock, self.fill_disk, self.kill_web, self.step_clock]
        if self.cluster:
            kinds[2:2] = [self.restart_database, self.kill_one_of_several]
        return cycle(kinds)

    def kill_web(self) -> None:
        self.house.kill(self.chance.randrange(2))
        self.ledger.fault("web processes killed")

    def kill_one_of_several(self) -> None:
        """The others of its server go on, and it is replaced by its master. Where that was killed itself not long ago
        they may not have come yet."""
        for _ in range(SECONDS_TO_COME):
            if self.house.kill_one_of_several(self.chance):
                self.ledger.fault("processes of a server killed")
                return
            time.sleep(1)

    def kill_worker(self) -> None:
        self.house.kill(2 + self.chance.randrange(2))
        self.ledger.fault("workers killed")

    def step_clock(self) -> None:
        seconds = next(self.steps)
        self.clock.step(seconds)
        self.ledger.clock_is(self.clock.ahead())
        self.ledger.fault("steps of the clock" if seconds > 0 else "steps of the clock back")

    def restart_database(self) -> None:
        if self.cluster:
            with self.ledger.trouble("the database is away"):
                self.cluster.stop()
                time.sleep(AWAY_FOR)
                self.cluster.start()
            self.ledger.fault("restarts of the database")

    def fill_disk(self) -> None:
        if not self.volume.way:
            return
        concerned = self.cluster.processes() if self.cluster else self.house.processes()
        with self.ledger.trouble("the disk is full"):
            self.volume.fill(concerned)
            time.sleep(FULL_FOR)
            self.volume.free(self.cluster.processes() if self.cluster else self.house.processes())
            self.see_to_the_database()
        self.ledger.fault("times the disk was full")

    def see_to_the_database(self) -> None:
        """A server that could not write its log has stopped, as it should; somebody starts it again."""
        if self.cluster and not self.cluster.answers():
            self.cluster.stop()
            self.cluster.start()
            self.ledger.fault("restarts of a database that had stopped itself")
