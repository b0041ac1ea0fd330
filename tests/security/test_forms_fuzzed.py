"""Whatever is sent in any form of any page: no defect, no way to another host, and nothing that the history can't account
for. `make fuzz` sends more of it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from flows.service.audit import replay_all, verify
from tests.furnished import Files
from tests.security.asked import table, ways
from tests.security.house import KINDS, LOGINS, House, house
from tests.security.nonsense import DEPTH, Form, Forms
from tests.service.kept_office import story

WHO = ("safety", "gate", "director", "admin", "desk")
# They end the session by which all else is asked.
ENDS = re.compile(
    r"/logout|/sessions/|second-factor/set-up|/practice/"
    rf"|/users/({'|'.join(LOGINS[kind] for kind in WHO)})/(?:active|password)$"
)
TIMES = 2 * DEPTH


@pytest.fixture(scope="module")
def open_house(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("forms")
    with house(files.copy(story, folder), folder) as made:
        made.app.testing = False  # a defect is a page, as it is for people
        made.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield made


def pages(found: House) -> Iterator[tuple[str, str, str]]:
    """Each page with a form on it, and who opens it."""
    for name, (_, cells) in table().items():
        route = name.partition(" (")[0]
        if not route.startswith("GET /") or "/api/" in route or "/static" in route:
            continue
        who = next((kind for kind in WHO if cells[KINDS.index(kind)] == "200"), None)
        path = next(way.path for row, way in ways(route) if row == name).format(**found.things)
        if who:
            answer = found.ask(who, "GET", path)
            if answer.mimetype == "text/html":
                yield who, path, answer.text


def forms(found: House) -> Iterator[tuple[str, Form]]:
    """Each once, however many pages have it."""
    seen = set()
    queue = list(pages(found))
    somebody = "/admin/users/works_at_both"  # no session of theirs asks for anything here
    queue.append(("admin", somebody, found.ask("admin", "GET", somebody).text))
    for number in ("number", "begun", "slip", "served"):
        for who in WHO:
            at = f"/cases/{found.things[number]}"
            links = re.findall(rf'href="({at}/events/\w+[^"]*)"', found.ask(who, "GET", at).text)
            queue += [(who, link, found.ask(who, "GET", link).text) for link in set(links)]
    for who, path, text in queue:
        for form in Forms(text, path).found:
            key = (form.action.partition("?")[0], tuple(form.values))
            if key not in seen and not ENDS.search(form.action):
                seen.add(key)
                yield who, form


def test_no_form_breaks_it_or_leads_away(open_house: House) -> None:
    dice, sent = random.Random(7), 0
    for who, form in list(forms(open_house)):
        for _ in range(TIMES):
            given = form.filled(dice)
            answer = open_house.ask(who, "POST", form.action, data=given, content_type="multipart/form-data")
            assert answer.status_code < 500, (
                who,
                form.action,
                {name: str(value)[:60] for name, value in given.items()},
            )
            assert not re.match(r"https?:|//|\\|[a-z]+:", str(answer.location or "")), (form.action, answer.location)
            sent += 1
    assert sent > 45 * TIMES
    for kind in ("desk", "admin"):
        assert open_house.ask(kind, "GET", "/").status_code == 200
    office = open_house.office.office
    assert verify(office).faults == ()
    assert replay_all(office)[1] == ()
