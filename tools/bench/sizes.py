"""What else people do all day, by itself, and what one event asks of the database: size, and no comparison."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sqlalchemy import update

from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.storage.tables import users
from tests.service.errand import NOW, World
from tools.bench.counting import heard, queries, rows_written
from tools.bench.pages import HASH, caller, signed_in
from tools.bench.permit import STEPS, begun, site, taken
from tools.bench.rounds import alone
from web.app import create_app

TIMES = 40


def measure(title: str, url: str, folder: Path) -> list[str]:
    north = site(url, folder)
    with north.office.transaction() as connection:
        connection.execute(update(users).values(password=HASH))
    number = begun(north)
    taken(north.office, number, NOW)
    app = create_app(north.office, lambda: NOW)
    page = caller(app, f"/cases/{number}", signed_in(app, "safe"))
    page()
    found = [
        f"{f'case page, {title}':<34} {alone(page, TIMES):>8.2f} ms",
        f"{f'start a case, {title}':<34} {alone(partial(north.start, procedure=HOT_WORK_PERMIT.key), TIMES):>8.2f} ms",
        f"{f'an event, {title}':<34} {_of_an_event(north)}",
    ]
    north.office.engine.dispose()
    return found


def _of_an_event(north: World) -> str:
    """On average over the path."""
    one, other = begun(north), begun(north)
    with heard(north.office) as statements:  # on connections of its own
        taken(north.office, one, NOW)
    before = rows_written(north.office)
    taken(north.office, other, NOW)
    rows = (rows_written(north.office) - before) / len(STEPS)
    return f"{len(queries(statements)) / len(STEPS):>8.2f} statements, {rows:.2f} rows"
