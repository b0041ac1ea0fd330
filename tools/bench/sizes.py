"""What else people do all day, by itself: size, and no comparison."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sqlalchemy import update

from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.storage.tables import users
from tests.service.errand import NOW
from tools.bench.pages import HASH, caller, signed_in
from tools.bench.permit import begun, site, taken
from tools.bench.rounds import alone
from tools.bench.table import Line
from web.app import create_app

TIMES = 40


def measure(title: str, url: str, folder: Path) -> list[Line]:
    north = site(url, folder)
    with north.office.transaction() as connection:
        connection.execute(update(users).values(password=HASH))
    number = begun(north)
    taken(north.office, number, NOW)
    app = create_app(north.office, lambda: NOW)
    page = caller(app, f"/cases/{number}", signed_in(app, "safe"))
    page()
    found = [
        Line(f"case page, {title}", alone(page, TIMES), unit="ms"),
        Line(f"start a case, {title}", alone(partial(north.start, procedure=HOT_WORK_PERMIT.key), TIMES), unit="ms"),
    ]
    north.office.engine.dispose()
    return found
