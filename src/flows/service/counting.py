"""How often things have happened in one server since it started, over all its processes: for whoever watches, never for a
decision. What must be exact stands in the database.

Each process counts in a part of its own of memory that all of them share, so that none waits for another and one that is
killed leaves nothing locked; who asks adds the parts up. A process that takes a dead one's place goes on in its part, so
that no sum ever falls. Nothing of it costs a statement.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from struct import Struct
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from flows.engine.decision import Refused
from flows.service.errors import Answer
from flows.service.office import Office

LINES = 2048  # different things that one process counts: routes by status, events by procedure, guards; all are bounded
LONGEST = 150  # bytes of a name
ELSE = ("else",)  # what is counted where there is no line left
HEAD, LINE = Struct("=Q"), Struct(f"=QH{LONGEST}s")
PART = HEAD.size + LINES * LINE.size
SEPARATOR = "\x1f"

Name = tuple[str, ...]


class Counts:
    """`parts`: how many processes may count. Made before they part."""

    def __init__(self, parts: int = 1) -> None:
        self.parts = parts
        self._memory = mmap.mmap(-1, PART * parts)
        self._lock = Lock()
        self._base = 0
        self._places: dict[Name, int] = {}

    def take(self, part: int) -> None:
        """From now on this process counts in that part, which no other that lives has; one too many, in the last."""
        with self._lock:
            self._base = min(part, self.parts - 1) * PART
            self._places = {name: place for name, place, _ in self._of(self._base)}

    def add(self, *name: str, many: int = 1) -> None:
        """`many` is never less than nought: no sum falls."""
        with self._lock:
            place = self._places.get(name) or self._line(name)
            HEAD.pack_into(self._memory, place, HEAD.unpack_from(self._memory, place)[0] + max(0, many))

    def so_far(self) -> dict[Name, int]:
        found: dict[Name, int] = {}
        for part in range(self.parts):
            for name, _, count in self._of(part * PART):
                found[name] = found.get(name, 0) + count
        return found

    def _line(self, name: Name) -> int:
        """The place of the count of that name, which is new here."""
        (used,) = HEAD.unpack_from(self._memory, self._base)
        text = SEPARATOR.join(name).encode()
        if (used >= LINES - 1 or len(text) > LONGEST) and name != ELSE:
            return self._places.get(ELSE) or self._line(ELSE)
        place: int = self._base + HEAD.size + used * LINE.size
        LINE.pack_into(self._memory, place, 0, len(text), text)
        HEAD.pack_into(self._memory, self._base, used + 1)  # last: whoever reads meanwhile sees whole lines only
        self._places[name] = place
        return place

    def _of(self, base: int) -> Iterator[tuple[Name, int, int]]:
        """Each name of a part with its place and its count."""
        (used,) = HEAD.unpack_from(self._memory, base)
        for number in range(used):
            place = base + HEAD.size + number * LINE.size
            count, length, text = LINE.unpack_from(self._memory, place)
            yield tuple(text[:length].decode().split(SEPARATOR)), place, count


_of_offices: WeakKeyDictionary[Engine, Counts] = WeakKeyDictionary()


def counts_of(office: Office) -> Counts:
    """An office of practice has its own, which nobody asks for."""
    found = _of_offices.get(office.engine)
    return found if found is not None else _of_offices.setdefault(office.engine, Counts())


def count_over(office: Office, parts: int) -> Counts:
    """For a server of several processes, before they part."""
    _of_offices[office.engine] = Counts(parts)
    return _of_offices[office.engine]


def count_event(office: Office, procedure: str, event: str) -> None:
    counts_of(office).add("event", procedure, event)


def count_refusal(office: Office, refused: Refused | Answer) -> None:
    """Once for each condition that was not met."""
    for unmet in getattr(refused, "unmet", ()):
        counts_of(office).add("refusal", unmet.guard)
