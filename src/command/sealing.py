"""Seals the history while the server runs, so that a tail cut off later is found (docs/decisions/0004)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from flows.service.office import DATABASE_FAULTS

EVERY = 600  # seconds between two checkpoints: what a forger may hope to cut off unseen (beyond the handbook)


def keep_sealed(seal: Callable[[datetime], int], clock: Callable[[], datetime], every: float = EVERY) -> Event:
    """Seals at once and then every `every` seconds in a thread of its own, until the event it answers is set. A
    database that is away for a while doesn't end it."""
    stop = Event()

    def run() -> None:
        while True:
            try:
                seal(clock())
            except DATABASE_FAULTS:
                logging.getLogger("flows.sealing").exception("no checkpoint this time")
            if stop.wait(every):
                return

    Thread(target=run, name="sealing", daemon=True).start()
    return stop
