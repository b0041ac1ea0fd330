"""Fifty approvals one by one, and as one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from flows.service.acting import Request, act
from flows.service.batches import act_on_many
from tools.bench.permit import FIRST, STEPS, begun, site
from tools.bench.rounds import timed
from tools.bench.table import Goal, Line, paired

FIFTY = 50
LEAST = 1.8


def measure(title: str, url: str, folder: Path, rounds: int) -> Iterator[Line]:
    north = site(url, folder)
    singles, batches = [], []

    def one_by_one(requests: Sequence[Request]) -> None:
        for request in requests:
            act(north.office, request, north.now)

    def at_once(requests: Sequence[Request]) -> None:
        if not all(one.acted for one in act_on_many(north.office, requests, north.now)):
            raise AssertionError("not every approval of the batch was taken")

    for _ in range(rounds + 1):
        waiting = [begun(north) for _ in range(2 * FIFTY)]
        one_by_one([_step(number, 0) for number in waiting])
        approvals = [_step(number, 1) for number in waiting]
        singles.append(timed(partial(one_by_one, approvals[:FIFTY])))
        batches.append(timed(partial(at_once, approvals[FIFTY:])))
    sizes = f"{FIFTY / median(singles[1:]) * 1000:,.0f} single ones a second"
    yield Line(f"fifty approvals as a batch, {title}", paired(singles[1:], batches[1:]), Goal(LEAST), sizes)
    north.office.engine.dispose()


def _step(number: str, step: int) -> Request:
    login, event, data, opinion = STEPS[step]
    return Request(login, number, event, FIRST + step, data=data, opinion=opinion)
