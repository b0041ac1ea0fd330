"""Whether the round that is under way has been told to end. It then ends at its next safe point: between two things that are
whole each by itself. What is left waits where it waited, for the next round or another worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Thing = TypeVar("Thing")


def _never() -> bool:
    return False


_told: ContextVar[Callable[[], bool]] = ContextVar("told", default=_never)


@contextmanager
def halting(told: Callable[[], bool]) -> Iterator[None]:
    """What is begun within asks `told` at its safe points."""
    before = _told.set(told)
    try:
        yield
    finally:
        _told.reset(before)


def halted() -> bool:
    return _told.get()()


def until_halted(things: Iterable[Thing]) -> Iterator[Thing]:
    """One after the other, until it is told to end."""
    for thing in things:
        if halted():
            return
        yield thing
