"""Several processes under gunicorn. Imported only where they are asked for: gunicorn is an extra.

The application is made once, before the processes part, and they share its memory until they write to it. No connection and no
thread may be open then. One of them keeps house for all; should it die, its successor does.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Event
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from command.rounds import end, tell

KEEP = 75  # seconds that an idle connection stays: longer than a proxy keeps it (60 by nginx), whose next post would meet its end
GRACE = (
    20  # seconds that requests, and the rounds beside them, have left in all when it is to stop: then gunicorn kills
)


@dataclass(frozen=True)
class Plan:
    """`made` builds the application; `keeps_house` begins what one process does for all, and answers what ends it;
    `counts` tells a process in which part of what is counted it counts."""

    made: Callable[[], Any]
    keeps_house: Callable[[], list[Event]]
    workers: int
    threads: int
    counts: Callable[[int], None]


class Told(Logger):  # type: ignore[misc]  # gunicorn has no types
    """What it logs goes where all that is logged goes (`log_lines`)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Gunicorn's line of a request that it can't read has the address and what was typed: neither belongs in a log."""
        if msg.startswith("Invalid request from"):
            msg, args = "A request that can't be read", ()
        super().warning(msg, *args, **kwargs)


class Processes(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, plan: Plan, options: dict[str, Any]) -> None:
        self.plan = plan
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.plan.made()


def run(plan: Plan, listening: socket.socket) -> None:
    options = {
        "bind": f"fd://{listening.detach()}",  # gunicorn closes it
        "workers": plan.workers,
        "threads": plan.threads,
        "preload_app": True,
        "graceful_timeout": GRACE,
        "keepalive": KEEP,
        "forwarder_headers": "",  # no header says where the program lies
        "control_socket_disable": True,  # it would lie in the home folder, one for all installations
        "when_ready": _as_many_as_begun,
        "on_reload": _choose_anew,
        "pre_fork": _choose,
        "logger_class": Told,
        "post_worker_init": lambda worker: _begin(worker, plan),
        "worker_exit": _end,
    }
    Processes(plan, options).run()


def _as_many_as_begun(_server: Any) -> None:
    """There are parts to count in for so many, and one told to go might be the one that keeps house."""
    for number in (signal.SIGTTIN, signal.SIGTTOU):
        signal.signal(number, signal.SIG_IGN)


def _choose_anew(server: Any) -> None:
    """Before the successors are made: those that live now are about to end."""
    for worker in server.WORKERS.values():
        worker.keeps_house = False


def _choose(server: Any, worker: Any) -> None:
    """Before they part, while all that live can be seen."""
    worker.keeps_house = not any(other.keeps_house for other in server.WORKERS.values())
    worker.ends = []
    taken = {other.part for other in server.WORKERS.values()}
    worker.part = next(part for part in count(1) if part not in taken)  # 0: the one that parts


def _begin(worker: Any, plan: Plan) -> None:
    plan.counts(worker.part)
    if worker.keeps_house:
        worker.ends = plan.keeps_house()
        worker.log.info("Keeping house: %s", worker.pid)
        _tell_at_once(worker)


def _tell_at_once(worker: Any) -> None:
    """Rounds end while requests are still answered: after those nothing would be left of the time that gunicorn gives."""
    goes_on = signal.getsignal(signal.SIGTERM)

    def told(number: int, frame: Any) -> None:
        tell(worker.ends)
        if callable(goes_on):
            goes_on(number, frame)

    signal.signal(signal.SIGTERM, told)


def _end(_server: Any, worker: Any) -> None:
    end(worker.ends)
