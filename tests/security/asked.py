"""Asks every route as every kind of person. `python -m tests.security.asked` writes what it found into the table, to be
read before it is committed: the table says who may, and the test holds the routes against it."""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.security.house import KINDS, NOBODY, House, house
from tests.security.ways import NUMBER, USUAL, WAYS, Way

TABLE = Path(__file__).with_name("routes.txt")
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
NOT_ASKED = "·"
# Whom a class tells apart.
ASKED = {
    "public": (NOBODY, "desk"),
    "signed-in": (NOBODY, "none", "south", "desk"),
    "nothing": (NOBODY, "south", "desk", "admin"),
    "own": (NOBODY, "none", "south", "desk", "director", "admin"),
    "site": (NOBODY, "none", "south", "desk", "trainer"),
    "posts": (NOBODY, "south", "desk", "safety", "director", "gate", "admin"),
    "superiors": (NOBODY, "south", "desk", "lead", "safety", "admin"),
    "administrator": (NOBODY, "none", "south", "desk", "director", "admin", "root"),
}


def routes(app: Flask) -> list[str]:
    """Every "METHOD rule" there is."""
    found = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    }
    return sorted(found, key=lambda route: (route.partition(" ")[2], route))


def ways(route: str) -> Iterator[tuple[str, Way]]:
    """Each way with the name of its row."""
    rule = route.partition(" ")[2]
    usual = Way(re.sub(r"<[^>]+>", lambda one: USUAL[one.group()], rule))
    for way in WAYS.get(route, (usual,)):
        yield (f"{route} ({way.name})" if way.name else route), way


def answers(found: House, route: str, classes: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Each row's name, and what each kind of person is answered that its class asks for."""
    method = route.partition(" ")[0]
    for name, way in ways(route):
        whom = ASKED.get(classes.get(name, ""), KINDS)
        yield name, [cell(found, kind, method, way) if kind in whom else NOT_ASKED for kind in KINDS]


def cell(found: House, kind: str, method: str, way: Way) -> str:
    """The status; `login` for being sent there, and a `+` where something was written."""
    sent = filled({**({"data": dict(way.form)} if way.form else {}), **way.more}, found.things)
    answer = found.ask(kind, method, way.path.format(**found.things), **sent)
    return said(answer) + ("+" if found.wrote() else "")


def said(answer: TestResponse) -> str:
    if answer.status_code == 303 and str(answer.location).split("?")[0].endswith("/login"):
        return "login"
    return str(answer.status_code)


def filled(given: Any, things: dict[str, str]) -> Any:
    if isinstance(given, dict):
        return {name: filled(value, things) for name, value in given.items()}
    if isinstance(given, list):
        return [filled(value, things) for value in given]
    if isinstance(given, tuple):
        return BytesIO(given[0]), given[1]
    if not isinstance(given, str):
        return given
    found = re.sub(r"\{(\w+)\}", lambda name: things[name[1]], given)
    return int(found.removeprefix(NUMBER)) if found.startswith(NUMBER) else found


def table() -> dict[str, tuple[str, list[str]]]:
    """By the row's name: its class, and its cells."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, name, *cells = re.split(r"\s{2,}", line.strip())
            found[name] = (kind, cells)
    return found


def main() -> None:
    logging.disable()  # each no leaves a line
    known = table() if TABLE.exists() else {}
    head = TABLE.read_text("utf-8").partition("\n\n")[0] if TABLE.exists() else "#"
    with tempfile.TemporaryDirectory() as folder, house(f"sqlite:///{folder}/flows.db", Path(folder)) as found:
        lines = [
            f"{known.get(name, ('?',))[0]:<14}  {name:<76}  " + "  ".join(f"{one:<8}" for one in cells).rstrip()
            for route in routes(found.app)
            for name, cells in answers(found, route, {name: kind for name, (kind, _) in known.items()})
        ]
    TABLE.write_text("\n".join([head, "", *lines, ""]), "utf-8")
    print(f"{len(lines)} rows", file=sys.stderr)


if __name__ == "__main__":
    main()
