"""Fifty approvals one by one, and as one batch where the service has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module, util
from pathlib import Path
from statistics import median
from typing import Any

from flows.service.acting import Request, act
from flows.service.office import Office
from tools.bench.permit import FIRST, STEPS, begun, site
from tools.bench.rounds import timed
from tools.bench.table import Goal, Line, paired

FIFTY = 50
LEAST = 1.8
BATCH = ("flows.service.batch", "act_on_all")  # takes an office, requests and now; None so far

Together = Callable[[Office, Sequence[Request], datetime], Any]


def batch() -> Together | None:
    """The service's own way to take many events in one transaction, when there is one."""
    module, name = BATCH
    if util.find_spec(module) is None:
        return None
    found: Together = getattr(import_module(module), name)
    return found


def measure(title: str, url: str, folder: Path, rounds: int) -> Iterator[Line]:
    north, together = site(url, folder), batch()
    singles, batches = [], []

    def one_by_one(requests: Sequence[Request]) -> None:
        for request in requests:
            act(north.office, request, north.now)

    for _ in range(rounds + 1):
        waiting = [begun(north) for _ in range(2 * FIFTY)]
        one_by_one([_step(number, 0) for number in waiting])
        approvals = [_step(number, 1) for number in waiting]
        singles.append(timed(partial(one_by_one, approvals[:FIFTY])))
        if together:
            batches.append(timed(partial(together, north.office, approvals[FIFTY:], north.now)))
    sizes = f"{FIFTY / median(singles[1:]) * 1000:,.0f} single ones a second"
    found = paired(singles[1:], batches[1:]) if together else []
    shown = sizes if together else f"no batch yet; {sizes}"
    yield Line(f"fifty approvals as a batch, {title}", found, Goal(LEAST), shown)
    north.office.engine.dispose()


def _step(number: str, step: int) -> Request:
    login, event, data, opinion = STEPS[step]
    return Request(login, number, event, FIRST + step, data=data, opinion=opinion)
