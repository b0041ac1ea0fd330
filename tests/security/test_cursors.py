"""Every list, of pages and of the interface, asked to go on from a mark that nobody gave out: a no in words, never a defect."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests.furnished import Files
from tests.security.asked import routes, table, ways
from tests.security.house import KINDS, House, house
from tests.service.kept_office import story
from web.api import PREFIX
from web.api.shapes import CURSOR
from web.api.table import ENDPOINTS

LISTS = frozenset(
    f"GET {path}"
    for path in (
        *("/", "/account/substitutes", "/admin/deliveries", "/admin/reveals", "/admin/substitutions", "/admin/users"),
        *("/cases", "/cases/<number>/comments", "/cases/<number>/told", "/dashboard/cases", "/parties"),
        *("/registers/<procedure>", "/units"),
    )
)
VIEWS = ("/?view=mine", "/?view=waiting", "/?view=watched", "/?view=done")
DEEP = "[" * 1_400  # deeper than the reader of JSON goes, and no longer than the interface takes
# Of the kinds that one list or another has, and of no row of it: no text, beyond every number, no moment.
FORGED = (
    *('["\\ud800"]', '["\\ud800", 1]', '["north", "\\ud800"]', '["north", "\\u0000"]', "[9223372036854775808]"),
    *('["x", 1]', '["0001-01-01T00:00:00+14:00", 1]', '["2026-03-02T09:00:00+08:00", 9223372036854775808]'),
)


@pytest.fixture(scope="module")
def asked(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("cursors")
    with house(files.copy(story, folder), folder) as made:
        made.app.testing = False  # a defect is a page, as it is for people
        made.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield made


def pages(asked: House, lists: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Each with its route and somebody who may see it: of the front desk, where they may."""
    for name, (_, cells) in table().items():
        route = name.partition(" (")[0]
        if route in lists and "200" in cells:
            kind = "desk" if cells[KINDS.index("desk")] == "200" else KINDS[cells.index("200")]
            yield from ((route, kind, way.path.format(**asked.things)) for named, way in ways(route) if named == name)
    yield from (("GET /", "desk", path) for path in VIEWS if "GET /" in lists)


def going_on(asked: House, kind: str, path: str, cursor: str) -> TestResponse:
    mark = urlsafe_b64encode(cursor.encode()).decode()
    return asked.ask(kind, "GET", f"{path}{'&' if '?' in path else '?'}cursor={mark}")


def of_the_interface() -> frozenset[str]:
    lists = (one.path for one in ENDPOINTS if one.method == "GET" and CURSOR in one.query)
    return frozenset(f"GET {PREFIX}{path.replace('{', '<').replace('}', '>')}" for path in lists)


def statuses(asked: House, lists: frozenset[str], cursor: str) -> dict[tuple[str, str], int]:
    return {(route, path): going_on(asked, kind, path, cursor).status_code for route, kind, path in pages(asked, lists)}


@pytest.mark.parametrize("cursor", [DEEP, "{}", "null"], ids=["deep", "object", "null"])
def test_a_mark_of_no_list_is_refused_by_every_list(asked: House, cursor: str) -> None:
    lists = LISTS | of_the_interface()
    found = statuses(asked, lists, cursor)
    assert {one: status for one, status in found.items() if status != 422} == {}
    assert {route for route, _ in found} == lists


@pytest.mark.parametrize("cursor", FORGED)
def test_a_mark_that_no_row_has_is_no_defect_anywhere(asked: House, cursor: str) -> None:
    found = statuses(asked, LISTS | of_the_interface(), cursor)
    assert {one: status for one, status in found.items() if status not in (200, 422)} == {}


def test_no_other_page_reads_such_a_mark(asked: House) -> None:
    """Else the list of lists above is too short."""
    every = frozenset(one for one in routes(asked.app) if one.startswith("GET ") and not one.startswith("GET /api/"))
    assert {route for (route, _), status in statuses(asked, every, DEEP).items() if status != 200} == LISTS
