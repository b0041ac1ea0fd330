"""A listener beside a worker for whoever watches it; only where an address for it is set."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import waitress
from waitress.wasyncore import close_all

from command.shell import Shell
from flows.service.office import Office
from web.watched import create_watched

PATIENCE = 5.0  # seconds: the worker's end waits for no answer longer


@contextmanager
def watched(shell: Shell, office: Office) -> Iterator[None]:
    """While the worker works; what is asked is answered in a thread of its own. Ends the command where the address is
    taken."""
    place = shell.configuration.worker_metrics
    if place is None:
        yield
        return
    host, port = place
    try:
        listening = socket.create_server(place, family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as fault:
        shell.refuse(f"不能监听 {host} 端口 {port}：{fault}", f"Can't listen on {host}, port {port}: {fault}")
    server: Any = waitress.create_server(create_watched(office, shell.now), sockets=[listening], threads=1, ident=None)
    thread = Thread(target=server.run, name="watched", daemon=True)
    thread.start()
    shell.say(f"运行指标 http://{host}:{port}/metrics", f"Metrics on http://{host}:{port}/metrics")
    try:
        yield
    finally:
        # Asked of its own thread: its loop ends with the last socket.
        server.trigger.pull_trigger(lambda: close_all(server._map))
        thread.join(PATIENCE)
        server.task_dispatcher.shutdown()
