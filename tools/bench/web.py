"""The worklist over HTTP beside a bare page with the same rows, and what a web process takes to start and to run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tools.bench.crew import Crew, crew
from tools.bench.pages import PASSWORD, full
from tools.bench.permit import SECRET
from tools.bench.rounds import progress
from tools.bench.servers import Server, cookie_of, free_port, loading, program, rate, server
from tools.bench.table import Goal, Line, paired

PROCESSES, CONNECTIONS = 2, 4
SECONDS = 2.0  # of load in one round
MOST_MEGABYTES = 90


def variables(url: str, folder: Path) -> dict[str, str]:
    return {
        "FLOWS_DATABASE_URL": url,
        "FLOWS_SECRET_KEY": SECRET.decode(),
        "FLOWS_ATTACHMENTS": str(folder),
        "FLOWS_PRACTICE": f"{folder}-practice",  # beneath the working folder it would lie among the papers
        "PYTHONPATH": ":".join(sys.path),
    }


def measure(title: str, url: str, folder: Path, rounds: int, seconds: float = SECONDS) -> Iterator[Line]:
    full(url, folder).office.engine.dispose()
    given = variables(url, folder)
    yield from _starting(title, url, folder, max(rounds // 3, 3))
    with ExitStack() as stack:
        ours = _ours(stack, given, folder, PROCESSES)
        theirs = _bare(stack, url, given, folder)
        cookie = cookie_of(ours.port, "eng", PASSWORD)
        clients = stack.enter_context(crew(CONNECTIONS, loading))
        found = []
        for done in range(rounds + 1):
            order = ((ours, cookie), (theirs, "")) if done % 2 else ((theirs, ""), (ours, cookie))
            pair = {each.port: _loaded(clients, each, worn, seconds) for each, worn in order}
            found.append((pair[ours.port], pair[theirs.port]))
            progress(f"worklist over HTTP, {title}", done + 1, rounds + 1)
        yield from _told(title, found[1:])
        sizes = f"resident, the larger of {PROCESSES} after the load"
        yield Line(f"memory under load, {title}", [ours.memory()], Goal(MOST_MEGABYTES, most=True), sizes, "MB")


def _ours(stack: ExitStack, given: dict[str, str], folder: Path, processes: int) -> Server:
    port = free_port()
    command = program("serve", "--port", str(port), "--workers", str(processes), "--no-embed")
    return stack.enter_context(server(command, port, given, folder))


def _bare(stack: ExitStack, url: str, given: dict[str, str], folder: Path) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "tools.bench.bare", url, str(port), str(PROCESSES)]
    return stack.enter_context(server(command, port, given, folder))


def _hello(stack: ExitStack, given: dict[str, str], folder: Path) -> Server:
    port = free_port()
    return stack.enter_context(server([sys.executable, "-m", "tools.bench.hello", str(port)], port, given, folder))


def _loaded(clients: Crew, loaded: Server, cookie: str, seconds: float) -> tuple[float, float]:
    return rate(clients.at_once("load", loaded.port, cookie, seconds))


def _told(title: str, found: list[tuple[tuple[float, float], tuple[float, float]]]) -> Iterator[Line]:
    ours, theirs = [each[0] for each in found], [each[1] for each in found]
    for place, what, unit, goal in ((0, "rate", "/s", Goal(0.7)), (1, "p95", "ms", None)):
        mine, other = [each[place] for each in ours], [each[place] for each in theirs]
        sizes = f"{median(mine):,.1f} {unit}, bare {median(other):,.1f} {unit}"
        yield Line(f"worklist over HTTP, {title}: {what} for bare", paired(mine, other), goal, sizes)


def _starting(title: str, url: str, folder: Path, times: int) -> Iterator[Line]:
    """One process each, in turns, until it answers; the database is up to date already."""
    ours, hello, alone = [], [], []
    given = variables(url, folder)
    for _ in range(times):
        with ExitStack() as stack:
            started = _ours(stack, given, folder, 1)
            ours.append(started.seconds)
            alone.append(started.memory())
        with ExitStack() as stack:
            hello.append(_hello(stack, given, folder).seconds)
    sizes = f"{median(ours):.2f} s, Flask that says hello {median(hello):.2f} s"
    yield Line(f"start of a web process, {title}", paired(ours, hello), None, sizes)
    sizes = "resident, one process by itself, just started"
    yield Line(f"memory of a web process, {title}", alone, Goal(MOST_MEGABYTES, most=True), sizes, "MB")
