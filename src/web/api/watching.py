"""For whoever watches over the installation: is it alive, can it work, what has it done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from threading import Lock

from flask import Blueprint, Response, request

from flows.service.proof.anchoring import standing
from flows.service.pulse import is_ready, open_tasks
from web.api.endpoint import Desk

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = ("flows_http_requests_total", "counter", "Requests answered by this process, by route and status.")
TASKS = ("flows_open_tasks", "gauge", "Tasks that wait, over all sites.")
ANCHORS = ("flows_anchors_waiting", "gauge", "Checkpoints whose root is not outside yet, by means.")

Seen = tuple[str, str, int]


class Tally:
    """Requests answered by this process. Routes are rules and not addresses, so that their number is bounded."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: Counter[Seen] = Counter()

    def count(self, response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        method = request.method if request.method in METHODS else "(other)"
        with self._lock:
            self._seen[route, method, response.status_code] += 1
        return response

    def so_far(self) -> list[tuple[Seen, int]]:
        with self._lock:
            return sorted(self._seen.items())


def health(desk: Desk) -> Blueprint:
    """/healthz, /readyz and /metrics, open to everybody who reaches the server: they say nothing about any case."""
    found = Blueprint("health", __name__)
    tally = Tally()

    def healthz() -> Response:
        return _plain("ok\n")

    def readyz() -> Response:
        return _plain("ready\n") if is_ready(desk.office) else _plain("not ready\n", 503)

    def metrics() -> Response:
        waiting = ((f'status="{status}"', count) for status, count in open_tasks(desk.office).items())
        answered = (
            (f'route="{_escaped(route)}",method="{method}",status="{status}"', count)
            for (route, method, status), count in tally.so_far()
        )
        lacking = ((f'means="{one.means}"', one.waiting) for one in standing(desk.office))
        told = _family(REQUESTS, answered) + _family(TASKS, waiting) + _family(ANCHORS, lacking)
        return _plain(told, media=MEDIA)

    for name, view in (("healthz", healthz), ("readyz", readyz), ("metrics", metrics)):
        found.add_url_rule(f"/{name}", name, view, methods=["GET"])
    found.after_app_request(tally.count)
    return found


def _plain(text: str, status: int = 200, media: str = "text/plain; charset=utf-8") -> Response:
    return Response(text, status, headers={"Content-Type": media, "Cache-Control": "no-store"})


def _family(named: tuple[str, str, str], samples: Iterable[tuple[str, int]]) -> str:
    name, kind, about = named
    lines = [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]
    return "\n".join([*lines, *(f"{name}{{{labels}}} {count}" for labels, count in samples), ""])


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
