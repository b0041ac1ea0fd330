"""Waiting in line, simulated: requests come at random, each goes to whichever server is free first."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Line:
    """Milliseconds waited, by how many of a hundred waited less; `left`: seconds of work that waited at the end."""

    half: float
    of_twenty_nineteen: float
    longest: float
    left: float


def line(a_second: float, servers: int, capacity: float, seconds: float, seed: int) -> Line:
    """`capacity`: requests a second that all servers together get through. How long one takes varies as chance has it
    (exponential, as their coming does); the same seed gives the same line."""
    chance = Random(seed)
    free = [0.0] * servers
    waits, now = [], 0.0
    while (now := now + chance.expovariate(a_second)) < seconds:
        start = max(now, heapq.heappop(free))
        heapq.heappush(free, start + chance.expovariate(capacity / servers))
        waits.append((start - now) * 1000)
    waits.sort()
    return Line(waits[len(waits) // 2], waits[int(len(waits) * 0.95)], waits[-1], max(min(free) - seconds, 0.0))


def drained(many: float, workers: int, each: float, arriving: float) -> float | None:
    """Minutes until a heap is worked off by `workers` of `each` a second while more of it arrives; None: never."""
    spare = workers * each - arriving
    return None if spare <= 0 else many / spare / 60
