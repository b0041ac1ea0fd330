"""Waiting in line, simulated: requests come at random, each goes to whichever server is free first."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random


@dataclass(frozen=True)
class Asked:
    """One kind of request: how many come in a second, and milliseconds of one server for each."""

    a_second: float
    milliseconds: float

    @property
    def servers(self) -> float:
        """So many are busy with them."""
        return self.a_second * self.milliseconds / 1000


@dataclass(frozen=True)
class Line:
    """Milliseconds waited, by how many of a hundred waited less; `left`: seconds of work that waited at the end."""

    half: float
    of_twenty_nineteen: float
    longest: float
    left: float


def line(asked: Sequence[Asked], servers: int, seconds: float, seed: int) -> Line:
    """All kinds wait in one line. How long one takes varies as chance has it (exponential, as their coming does); the
    same seed gives the same line."""
    chance = Random(seed)
    together = sum(kind.a_second for kind in asked)
    each, shares = [kind.milliseconds / 1000 for kind in asked], list(accumulate(kind.a_second for kind in asked))
    free = [0.0] * servers
    waits, now = [], 0.0
    while (now := now + chance.expovariate(together)) < seconds:
        start = max(now, heapq.heappop(free))
        [lasts] = chance.choices(each, cum_weights=shares)
        heapq.heappush(free, start + chance.expovariate(1 / lasts))
        waits.append((start - now) * 1000)
    waits.sort()
    return Line(waits[len(waits) // 2], waits[int(len(waits) * 0.95)], waits[-1], max(min(free) - seconds, 0.0))


def drained(many: float, workers: int, each: float, arriving: float) -> float | None:
    """Minutes until a heap is worked off by `workers` of `each` a second while more of it arrives; None: never."""
    spare = workers * each - arriving
    return None if spare <= 0 else many / spare / 60
