"""Several processes that do the same at the same time, told what by their parent."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Connection
from typing import Any

HEAD_START = 0.05  # seconds between the word and the moment at which all begin

Made = Callable[..., AbstractContextManager[Any]]


class Crew:
    """The processes; each holds what `made(number, *given)` gave it and is asked for its methods by name."""

    def __init__(self, pipes: list[Connection]) -> None:
        self.pipes = pipes

    def all(self, method: str, *given: Any, many: int | None = None) -> list[Any]:
        """What the method answers in each of the first `many`."""
        return self.each(method, [given] * (many or len(self.pipes)))

    def each(self, method: str, shares: Sequence[tuple[Any, ...]]) -> list[Any]:
        """What it answers in as many as there are shares, each given its own."""
        for pipe, share in zip(self.pipes, shares, strict=False):
            pipe.send((method, share))
        return [_answer(pipe) for pipe, _ in zip(self.pipes, shares, strict=False)]

    def at_once(self, method: str, *given: Any, many: int | None = None) -> list[Any]:
        """The same, begun by all at the same moment, which the method is given first: by `time.monotonic`."""
        return self.all(method, time.monotonic() + HEAD_START, *given, many=many)


@contextmanager
def crew(many: int, made: Made, *given: Any) -> Iterator[Crew]:
    """New processes and no copies of this one: a connection must not be shared over a fork."""
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(many)]
    processes = [
        context.Process(target=_work, args=(theirs, made, number, *given), daemon=True)
        for number, (_, theirs) in enumerate(pairs)
    ]
    for process, (_, theirs) in zip(processes, pairs, strict=True):
        process.start()
        theirs.close()
    try:
        for ours, _ in pairs:
            _answer(ours)
        yield Crew([ours for ours, _ in pairs])
    finally:
        for (ours, _), process in zip(pairs, processes, strict=True):
            ours.close()
            process.join()


def _work(pipe: Connection, made: Made, number: int, *given: Any) -> None:
    try:
        with made(number, *given) as worker:
            pipe.send((True, None))
            while True:
                method, arguments = pipe.recv()
                pipe.send((True, getattr(worker, method)(*arguments)))
    except EOFError:
        return
    except Exception as fault:
        pipe.send((False, repr(fault)))
        raise


def _answer(pipe: Connection) -> Any:
    fine, answer = pipe.recv()
    if not fine:
        raise RuntimeError(f"a process of the crew failed: {answer}")
    return answer


def wait_for(moment: float) -> None:
    """Until then, by `time.monotonic`."""
    time.sleep(max(moment - time.monotonic(), 0))


def span(times: list[tuple[float, float]]) -> float:
    """Seconds from the first beginning to the last end."""
    return max(end for _, end in times) - min(begin for begin, _ in times)
