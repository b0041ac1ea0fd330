"""Something done again and again in a thread of its own while the server runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread


def keep_going(name: str, act: Callable[[], object], every: float) -> Event:
    """Acts at once and then every `every` seconds, sooner while there was something to do, until the event it answers
    is set. A database that is away for a while doesn't end it, nor does a defect."""
    stop = Event()
    Thread(target=go_rounds, args=(name, act, every, stop), name=name, daemon=True).start()
    return stop


def go_rounds(name: str, act: Callable[[], object], every: float, stop: Event) -> None:
    while not stop.is_set():
        done: object = False
        try:
            done = act()
        except Exception:  # a case with a defect must not end the rounds for everybody
            logging.getLogger(f"flows.{name}").exception("nothing done this time")
        if not done:
            stop.wait(every)
