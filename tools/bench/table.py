"""The table that is printed: a figure, how it scatters, what it is to reach and whether it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

HEAD = f"{'':<50} {'figure':>10} {'25 %':>9} {'75 %':>9}  {'goal':>9}     sizes, which compare with nothing"
TIMES = "x"  # a ratio


@dataclass(frozen=True, slots=True)
class Goal:
    """At least or at most `bound`."""

    bound: float
    most: bool = False

    def kept(self, found: float) -> bool:
        return found <= self.bound if self.most else found >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.most else '≥'} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Line:
    """`found`: one figure a round, in `unit`; empty where nothing could be measured, which `sizes` then explains."""

    what: str
    found: Sequence[float]
    goal: Goal | None = None
    sizes: str = ""
    unit: str = TIMES

    @property
    def verdict(self) -> str:
        if self.goal is None or not self.found:
            return ""
        return "ok" if self.goal.kept(median(self.found)) else "NO"

    def __str__(self) -> str:
        return f"{self.what:<50} {self._figures()}  {self.goal or ''!s:>9} {self.verdict:<3} {self.sizes}".rstrip()

    def _figures(self) -> str:
        if not self.found:
            return f"{'-':>10} {'':>9} {'':>9}"
        low, _, high = quantiles(self.found, n=4) if len(self.found) > 1 else (self.found[0],) * 3
        return f"{shown(median(self.found))} {self.unit:<2}".rjust(10) + f" {shown(low):>9} {shown(high):>9}"


def shown(number: float) -> str:
    return f"{number:.2f}" if abs(number) < 100 else f"{number:,.0f}"


def paired(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours for each of theirs, round by round."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]
