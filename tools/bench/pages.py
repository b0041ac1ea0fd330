"""The worklist as a signed-in person gets it, against a Flask page by hand that shows the same rows to anybody.

Both are called as WSGI applications in one process. Ours looks up who asks, in which posts and for whom, in two
languages, with filters, links, a token against forged forms and security headers; the page by hand does one query and
one template.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, make_url, update
from werkzeug.test import EnvironBuilder

from flows.procedures import PROCEDURES
from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.service.signing_in import HASHER
from flows.storage import tables as t
from tests.postgres import libpq_url
from tests.service.errand import NOW, World, world
from tools.bench.rounds import Rounds, progress, side_by_side
from web.app import create_app

TASKS = 10_000
ROWS = 50
CALLS = 10  # of each program in one round
UNITS, PARTIES = 60, 40
PASSWORD = "plainly a password for measuring"  # noqa: S105 - of people who live as long as the measurement
HASH = HASHER.hash(PASSWORD)
WAITING = [
    ("engineering_review", "engineering_supervisor"),
    ("safety_review", "safety_supervisor"),
    ("approved", "front_desk"),
]
BY_HAND = """SELECT c.number, c.procedure, ta.state, u.code, p.name, ta.opened_at, ta.due_at, tk.name
FROM tasks ta JOIN cases c ON c.id = ta.case_id
LEFT JOIN units u ON u.id = c.unit_id LEFT JOIN parties p ON p.id = c.applicant_id
LEFT JOIN users tk ON tk.login = ta.claimed_by
WHERE ta.audience = 'engineering_supervisor' AND ta.site_id = 1 AND ta.status IN ('open', 'claimed')
ORDER BY ta.due_at, ta.id LIMIT 51"""
TEMPLATE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>待办</title></head><body>
<form id="acts" method="post"></form><table><thead><tr><th></th><th>单号</th><th>环节</th><th>房号</th><th>申请人</th><th>到达时间</th><th>到期</th><th></th></tr></thead><tbody>
{% for number, procedure, state, unit, applicant, since, due, claimed in rows %}
<tr><td><input type="checkbox" form="acts" name="case" value="{{ number }}" aria-label="勾选 {{ number }}"></td>
<td><a href="/cases/{{ number }}">{{ procedures[procedure] }} {{ number }}</a></td><td>{{ states[procedure, state] }}
{% if claimed %}已认领：{{ claimed }}{% endif %}</td><td>{{ unit or "" }}</td><td>{{ applicant or "" }}</td>
<td>{{ local(since) }}</td><td>{{ local(due) }}{% if due < now %} 逾期{% endif %}</td>
<td><button form="acts" formaction="/watch" name="case" value="{{ number }}" aria-label="关注 {{ number }}">☆</button>
<button form="acts" formaction="/claim" name="case" value="{{ number }}">认领</button></td></tr>
{% endfor %}</tbody></table></body></html>"""


def full(url: str, folder: Path) -> World:
    """A site with ten thousand open tasks, a third of them the engineering supervisor's."""
    north = world(url, folder, *PROCEDURES.values())
    fingerprint = north.office.catalogue.current[HOT_WORK_PERMIT.key].fingerprint
    cases = [_case(number, fingerprint) for number in range(1, TASKS + 1)]
    with north.office.transaction() as connection:
        connection.execute(update(t.users).values(password=HASH))
        units = [{"site_id": 1, "code": f"2-{n}", "building": "2", "revision": 1} for n in range(2, UNITS + 1)]
        connection.execute(insert(t.units), units)
        party = {"site_id": 1, "created_at": NOW, "created_by": 1}
        connection.execute(insert(t.parties), [{**party, "name": f"示例{n}"} for n in range(2, PARTIES + 1)])
        connection.execute(insert(t.cases), cases)
        connection.execute(insert(t.tasks), [_task(case) for case in cases])
    if not url.startswith("sqlite"):
        with psycopg.connect(libpq_url(make_url(url)), autocommit=True) as connection:
            connection.execute("ANALYZE")
    return north


