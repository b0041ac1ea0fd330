"""Something done again and again in a thread of its own while the server runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from threading import Event, Thread

from flows.service.halting import halting

GRACE = 20.0  # seconds that what has begun is given to end


class Going(Event):
    """Set, it goes no further round. `thread` ends at the next safe point of the round that it is in."""

    thread: Thread


def keep_going(name: str, act: Callable[[], object], every: float) -> Going:
    """Acts at once and then every `every` seconds, sooner while there was something to do, until the event it answers
    is set. A database that is away for a while doesn't end it, nor does a defect."""
    stop = Going()
    stop.thread = Thread(target=go_rounds, args=(name, act, every, stop), name=name, daemon=True)
    stop.thread.start()
    return stop


def go_rounds(name: str, act: Callable[[], object], every: float, stop: Event) -> None:
    while not stop.is_set():
        done: object = False
        try:
            with halting(stop.is_set):
                done = act()
        except Exception:  # a case with a defect must not end the rounds for everybody
            logging.getLogger(f"flows.{name}").exception("nothing done this time")
        if not done:
            stop.wait(every)
    logging.getLogger("flows.rounds").info("%s has ended", name)


def tell(going: Iterable[Event]) -> None:
    """All are to stop; waits for none."""
    for one in going:
        one.set()


def end(going: Iterable[Event]) -> None:
    """Tells all to stop, and waits for what each has begun; what takes longer than GRACE is given back by the database,
    which undoes what is not whole."""
    told = list(going)
    tell(told)
    until = time.monotonic() + GRACE
    for one in told:
        if isinstance(one, Going):
            one.thread.join(max(0.0, until - time.monotonic()))
