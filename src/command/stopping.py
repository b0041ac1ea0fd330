"""One process under waitress that ends as it should: told to, it takes no more callers, answers whom it has begun to hear,
and then ends. By itself it would leave them in the middle of a word."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import waitress
from waitress import wasyncore

GRACE = 20.0  # seconds that requests have left when it is to stop
LOOK = 0.1  # seconds between two looks whether all have been answered
MOMENT = 0.1  # seconds in which threads that are idle end
ENDINGS = (signal.SIGTERM, signal.SIGINT)


def serve(
    app: Callable[..., Any], listening: socket.socket, threads: int, tell: Callable[[], object] = lambda: None
) -> None:
    """Until the process is told to stop, which `tell` passes on at once, and for as long as somebody waits for an answer, GRACE
    at the most."""
    server = waitress.create_server(app, sockets=[listening], threads=threads, ident=None)
    stop = Event()

    def told() -> None:
        stop.set()
        tell()
        server.pull_trigger()

    with _told_by(told):
        _listen(server, stop)
    _end(server, time.monotonic() + GRACE)


@contextmanager
def beside(app: Callable[..., Any], listening: socket.socket, threads: int, patience: float) -> Iterator[None]:
    """Answers in threads of its own while the caller goes on; its end waits `patience` seconds at the most for what is
    being answered. The loop ends before its sockets do: closing them from within would leave a number to write to that
    another file may have been given."""
    server = waitress.create_server(app, sockets=[listening], threads=threads, ident=None)
    stop = Event()
    thread = Thread(target=_listen, args=(server, stop), name="beside", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        until = time.monotonic() + patience
        server.pull_trigger()
        thread.join(patience)
        if not thread.is_alive():
            _end(server, until)


def _listen(server: Any, stop: Event) -> None:
    while not stop.is_set():
        wasyncore.loop(timeout=1.0, use_poll=True, map=server._map, count=1)


@contextmanager
def _told_by(tell: Callable[[], object]) -> Iterator[None]:
    """A second signal ends it at once, as ever."""

    def told(_number: int, _frame: object) -> None:
        back()
        tell()

    before = {ending: signal.signal(ending, told) for ending in ENDINGS}

    def back() -> None:
        for ending, handler in before.items():
            signal.signal(ending, handler)

    try:
        yield
    finally:
        back()


def _end(server: Any, until: float) -> None:
    server.del_channel()
    server.socket.close()  # who comes now is told so at once, and asks another server
    for channel in [one for one in server.active_channels.values() if not _busy(one)]:
        channel.handle_close()
    while any(_busy(one) for one in server.active_channels.values()) and time.monotonic() < until:
        wasyncore.loop(timeout=LOOK, use_poll=True, map=server._map, count=1)
    server.task_dispatcher.shutdown(timeout=max(until - time.monotonic(), MOMENT))
    wasyncore.close_all(server._map)


def _busy(channel: Any) -> bool:
    """Somebody speaks, waits for an answer, or is being answered."""
    return bool(channel.request is not None or channel.requests or channel.total_outbufs_len)
