"""The pages over the office of the stories, for whoever signs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from flows.storage import tables as t
from tests.service.kept_office import story_office
from tests.stories.office import StoryOffice
from tests.web.conftest import HASH, PASSWORD, Browser
from web.app import create_app


@contextmanager
def office_with_passwords(url: str, folder: Path) -> Iterator[StoryOffice]:
    with story_office(url, folder) as made:
        with made.office.transaction() as connection:
            connection.execute(update(t.users).values(password=HASH))
        yield made


def pages_of(office: StoryOffice) -> Flask:
    made = create_app(office.office, lambda: office.now)
    made.testing = True
    return made


def signed_in(app: Flask, login: str) -> Browser:
    browser = Browser(app.test_client())
    browser.get("/login")
    assert browser.post("/login", {"login": login, "password": PASSWORD}).status_code == 303
    return browser
