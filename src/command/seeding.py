"""The national calendar, looked for once a day while the server runs: a year may begin, and a notice come out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event

from command.rounds import keep_going
from flows.service.calendars import seed_missing_years
from flows.service.office import Office

EVERY = 3600  # seconds between two looks at the date (beyond the handbook)


def keep_seeding(office: Office, clock: Callable[[], datetime], every: float = EVERY) -> Event:
    """From the next day on, for whoever starts the server reads in what is known by then; what fails is tried again at the
    next look. Until the event it answers is set."""
    done = clock().date()

    def act() -> None:
        nonlocal done
        now = clock()
        if now.date() != done:
            seed_missing_years(office, now)
            done = now.date()

    return keep_going("calendar", act, every)
