"""A furnished office on each kind of database, made once: what the stories start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from flows.service.office import Office, open_office
from tests.postgres import PostgresServer
from tests.service.a_site import NOW
from tests.stories.office import StoryOffice, furnish

SECRET = b"a secret of the stories"


def _furnished(url: str, folder: Path) -> Office:
    made = open_office(url, SECRET, folder / "attachments", NOW)
    if made.engine.dialect.name == "sqlite":  # a story's data need not survive the power
        made.engine.dispose()
        event.listen(made.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    furnish(made)
    return made


@pytest.fixture(scope="session")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("stories")
    made = _furnished(f"sqlite:///{folder / 'flows.db'}", folder)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def postgres_office(
    postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    url = postgres_server.create(template=postgres_template)
    made = _furnished(url.render_as_string(hide_password=False), tmp_path_factory.mktemp("stories"))
    yield made
    made.engine.dispose()
    postgres_server.drop(url)


@pytest.fixture(params=["sqlite"])
def office(request: pytest.FixtureRequest) -> StoryOffice:
    """On SQLite, or where a story is marked `on_both`, on PostgreSQL too."""
    return StoryOffice(request.getfixturevalue("sqlite_office" if request.param == "sqlite" else "postgres_office"))
