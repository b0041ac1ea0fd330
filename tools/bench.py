"""How long the commonest requests take, on SQLite and on a PostgreSQL that really writes to disk.

    make bench            a site with 500 cases
    make bench ARGS=5000  as many as you like

It runs the small procedure of the service's tests, so that the numbers compare from release to release whatever
becomes of the declared procedures. A number is the time of one call of the service, without HTTP.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flows.service.beside import attach
from flows.service.case_list import list_cases
from flows.service.case_view import case_view
from flows.service.worklist import worklist
from tests.postgres import running_postgres
from tests.service.errand import World, errand, world

PDF = b"%PDF-1.4 an application"
READS = 100
ROW = "{:<26} {:>8} {:>10} {:>10}"


class Stopwatch:
    """Collects how long each kind of call took, in milliseconds."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}

    def __call__(self, what: str, call: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = call()
        self.taken.setdefault(what, []).append((time.perf_counter() - began) * 1000)
        return answer


def one_case(north: World, watch: Stopwatch) -> str:
    """From the application to its second signature."""
    number = watch("start a case", north.start)
    watch("attach a paper", partial(attach, north.office, "desk", number, "paper", "a.pdf", PDF, north.now))
    for login, event, words in (
        ("desk", "submit", {"price": "0"}),
        ("eng", "endorse", {"opinion": "同意"}),
        ("eng", "sign", {}),
    ):
        seen = north.revision(number)
        watch("take an event", partial(north.act, login, number, event, seen=seen, **words))
    return number


def measure(north: World, cases: int) -> Stopwatch:
    watch = Stopwatch()
    numbers = []
    for done in range(cases):
        numbers.append(one_case(north, watch))
        progress(done + 1, cases)
    for number in (numbers * READS)[:READS]:
        watch("open a case", partial(case_view, north.office, "safe", number, north.now))
        watch("worklist, first page", partial(worklist, north.office, "safe", north.now))
        watch("list of cases, first page", partial(list_cases, north.office, "desk", north.now))
    return watch


def progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{of} cases", end="" if done < of else "\r\033[K", file=sys.stderr, flush=True)


def report(title: str, cases: int, watch: Stopwatch) -> None:
    print(ROW.format(f"{title}, {cases} cases", "calls", "median ms", "95 % ms"))
    for what, taken in watch.taken.items():
        print(ROW.format(what, len(taken), f"{median(taken):.2f}", f"{quantiles(taken, n=20)[-1]:.2f}"))
    print()


@contextmanager
def databases(room: Path) -> Iterator[dict[str, str]]:
    with running_postgres(durable=True) as server:
        url = server.create()
        yield {"SQLite": f"sqlite:///{room / 'flows.db'}", "PostgreSQL": url.render_as_string(hide_password=False)}
        server.drop(url)


def main(cases: int) -> None:
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as urls:
        for title, url in urls.items():
            north = world(url, Path(folder) / title, errand())
            report(title, cases, measure(north, cases))
            north.office.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
