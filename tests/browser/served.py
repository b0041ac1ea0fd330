"""The real application on a port of its own, over the office of the stories with passwords."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import update

from command.stopping import beside
from flows.service.office import Office, open_office
from flows.service.practice import Practices
from flows.service.signing_in import DEMO_MARK
from flows.storage.tables import users
from tests.service.a_site import NOW
from tests.stories.office import StoryOffice, furnish
from web.app import create_app

PASSWORD = "plainly a test password"
# Cheap to check, and with the mark that keeps signing in from making it dear again.
HASH = DEMO_MARK + PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
THREADS = 4
PATIENCE = 10.0  # seconds


@dataclass
class House:
    """The office behind its address. The clock on its wall is that of the `story` being told."""

    office: Office
    story: StoryOffice
    practices: Practices
    address: str = ""

    def tells(self) -> StoryOffice:
        """A new story, which begins at ten in the morning again."""
        self.story = StoryOffice(self.office)
        return self.story


def furnished(folder: Path) -> House:
    office = open_office(f"sqlite:///{folder / 'flows.db'}", b"a secret of the browser tests", folder / "papers", NOW)
    furnish(office)
    with office.transaction() as connection:
        connection.execute(update(users).values(password=HASH))
    return House(office, StoryOffice(office), Practices(folder / "practice"))


@contextmanager
def serving(house: House) -> Iterator[House]:
    app = create_app(house.office, lambda: house.story.now, practices=house.practices)
    listening = socket.create_server(("127.0.0.1", 0))
    house.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        with beside(app, listening, THREADS, PATIENCE):
            yield house
    finally:
        house.office.engine.dispose()
