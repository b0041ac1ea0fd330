"""The office of the stories on a database of its own, for tests that count all there is of a site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from flows.service.office import Office, open_office
from flows.storage.tables import sites
from tests.service.a_site import NOW
from tests.stories.office import StoryOffice, furnish

SECRET = b"a secret of the tests"


def story(url: str, folder: Path) -> Office:
    made = open_office(url, SECRET, folder, NOW)
    furnish(made)
    return made


@contextmanager
def story_office(url: str, folder: Path) -> Iterator[StoryOffice]:
    """In the database at that address, where it may stand already."""
    made = open_office(url, SECRET, folder / "attachments", NOW)
    try:
        with made.read() as connection:
            bare = connection.execute(select(sites.c.id)).first() is None
        if bare:
            furnish(made)
        yield StoryOffice(made)
    finally:
        made.engine.dispose()
