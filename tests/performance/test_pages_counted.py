"""No page asks once for each of its rows: with forty of everything it takes the queries that it takes with three."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from flows.procedures import PROCEDURES
from flows.service.tokens import create_token
from tests.performance.crowd import ADMINISTRATOR, multiply, peopled
from tests.service.errand import World, errand, world
from tools.bench.counting import heard, queries
from tools.bench.pages import signed_in
from web.app import create_app

FEW, MANY = range(1, 3), range(3, 40)  # beside the first of each
MOST = 6
DECLARED = ("complaint", "hot_work_permit", "item_release")

FOR_THE_DESK = """/ /?view=mine /?view=waiting /?view=watched /?view=done /worklist/counts?saved=1 /worklist/filters
/?q=电梯&unit=1- /?mine=1 /?overdue=1 /?procedure=errand /account /account/notices /account/second-factor /account/substitutes /account/tokens
/worklist/several?case=ER-2026-0001@north&case=ER-2026-0002@north /worklist/assign?case=ER-2026-0001@north
/cases /cases?q=示例 /cases?q=电梯 /cases?procedure=errand /cases?overdue=1 /cases?q=示例&procedure=errand&site=north
/cases/{opened} /cases/{opened}/comments /cases/{opened}/told /cases/{opened}/events/pay /cases/{drafted} /notices /notices/count /phrases?site=north&use=opinion
/parties /parties?q=示例 /parties/{owner} /parties/{owner}/edit /parties/new?site=north
/procedures /procedures/errand /registers /registers/errand?site=north /registers/complaint?site=north
/registers/hot_work_permit?site=north /reports /reports/permits?site=north /reports/waiting?site=north
/start /start/errand?site=north /start/errand?site=north&unit=1-101
/start/errand?site=north&find=1-1 /start/errand?site=north&find=示例 /start/errand?site=north&find=sl /units /units?q=1- /units?q=示例 /units/1-101?site=north /units/1-101/tenure?site=north
/units/1-101/authorise?site=north /units/1-101/permit?site=north /verify"""
FOR_ADMINISTRATORS = """/admin /admin/deliveries?site=north /admin/deliveries?site=north&state=dead /admin/reveals?site=north
/admin/settings?site=north&procedure=errand /admin/settings?site=north /admin/sites /admin/substitutions /admin/users
/admin/users/desk /admin/users/new /admin/webhooks?site=north /admin/phrases?site=north /admin/calendar?site=north /admin/import?site=north
/reports/money?site=north /reports/deposits?site=north /reports/follow_ups?site=north /reports/complaints?site=north
/dashboard?site=north /dashboard/overview?site=north /dashboard/errand?site=north /dashboard/cases?site=north&what=waiting
/dashboard/cases?site=north&what=ended&procedure=errand /dashboard/cases?site=north&what=stayed&procedure=errand&state=draft
/dashboard/cases?site=north&what=permits&kind=thing /dashboard/cases?site=north&what=complaints
/reports/training?site=north /reports/points?site=north /reports/handovers?site=north /reports/special?site=north"""
FOR_PROGRAMS = """authorisations cases cases?q=示例 cases?state=review cases?overdue=true cases?unit=1-101&site=north
cases/{opened} cases/{opened}/comments cases/{opened}/history cases/{opened}/offers cases/{opened}/sheets parties parties?q=示例
parties?unit=1-101&site=north parties/{owner} procedures procedures/errand registers registers/errand?site=north reports
reports/waiting?site=north substitutions tasks tasks?mine=true tasks?procedure=errand units units?q=示例 units/1-101?site=north
users users/desk"""
STARS = """INSERT INTO watches (login, case_id, site_id, at)
SELECT 'desk', id, site_id, opened_at FROM cases WHERE id NOT IN (SELECT case_id FROM watches)"""
OWN = "'main'."  # begins what SQLite's full-text index asks of its own tables, once for each connection
WAITED_FOR = ("/", "/cases", "/registers", "/notices", "/units", "/parties", "/admin/deliveries")  # all day long


@pytest.fixture
def north(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """On one kind of database: what a page asks is the same on both, and how, `test_plans.py` holds."""
    made = world(sqlite_url, tmp_path / "attachments", errand(), *(PROCEDURES[key] for key in DECLARED))
    peopled(made)
    yield made
    made.office.engine.dispose()


def addresses(north: World, words: str) -> list[str]:
    return words.format(opened="ER-2026-0003", drafted="ER-2026-0001", owner=north.owner).split()


def counted(north: World, client: FlaskClient, paths: list[str], **headers: str) -> dict[str, list[str]]:
    """What each page asks, once all that is kept in the process is kept."""
    found = {}
    for path in paths:
        for _ in range(2):
            with heard(north.office) as statements:
                answer = client.get(path, headers=headers)
            assert answer.status_code == 200, (path, answer.status_code, answer.get_data(as_text=True)[-500:])
        found[path] = [asked for asked in queries(statements) if OWN not in asked]
    return found


def all_counted(north: World, app: Flask, token: str) -> dict[str, list[str]]:
    return {
        **counted(north, signed_in(app, "desk"), addresses(north, FOR_THE_DESK)),
        **counted(north, signed_in(app, ADMINISTRATOR), addresses(north, FOR_ADMINISTRATORS)),
        **counted(
            north,
            app.test_client(),
            [f"/api/v1/{path}" for path in addresses(north, FOR_PROGRAMS)],
            Authorization=f"Bearer {token}",
        ),
    }


def watch_all(north: World) -> None:
    with north.office.transaction() as connection:
        connection.execute(text(STARS))


def test_no_page_asks_once_for_each_row(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        import_module("flows.service.dashboard.behind"), "PERMITS", ("thing",)
    )  # what the errand's register holds
    app = create_app(north.office, lambda: north.now)
    token = create_token(north.office, "desk", "desk", "示例", north.now).secret
    multiply(north, FEW)
    watch_all(north)
    few = all_counted(north, app, token)
    multiply(north, MANY)
    watch_all(north)
    many = all_counted(north, app, token)
    # A page that is full asks less: it need not look for what lies behind it.
    grown = {
        path: (len(few[path]), len(many[path]), many[path][-3:]) for path in few if len(few[path]) < len(many[path])
    }
    assert grown == {}
    found = {
        path: many[path]
        for path in many
        if path.split("?")[0] in WAITED_FOR or path.startswith(("/cases", "/dashboard", "/reg", "/worklist"))
    }
    assert {path: asked for path, asked in found.items() if not 1 <= len(asked) <= MOST} == {}
    assert len(found) > len(WAITED_FOR)