def _case(number: int, fingerprint: str) -> dict[str, Any]:
    opened = NOW - timedelta(minutes=number)
    return {
        "id": number,
        "site_id": 1,
        "number": f"HW-2026-{number:05}",
        "procedure": HOT_WORK_PERMIT.key,
        "version": HOT_WORK_PERMIT.version,
        "fingerprint": fingerprint,
        "state": WAITING[number % len(WAITING)][0],
        "revision": 1,
        "unit_id": number % UNITS + 1,
        "applicant_id": number % PARTIES + 1,
        "registered_by": "desk",
        "opened_at": opened,
        "entered_at": opened,
        "round": 1,
        "data": {},
        "settings": {},
        "approvals": [],
        "waivers": [],
        "registrars": [],
        "head": "0" * 64,
    }


def _task(case: dict[str, Any]) -> dict[str, Any]:
    number = case["id"]
    return {
        "case_id": number,
        "site_id": 1,
        "state": case["state"],
        "audience": WAITING[number % len(WAITING)][1],
        "status": "open",
        "opened_at": case["opened_at"],
        "due_at": NOW + timedelta(minutes=number * 7 % 9000 - 30),
    }


def app_by_hand(fetch: Callable[[str], list[Any]], instant: Callable[[Any], datetime], now: Any) -> Flask:
    app = Flask("by_hand")
    template = app.jinja_env.from_string(TEMPLATE)
    zone = ZoneInfo("Asia/Shanghai")
    procedures = {p.key: p.zh for p in PROCEDURES.values()}
    states = {(p.key, state.code): state.zh for p in PROCEDURES.values() for state in p.states}

    def local(moment: Any) -> str:
        return instant(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    @app.get("/")
    def show() -> str:
        rows = fetch(BY_HAND)[:ROWS]
        return template.render(rows=rows, procedures=procedures, states=states, local=local, now=now)

    return app


@contextmanager
def by_hand(url: str) -> Iterator[Flask]:
    """With a connection of the bare driver, open all the time."""
    if url.startswith("sqlite"):
        lite = sqlite3.connect(make_url(url).database or "")
        now = NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
        yield app_by_hand(
            lambda sql: lite.execute(sql).fetchall(), lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC), now
        )
        lite.close()
    else:
        with psycopg.connect(libpq_url(make_url(url)), prepare_threshold=0, autocommit=True) as connection:
            yield app_by_hand(lambda sql: connection.execute(sql).fetchall(), lambda moment: moment, NOW)


def signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").get_data(as_text=True))
    if token is None:
        raise AssertionError("the page to sign in has no token")
    form = {"login": login, "password": PASSWORD, "csrf_token": token.group(1)}
    if client.post("/login", data=form).status_code != 303:
        raise AssertionError(f"{login} was not let in")
    client.get("/")  # from here on the session holds all that it will
    return client


def caller(app: Flask, path: str, client: FlaskClient | None = None) -> Callable[[], str]:
    """Calls the page as a WSGI server would, with the client's session."""
    headers = {}
    cookie = client.get_cookie("flows") if client else None
    if cookie:
        headers["Cookie"] = f"flows={cookie.value}"
    environ = EnvironBuilder(path=path, headers=headers).get_environ()

    def call() -> str:
        status: list[str] = []
        body = app(dict(environ), lambda line, _headers, _fault=None: status.append(line))
        page = b"".join(body)
        body.close()
        if status != ["200 OK"]:
            raise AssertionError(f"{path}: {status}")
        return page.decode()

    return call


def measure(title: str, url: str, folder: Path, rounds: int, threshold: float) -> Rounds:
    north = full(url, folder)
    app = create_app(north.office, lambda: NOW)
    result = Rounds(f"worklist page, {title}", threshold)
    with by_hand(url) as plain:
        ours, theirs = caller(app, "/", signed_in(app, "eng")), caller(plain, "/")
        _alike(ours(), theirs())
        side_by_side([ours] * CALLS, [theirs] * CALLS)
        for done in range(rounds):
            result.add([ours] * CALLS, [theirs] * CALLS)
            progress(result.what, done + 1, rounds)
    north.office.engine.dispose()
    return result


def _alike(ours: str, theirs: str) -> None:
    """The same cases in the same order, and as many cells."""
    shown = [(re.findall(r"/cases/(HW-[0-9-]+)", page), page.count("<td")) for page in (ours, theirs)]
    if shown[0] != shown[1] or len(shown[0][0]) != ROWS:
        raise AssertionError(f"the two pages differ: {shown}")
