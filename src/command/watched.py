"""A listener beside a worker for whoever watches it; only where an address for it is set."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from command.shell import Shell
from command.stopping import beside
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
    with beside(create_watched(office, shell.now), listening, 1, PATIENCE):
        shell.say(f"运行指标 http://{host}:{port}/metrics", f"Metrics on http://{host}:{port}/metrics")
        yield
