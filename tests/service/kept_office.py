"""The office of the stories on a database of its own, for tests that count all there is of a site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.service.office import open_office
from tests.service.a_site import NOW
from tests.stories.office import StoryOffice, furnish


@contextmanager
def story_office(url: str, folder: Path) -> Iterator[StoryOffice]:
    made = open_office(url, b"a secret of the tests", folder / "attachments", NOW)
    try:
        furnish(made)
        yield StoryOffice(made)
    finally:
        made.engine.dispose()
