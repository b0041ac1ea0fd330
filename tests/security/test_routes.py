"""Every route as every kind of person, of the site and of another, held against the one table of who may."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.furnished import Files
from tests.security.asked import NOT_ASKED, answers, routes, table
from tests.security.house import KINDS, NOBODY, House, house
from tests.service.kept_office import story

SHUT = frozenset({"401", "403", "404", "login"})
NORTH = frozenset(KINDS) - {NOBODY, "none", "south", "root"}
Cells = Mapping[str, str]
TABLE = table()


@pytest.fixture(scope="module")
def asked(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("routes")
    with house(files.copy(story, folder), folder) as made:
        yield made


def test_every_route_has_its_class_and_no_row_is_of_a_route_that_is_gone(asked: House) -> None:
    there = set(routes(asked.app))
    named = {name.partition(" (")[0] for name in TABLE}
    assert there - named == set(), "run `python -m tests.security.asked`, give each its class and read what it answers"
    assert named - there == set()
    assert {name for name, (kind, _) in TABLE.items() if kind not in PROMISES} == set()


def test_everybody_is_answered_as_the_table_says(asked: House) -> None:
    classes = {name: kind for name, (kind, _) in TABLE.items()}
    found = {name: cells for route in routes(asked.app) for name, cells in answers(asked, route, classes)}
    told = {name: cells for name, (_, cells) in TABLE.items()}
    assert {name: (cells, told.get(name)) for name, cells in found.items() if cells != told.get(name)} == {}
    assert len(found) == len(told) > 200


def of(cells: Cells, *kinds: str) -> set[str]:
    return {cells[kind] for kind in kinds if kind in cells}


def strangers_are_out(cells: Cells) -> bool:
    """Who isn't signed in, and whoever has no post at the site, whatever they are elsewhere: neither in nor anything
    written. (A button on a line of a list answers with the list and says there that nothing was done.)"""
    return cells[NOBODY] in SHUT and not any(one.endswith("+") for one in of(cells, NOBODY, "none", "south"))


def public(cells: Cells) -> bool:
    return not any(cell.endswith("+") for cell in cells.values())


def signed_in(cells: Cells) -> bool:
    """Everybody alike: what is there is one's own, or nobody's."""
    return cells[NOBODY] in SHUT and len(of(cells, "none", "south", "desk")) == 1


def nothing(cells: Cells) -> bool:
    """As if it were not there, whoever asks."""
    return cells[NOBODY] in SHUT and of(cells, *(set(cells) - {NOBODY})) == {"404"}


def own(cells: Cells) -> bool:
    """The front desk's; not even an administrator's."""
    return cells["desk"] not in SHUT and of(cells, *(set(cells) - {"desk"})) <= SHUT


def site(cells: Cells) -> bool:
    """All who work there alike."""
    return strangers_are_out(cells) and len(of(cells, *NORTH)) == 1 and not of(cells, *NORTH) & SHUT


def posts(cells: Cells) -> bool:
    """Some of those who work there, and not others."""
    inside = of(cells, *NORTH)
    return strangers_are_out(cells) and len(inside) > 1 and not inside <= SHUT


def administrator(cells: Cells) -> bool:
    """No other post. Who administers another site alone gets no further than to what is no site's."""
    return cells[NOBODY] in SHUT and of(cells, "none", "desk", "director") <= SHUT and cells["root"] not in SHUT


PROMISES: Mapping[str, Callable[[Cells], bool]] = {
    "public": public,
    "signed-in": signed_in,
    "nothing": nothing,
    "own": own,
    "site": site,
    "posts": posts,
    "superiors": posts,
    "administrator": administrator,
}


@pytest.mark.parametrize("kind", PROMISES)
def test_each_row_keeps_what_its_class_promises(kind: str) -> None:
    rows = {name: cells for name, (of_kind, cells) in TABLE.items() if of_kind == kind}
    asked_for = {
        name: {who: cell for who, cell in zip(KINDS, cells, strict=True) if cell != NOT_ASKED}
        for name, cells in rows.items()
    }
    assert [name for name, cells in asked_for.items() if not PROMISES[kind](cells)] == []
    assert rows


# Where somebody of another site acts in administration: at what is no site's, at their own site, or at all.
ELSEWHERE = {
    "GET /admin", "GET /admin/sites", "GET /admin/users/new", "GET /admin/import/template.<kind>", "POST /admin/settings (of the south)",
    "POST /admin/users/<login>/posts (of the south)",
}  # fmt: skip


def test_an_administrator_of_another_site_does_nothing_here() -> None:
    south = KINDS.index("south")
    rows = {name: cells[south] for name, (kind, cells) in TABLE.items() if kind == "administrator"}
    assert {name for name, cell in rows.items() if cell not in SHUT} == ELSEWHERE


def test_no_form_is_taken_without_its_mark(asked: House) -> None:
    """The mark that only a page of ours carries: another site's form would come without."""
    forms = [route for route in routes(asked.app) if route.startswith("POST ") and not route.startswith("POST /api/")]
    for route in forms:
        path = re.sub(r"<[^>]+>", "1", route.partition(" ")[2])
        assert asked.ask("root", "POST", path, csrf=False).status_code == 400, route
    assert not asked.wrote()
    assert len(forms) > 60


def test_programs_are_known_by_their_token_and_never_by_a_browser_s_cookie(asked: House) -> None:
    """Else another site's page could make a browser call the interface, which asks for no mark."""
    for route in (route for route in routes(asked.app) if " /api/" in route):
        method, path = route.split(" ")
        client = asked.app.test_client()
        client.set_cookie("flows", asked.cookies["root"])
        status = client.open(re.sub(r"<[^>]+>", "1", path), method=method).status_code
        assert status == (200 if route in OPEN else 401), route


OPEN = {"GET /api/v1/openapi.json"}


def test_practice_is_for_whoever_is_signed_in_and_each_has_their_own(asked: House) -> None:
    branch = asked.app.extensions["practice"]
    known = set(routes(asked.app))
    for route in routes(branch):
        method, path = route.split(" ", 1)
        assert route in known or route in ROOM, f"{route} is a new page of practice: name it here"
        if path == "/static/<path:filename>":
            continue
        answer = asked.ask(NOBODY, method, "/practice" + re.sub(r"<[^>]+>", "1", path))
        assert (answer.status_code, str(answer.location)[:6]) in ((303, "/login"), (404, "None")), route
    begun = asked.ask("desk", "POST", "/practice/room/exercises/permit_fire_watch").location
    assert asked.ask("desk", "GET", begun).status_code == 200
    for kind in ("none", "south", "admin", "root"):
        assert asked.ask(kind, "GET", begun).status_code == 404, kind
        assert asked.ask(kind, "GET", f"/practice/cases/{asked.things['number']}").status_code == 404, kind
    assert not asked.wrote()


ROOM = {
    "GET /room", "GET /room/leave", "GET /room/result", "POST /room/anew", "POST /room/clock", "POST /room/colleague",
    "POST /room/exercises/<key>", "POST /room/seat",
}  # fmt: skip


@pytest.mark.parametrize("path", ["/static/../security.py", "/static/..%2f..%2fapp.py", "/static/%00", "/static/"])
def test_static_files_are_those_of_their_folder(asked: House, path: str) -> None:
    assert asked.ask(NOBODY, "GET", path).status_code == 404
