"""What every page works with: the office, the clock, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from flask import current_app, g

from flows.service.channels.outward import Outward
from flows.service.office import Office
from flows.service.places import Place, places
from flows.service.sessions import Lifetimes
from web.limits import Allowances, Limits

EXTENSION = "flows"


@dataclass(frozen=True)
class Desk:
    """One web application's office and clock. `base_url`: the address that people use, where one is set. Sites are kept
    once read: they are added, hardly ever changed."""

    office: Office
    clock: Callable[[], datetime]
    base_url: str = ""
    known: dict[str, Place] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    outward: Outward = field(default_factory=Outward)
    lifetimes: Lifetimes = field(default_factory=Lifetimes)

    @cached_property
    def _allowances(self) -> Allowances:
        return Allowances(self.office, self.limits.requests)

    def wait(self, caller: str) -> int:
        """Seconds until the interface hears the next request of `caller`; nought: it hears this one."""
        return self._allowances.wait(caller, self.clock())

    def place(self, key: str) -> Place:
        if key not in self.known:
            self.known.update(places(self.office))
        return self.known[key]


def desk() -> Desk:
    """The application's; on pages of practice that of whoever practises (`web.practising`)."""
    found: Desk = g.get(EXTENSION) or current_app.extensions[EXTENSION]
    return found


def office() -> Office:
    return desk().office


def now() -> datetime:
    return desk().clock()
