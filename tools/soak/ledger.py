"""Everything that was asked of the program, and what was answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

Outcome = Literal["accepted", "refused", "unclear"]


@dataclass
class Asked:
    """One request by its key. `event` "start" for a new case, whose `number` is known once it was accepted."""

    key: str
    login: str
    event: str
    number: str = ""
    outcome: Outcome = "unclear"
    status: int = 0
    tries: int = 0


@dataclass
class Papers:
    """Of one case: what was surely added, and what may have been, as no answer came."""

    sure: int = 0
    unclear: int = 0


@dataclass
class Ledger:
    """Written by many threads."""

    asked: dict[str, Asked] = field(default_factory=dict)
    papers: dict[str, Papers] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)  # keys of two at once with the same revision
    faults: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)  # answers that said nothing definite, by kind
    _lock: Lock = field(default_factory=Lock)

    def enter(self, asked: Asked) -> None:
        with self._lock:
            self.asked[asked.key] = asked

    def pair(self, one: str, other: str) -> None:
        with self._lock:
            self.pairs.append((one, other))

    def paper(self, number: str, *, sure: bool) -> None:
        with self._lock:
            found = self.papers.setdefault(number, Papers())
            if sure:
                found.sure += 1
            else:
                found.unclear += 1

    def nothing(self, kind: str) -> None:
        with self._lock:
            self.silent[kind] += 1

    def fault(self, kind: str) -> None:
        with self._lock:
            self.faults[kind] += 1

    def of(self, outcome: Outcome) -> list[Asked]:
        return [asked for asked in self.asked.values() if asked.outcome == outcome]
