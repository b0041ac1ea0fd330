"""Everything that was asked of the program, and what was answered."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

Outcome = Literal["accepted", "refused", "unclear"]
Must = Literal["", "refused"]


@dataclass
class Asked:
    """One request by its key. `event` "start" for a new case, whose `number` is known once it was accepted.
    `must`: what the answer has to be, where that is known beforehand."""

    key: str
    login: str
    event: str
    number: str = ""
    outcome: Outcome = "unclear"
    status: int = 0
    tries: int = 0
    must: Must = ""


@dataclass
class Papers:
    """Of one case: what was surely added, and what may have been, as no answer came."""

    sure: int = 0
    unclear: int = 0


@dataclass
class Trouble:
    """What goes wrong on purpose; moments by the system's clock. It lasts until it is over. `whom`: the server, by its
    port, or the worker that it concerns; empty: everybody."""

    kind: str
    since: float
    until: float = float("inf")
    whom: str = ""

    def ends(self) -> None:
        self.until = time.time()


@dataclass(frozen=True)
class Silence:
    """A request that was answered with nothing definite; when it was sent, when that was known, and to which port."""

    kind: str
    since: float
    until: float
    whom: str = ""


@dataclass
class Ledger:
    """Written by many threads. `before`: the last entry of each case that was there when the run began; `ended`: the
    processes that nobody had killed, with their last words; `clock`: since when it was how many seconds ahead."""

    before: dict[str, int] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    papers: dict[str, Papers] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)  # keys of two at once with the same revision
    faults: Counter[str] = field(default_factory=Counter)
    troubles: list[Trouble] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    clock: list[tuple[float, float]] = field(default_factory=list)
    over: float = 0.0  # when the processes were told to end
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

    def papers_of(self, number: str) -> Papers:
        return self.papers.get(number, Papers())

    def nothing(self, kind: str, since: float | None = None, whom: str = "") -> None:
        now = time.time()
        with self._lock:
            self.silences.append(Silence(kind, now if since is None else since, now, whom))

    @property
    def silent(self) -> Counter[str]:
        return Counter(silence.kind for silence in self.silences)

    def begins(self, kind: str, whom: str = "") -> Trouble:
        trouble = Trouble(kind, time.time(), whom=whom)
        with self._lock:
            self.troubles.append(trouble)
        return trouble

    @contextmanager
    def trouble(self, kind: str, whom: str = "") -> Iterator[None]:
        trouble = self.begins(kind, whom)
        try:
            yield
        finally:
            trouble.ends()

    def end(self, process: str) -> None:
        with self._lock:
            self.ended.append(process)

    def clock_is(self, ahead: float) -> None:
        with self._lock:
            self.clock.append((time.time(), ahead))

    def fault(self, kind: str) -> None:
        with self._lock:
            self.faults[kind] += 1

    def of(self, outcome: Outcome) -> list[Asked]:
        return [asked for asked in self.asked.values() if asked.outcome == outcome]
