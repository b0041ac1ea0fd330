"""For whoever watches over the installation: is it alive, can it work, what has it done, what waits.

Prometheus' text format. What has happened is counted by this server since it started, over all its processes
(`flows.service.counting`); what waits is counted in the database, so every server says the same of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter

from flask import Blueprint, Response, g, request

from flows.service.counting import ELSE, Counts, Name, counts_of
from flows.service.nightly import last_night
from flows.service.proof.anchoring import standing
from flows.service.pulse import Waiting, is_ready, waiting
from web.api.endpoint import Desk

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SINCE = "since this server started, over its processes."
# Milliseconds up to which answers are counted: from what nobody notices to what everybody does.
STEPS = (10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
# Families of counts: what is counted, and the labels in the order in which they are counted.
COUNTED = {
    "request": ("flows_http_requests_total", f"Requests answered, by route and status, {SINCE}", ("route", "method", "status")),
    "event": ("flows_events_total", f"Events taken, also by the clock, and cases begun, by procedure, {SINCE}", ("procedure", "event")),
    "practised": ("flows_practice_requests_total", f"The same of pages of practice, {SINCE}", ("route", "method", "status")),
    "worked": ("flows_worked_total", f"What a worker has done, by kind, {SINCE}", ("kind",)),
    "unworked": ("flows_work_failures_total", f"Steps of a worker's rounds that have failed, {SINCE}", ("kind",)),
    "scan": ("flows_scans_total", f"Files searched for viruses, by what came of it, {SINCE}", ("outcome",)),
    "refusal": ("flows_refusals_total", f"Conditions that were not met when an event was asked for, {SINCE}", ("guard",)),
}  # fmt: skip
SECONDS = "flows_http_request_seconds"

Sample = tuple[str, float]


def health(desk: Desk) -> Blueprint:
    """/healthz, /readyz and /metrics, open to everybody who reaches the server: they say nothing about any case."""
    found = Blueprint("health", __name__)
    counts = counts_of(desk.office)

    def healthz() -> Response:
        return _plain("ok\n")

    def readyz() -> Response:
        return _plain("ready\n") if is_ready(desk.office) else _plain("not ready\n", 503)

    def metrics() -> Response:
        so_far = counts.so_far()
        waits = _waiting(waiting(desk.office, desk.clock()))
        families = (*_counted(so_far), _timed(so_far), *waits, *_audited(desk), *_anchored(desk))
        return _plain("".join(families), media=MEDIA)

    for name, view in (("healthz", healthz), ("readyz", readyz), ("metrics", metrics)):
        found.add_url_rule(f"/{name}", name, view, methods=["GET"])
    found.before_app_request(_begin)
    found.after_app_request(lambda response: _count(counts, response))
    return found


def _begin() -> None:
    g.begun = perf_counter()


def count_practised(counts: Counts, response: Response) -> Response:
    """Of an application of practice: by its own name, and in nobody's times."""
    counts.add("practised", *_asked(), str(response.status_code))
    return response


def _asked() -> tuple[str, str]:
    """Routes are rules and not addresses, so that their number is bounded."""
    route = request.url_rule.rule if request.url_rule else "(none)"
    return route, request.method if request.method in METHODS else "(other)"


def _count(counts: Counts, response: Response) -> Response:
    counts.add("request", *_asked(), str(response.status_code))
    now = perf_counter()
    took = (now - g.get("begun", now)) * 1000  # a request that is refused before it has begun took nothing
    step = next((str(step) for step in STEPS if took <= step), "+Inf")
    counts.add("took", step)
    counts.add("microseconds", many=round(took * 1000))
    return response


def _counted(so_far: dict[Name, int]) -> Iterator[str]:
    for kind, (name, about, labels) in COUNTED.items():
        samples = sorted(
            (_labelled(zip(labels, what[1:], strict=True)), count) for what, count in so_far.items() if what[0] == kind
        )
        yield _family((name, "counter", about), samples)
    full = [("", so_far[ELSE])] if ELSE in so_far else []
    if full:
        yield _family(("flows_uncounted_total", "counter", "Counted by no name: there were too many."), full)


def _timed(so_far: dict[Name, int]) -> str:
    """How long answers took to be made, without the way through the network."""
    below, samples = 0, list[Sample]()
    for step in (*map(str, STEPS), "+Inf"):
        below += so_far.get(("took", step), 0)
        border = step if step == "+Inf" else f"{int(step) / 1000:g}"
        samples.append((f'_bucket{{le="{border}"}}', below))
    samples += [("_sum", so_far.get(("microseconds",), 0) / 1_000_000), ("_count", below)]
    return _family((SECONDS, "histogram", f"Time until an answer was made, {SINCE}"), samples)


def _waiting(found: Waiting) -> Iterator[str]:
    yield _gauge("flows_open_tasks", "Tasks that wait, over all sites.", _by("status", found.tasks))
    yield _gauge("flows_waiting_tasks", "The same by the posts that may take them.", _by("posts", found.by_post))
    yield _gauge("flows_late_tasks", "Tasks whose moment has passed.", [("", found.late)])
    yield _gauge("flows_latest_task_seconds", "How long ago the moment of the latest has passed.", [("", found.latest)])
    yield _gauge(
        "flows_due_deadlines", "Deadlines with an event or a reminder that is due and not done.", [("", found.due)]
    )
    yield _gauge("flows_due_oldest_seconds", "For how long the oldest of them has been due.", [("", found.behind)])
    yield _gauge("flows_outbox_entries", "Entries that no worker has told of yet.", [("", found.outbox)])
    yield _gauge("flows_outbox_oldest_seconds", "Age of the oldest of them.", [("", found.oldest)])
    yield _gauge(
        "flows_messages",
        "Messages to people's channels.",
        _by("state", {"waiting": found.messages, "dead": found.dead}),
    )


def _audited(desk: Desk) -> Iterator[str]:
    """Of the last night; nothing before the first."""
    night = last_night(desk.office)
    if night is not None:
        ended = int(night.ended_at.timestamp()) if night.ended_at else 0
        yield _gauge("flows_audit_cases", "Cases that the last nightly audit has looked at.", [("", night.cases)])
        yield _gauge("flows_audit_faults", "What it has found that doesn't add up.", [("", night.faults)])
        yield _gauge("flows_audit_ended_seconds", "When it was through, since 1970; nought: at work.", [("", ended)])


def _anchored(desk: Desk) -> Iterator[str]:
    """By each means that was ever used; none: nothing is anchored outside."""
    lacking = {one.means: one.waiting for one in standing(desk.office)}
    if lacking:
        about = "Checkpoints whose root is not outside yet, by means."
        yield _gauge("flows_anchors_waiting", about, _by("means", lacking))


def _by(label: str, found: Mapping[str, int]) -> list[Sample]:
    return [(_labelled([(label, name)]), count) for name, count in sorted(found.items())]


def _gauge(name: str, about: str, samples: Iterable[Sample]) -> str:
    return _family((name, "gauge", about), samples)


def _plain(text: str, status: int = 200, media: str = "text/plain; charset=utf-8") -> Response:
    return Response(text, status, headers={"Content-Type": media, "Cache-Control": "no-store"})


def _family(named: tuple[str, str, str], samples: Iterable[Sample]) -> str:
    name, kind, about = named
    lines = [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]
    return "\n".join([*lines, *(f"{name}{labels} {count:.15g}" for labels, count in samples), ""])


def _labelled(labels: Iterable[tuple[str, str]]) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
