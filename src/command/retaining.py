"""Removes papers whose time is over, while the server or a worker runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event

from command.rounds import keep_going

EVERY = 3600  # seconds: terms are days (beyond the handbook)


def keep_removing(remove: Callable[[datetime], int], clock: Callable[[], datetime], every: float = EVERY) -> Event:
    """At once and then every `every` seconds, sooner while there was something, until the event it answers is set."""
    return keep_going("privacy", lambda: remove(clock()), every)
