"""Pages of databases with ten thousand, a hundred thousand and a million cases, in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from flows.storage import tables as t
from tests.service.errand import NOW, World
from tools.bench.many import filled
from tools.bench.pages import caller, signed_in
from tools.bench.rounds import progress, timed
from tools.bench.table import Goal, Line, paired
from web.app import create_app

WORKLIST = "worklist"
AT_MOST = {WORKLIST: 1.5}  # of the largest database for the smallest
CALLS = 3  # of each page in one round
NAME, ROOM, NUMBER = "甲丙", "2-7", "HW-2026-0000"  # what is searched for


@dataclass
class Grown:
    """One database with its pages; milliseconds a call, page by page and round by round."""

    cases: int
    north: World
    pages: dict[str, Callable[[], str]]
    found: dict[str, list[float]] = field(default_factory=dict)

    def one_round(self) -> None:
        for what, call in self.pages.items():
            self.found.setdefault(what, []).append(median(timed(call) for _ in range(CALLS)))


def grown(url: str, folder: Path, cases: int) -> Grown:
    north = filled(url, folder, cases)
    app = create_app(north.office, lambda: NOW)
    client = signed_in(app, "eng")
    pages = {
        WORKLIST: "/",
        "worklist, next page": _following(client),
        "case page": f"/cases/{_waiting(north)}",
        **_searches(app),
    }
    made = Grown(cases, north, {what: caller(app, path, client) for what, path in pages.items()})
    for call in made.pages.values():
        call()
    return made


def _waiting(north: World) -> str:
    """A case in the middle that waits for the engineering supervisor."""
    query = select(t.cases.c.number).where(t.cases.c.state == "engineering_review").order_by(t.cases.c.id)
    with north.office.read() as connection:
        return str(connection.execute(query.limit(1).offset(10)).scalar_one())


def _following(client: FlaskClient) -> str:
    """The address of the worklist's second page."""
    page = client.get("/").get_data(as_text=True)
    _, _, rest = page.partition("?cursor=")
    return f"/?cursor={rest.partition(chr(34))[0].partition('&')[0]}"


def _searches(app: Flask) -> dict[str, str]:
    """Where the program has a page that searches."""
    if "/cases" not in {str(rule) for rule in app.url_map.iter_rules()}:
        return {}
    words = {"search by name": NAME, "search by unit": ROOM, "search by number": NUMBER}
    return {what: f"/cases?q={quote(word)}" for what, word in words.items()}


def measure(title: str, new: Callable[[], str], folder: Path, sizes: tuple[int, ...], rounds: int) -> Iterator[Line]:
    """The ratio is of the largest database for the smallest."""
    databases = [grown(new(), folder / str(cases), cases) for cases in sizes]
    for done in range(rounds + 1):
        for database in databases if done % 2 else reversed(databases):
            database.one_round()
        progress(f"pages of large databases, {title}", done + 1, rounds + 1)
    for what in databases[0].pages:
        found = [database.found[what][1:] for database in databases]
        shown = ", ".join(f"{each.cases:,}: {median(ms):.2f} ms" for each, ms in zip(databases, found, strict=True))
        goal = Goal(AT_MOST[what], most=True) if what in AT_MOST else None
        yield Line(f"{what}, {title}, {sizes[-1]:,} for {sizes[0]:,}", paired(found[-1], found[0]), goal, shown)
    if len(databases[0].pages) == 3:
        yield Line(f"search, {title}", [], sizes="no page that searches yet")
    for database in databases:
        database.north.office.engine.dispose()
