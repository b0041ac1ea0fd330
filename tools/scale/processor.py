"""Processor time of the database server and of the program itself, read from Linux' /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
PARENT, OWN, ENDED = 1, slice(11, 13), slice(13, 15)  # among what stands behind a process's name


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds for one of many: of the server's processors, of this process's, and by the clock on the wall."""

    server: float
    ours: float
    wall: float

    @property
    def a_second(self) -> float:
        return 1000 / self.wall


class Server:
    """All processes of a PostgreSQL server on this machine: who answers, who writes, who tidies."""

    def __init__(self, url: str) -> None:
        """Raises RuntimeError where the server runs elsewhere."""
        with psycopg.connect(url) as connection:
            backend = connection.info.backend_pid
        if not (PROC / f"{backend}/stat").exists():
            raise RuntimeError("the processor time of a server is read from /proc of its own machine")
        self.postmaster = int(_stat(PROC / f"{backend}/stat")[PARENT])

    def seconds(self) -> float:
        """Since it began, of those that have ended too."""
        leader = _stat(PROC / f"{self.postmaster}/stat")
        ticks = sum(map(int, leader[OWN])) + sum(map(int, leader[ENDED]))
        return (ticks + sum(sum(map(int, each[OWN])) for each in self._children())) / TICKS

    def spent(self, act: Callable[[], int]) -> Spent:
        """`act` answers how many it has done."""
        before, ours, wall = self.seconds(), time.process_time(), time.perf_counter()
        done = act()
        wall, ours = time.perf_counter() - wall, time.process_time() - ours
        return Spent(*(seconds / done * 1000 for seconds in (self.seconds() - before, ours, wall)))

    def _children(self) -> Iterator[list[str]]:
        for folder in PROC.iterdir():
            if folder.name.isdigit():
                try:
                    found = _stat(folder / "stat")
                except (FileNotFoundError, ProcessLookupError):
                    continue  # it has ended meanwhile
                if int(found[PARENT]) == self.postmaster:
                    yield found


def _stat(path: Path) -> list[str]:
    return path.read_text().rpartition(")")[2].split()
