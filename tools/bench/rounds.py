"""Two programs measured side by side: in short rounds, one after the other, so that what disturbs one disturbs both."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tools.bench.table import Goal, Line


@dataclass
class Rounds:
    """Milliseconds a call of ours and of the program by hand, round by round; the ratio is of their speeds."""

    what: str
    threshold: float
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    def add(self, ours: Sequence[Callable[[], Any]], theirs: Sequence[Callable[[], Any]], share: int = 1) -> None:
        """One round; a call holds `share` of what is measured."""
        mine, by_hand = side_by_side(ours, theirs)
        self.ours.append(mine / share)
        self.theirs.append(by_hand / share)

    @property
    def ratios(self) -> list[float]:
        return [by_hand / ours for ours, by_hand in zip(self.ours, self.theirs, strict=True)]

    def line(self) -> Line:
        sizes = f"{median(self.ours):.3f} ms, by hand {median(self.theirs):.3f} ms"
        return Line(self.what, self.ratios, Goal(self.threshold), sizes)


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def side_by_side(ours: Sequence[Callable[[], Any]], theirs: Sequence[Callable[[], Any]]) -> tuple[float, float]:
    """The median call of each, taken in turns: ours, theirs, theirs, ours. What a busy machine does to single calls
    doesn't move it."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn, pair in enumerate(zip(ours, theirs, strict=True)):
        for side in (0, 1) if turn % 2 else (1, 0):
            taken[side].append(timed(pair[side]))
    return median(taken[0]), median(taken[1])


def alone(call: Callable[[], Any], times: int) -> list[float]:
    """Of one program by itself: it shows the size, and compares with nothing."""
    return [timed(call) for _ in range(times)]


def progress(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{what}: {done}/{of}", end="" if done < of else "\r\033[K", file=sys.stderr, flush=True)
