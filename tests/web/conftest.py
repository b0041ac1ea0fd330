"""The office of `errand` and of the hot-work permit, behind a web page; browsers of its people."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from flows.procedures import PROCEDURES
from flows.service.office import open_office
from flows.service.signing_in import DEMO_MARK
from flows.storage.tables import users
from tests.service.errand import NOW, World, errand, world
from web.app import create_app

SECRET = b"a secret for tests"
PASSWORD = "plainly a test password"
# Cheap to check, and with the mark that keeps signing in from making it dear again.
HASH = DEMO_MARK + PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass
class Browser:
    """A client without JavaScript: follows what forms carry, not what tests would like them to."""

    client: FlaskClient
    last: str = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self._seen(self.client.get(path, buffered=True, **more))

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Sends `form` with the token that the page shown last carries."""
        data = {"csrf_token": hidden(self.last, "csrf_token"), **(form or {})}
        return self._seen(self.client.post(path, data=data, buffered=True, **more))

    def submit(self, path: str, event: str, **words: Any) -> TestResponse:
        """Sends the form of `event` as the page at `path` draws it."""
        page = self.get(path).get_data(as_text=True)
        return self.post(f"{path}/events/{event}", {**carried(page, event), **words})

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            self.last = response.get_data(as_text=True)
        return response


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the page has no hidden {name}"
    return found.group(1)


def carried(page: str, event: str) -> dict[str, str]:
    """The hidden inputs of the form of `event`."""
    form = re.search(rf'<form[^>]*action="[^"]*/events/{event}[^"]*".*?</form>', page, re.DOTALL)
    assert form, f"the page has no form of {event}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group()))


@dataclass
class Pages:
    """The world and its application; `browser(login)` is signed in."""

    world: World
    app: Flask

    def anonymous(self) -> Browser:
        return Browser(self.app.test_client())

    def browser(self, login: str) -> Browser:
        browser = self.anonymous()
        browser.get("/login")
        answer = browser.post("/login", {"login": login, "password": PASSWORD})
        assert answer.status_code == 303, browser.last
        return browser


def pages_over(url: str, folder: Path) -> Pages:
    made = world(url, folder, errand(), *PROCEDURES.values())
    with made.office.transaction() as connection:
        connection.execute(update(users).values(password=HASH))
    return _served(made)


def _served(made: World) -> Pages:
    app = create_app(made.office, lambda: made.now)
    app.testing = True
    return Pages(made, app)


@pytest.fixture(scope="session")
def inhabited(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A database of that office, its diagrams drawn once for all tests, and the owner's id."""
    path = tmp_path_factory.mktemp("inhabited") / "template.db"
    shutil.copyfile(sqlite_template, path)
    made = pages_over(f"sqlite:///{path}", path.parent / "attachments")
    made.world.office.engine.dispose()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what still stands in the log would not be copied
    connection.close()
    return path, made.world.owner


@pytest.fixture
def pages(inhabited: tuple[Path, int], tmp_path: Path) -> Iterator[Pages]:
    template, owner = inhabited
    path = tmp_path / "flows.db"
    shutil.copyfile(template, path)
    procedures = (errand(), *PROCEDURES.values())
    office = open_office(f"sqlite:///{path}", SECRET, tmp_path / "attachments", NOW, procedures)
    made = _served(World(office, NOW, owner))
    yield made
    made.world.office.engine.dispose()


@pytest.fixture
def pages_on_both(database_url: str, tmp_path: Path) -> Iterator[Pages]:
    made = pages_over(database_url, tmp_path / "attachments")
    yield made
    made.world.office.engine.dispose()


@pytest.fixture
def browser(pages: Pages) -> Callable[[str], Browser]:
    return pages.browser
