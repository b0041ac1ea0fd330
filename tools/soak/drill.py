"""Backups taken under load while things fail, and brought back when all is quiet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from flows.service.backup import back_up, restore
from flows.service.backup.restoring import Target
from flows.service.errors import Answer
from flows.service.keys import ring_of
from flows.service.office import Office
from flows.storage.engine import open_database
from flows.storage.papers.store import NotReached
from flows.storage.whole import layout, rows_of
from tools.soak.clocked import Clock
from tools.soak.house import SECRET

EVERY = 20.0  # seconds between two backups
AWAY = (SQLAlchemyError, Answer, OSError, NotReached)  # what a database or a disk that fails raises
Rows = dict[str, list[str]]


@dataclass
class Drill:
    """`opened` opens the office that is under load; backups lie in `room`, which is on no disk that is filled."""

    opened: Callable[[], Office]
    room: Path
    clock: Clock
    taken: list[Path] = field(default_factory=list)
    failed: int = 0

    def go_on(self, over: Event) -> None:
        self.room.mkdir()
        while not over.wait(EVERY):
            self.take()

    def take(self) -> Path | None:
        place = self.room / f"{len(self.taken) + self.failed}.flows"
        try:
            office = self.opened()
            try:
                back_up(office, place, self.clock.now(UTC))
            finally:
                office.engine.dispose()
        except AWAY:
            self.failed += 1
            return None
        self.taken.append(place)
        return place

    def proofs(self, office: Office) -> Iterator[str]:
        """A backup of the load is a beginning of what stands now, one of now is all of it, and nothing half is left."""
        live = _rows(office)
        for place in self.taken[-1:]:
            yield from _beginning(self._brought_back(place, office), live)
        last = self.room / "last.flows"
        back_up(office, last, self.clock.now(UTC))
        again = self._brought_back(last, office)
        for name, rows in live.items():
            if again.get(name, []) != rows:
                yield f"{name} came back otherwise"
        if not self.taken:
            yield f"no backup was taken under load, {self.failed} failed"
        yield from (f"{rest.name} was left half" for rest in self.room.glob(".*"))

    def _brought_back(self, place: Path, office: Office) -> Rows:
        """Into a database of SQLite, whatever it came from. Raises what a restore raises."""
        folder = self.room / f"{place.stem} back"
        folder.mkdir()
        url = f"sqlite:///{folder / 'flows.db'}"
        target = Target(url, ring_of(SECRET.encode()), folder / "papers")
        restore(place, target)
        engine = open_database(url)
        try:
            return _rows(Office(engine, SECRET.encode(), target.store, office.catalogue))
        finally:
            engine.dispose()


def _rows(office: Office) -> Rows:
    with office.at_one_moment() as connection:
        return {
            name: [json.dumps([_plain(value) for value in row], sort_keys=True) for row in rows_of(connection, name, c)]
            for name, c in layout().items()
        }


def _plain(value: Any) -> Any:
    """The two kinds of database set out the same JSON differently."""
    return json.loads(value) if isinstance(value, str) and value.startswith(("{", "[", '"')) else value


def _beginning(then: Rows, now: Rows) -> Iterator[str]:
    lost = set(then["history"]) - set(now["history"])
    if lost:
        yield f"{len(lost)} entries of a backup stand in the history no more"
    if len(then["history"]) > len(now["history"]):
        yield "a backup has more entries than there are"
