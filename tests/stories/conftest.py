"""A furnished office on each kind of database, made once: what the stories start from."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from flows.service.catalogue import Catalogue
from flows.service.office import Office, open_office
from flows.storage.engine import open_database
from flows.storage.papers.folder import Folder
from tests.postgres import PostgresServer
from tests.service.a_site import NOW
from tests.stories.office import StoryOffice, furnish

SECRET = b"a secret of the stories"


def _furnished(url: str, folder: Path) -> Office:
    made = open_office(url, SECRET, folder / "attachments", NOW)
    furnish(made)
    return made


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished SQLite database that offices are copies of."""
    folder = tmp_path_factory.mktemp("furnished")
    made = _furnished(f"sqlite:///{folder / 'flows.db'}", folder)
    with made.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # what stands in the log would not be copied
    made.engine.dispose()
    return folder / "flows.db"


def _copy(furnished: Path, folder: Path) -> Office:
    shutil.copyfile(furnished, folder / "flows.db")
    engine = open_database(f"sqlite:///{folder / 'flows.db'}")
    # A story's data need not survive the power.
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())
    return Office(engine, SECRET, Folder(folder / "attachments"), Catalogue())


@pytest.fixture(scope="session")
def sqlite_office(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = _copy(furnished_file, tmp_path_factory.mktemp("stories"))
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def another_sqlite_office(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """In which nothing has happened yet."""
    made = _copy(furnished_file, tmp_path_factory.mktemp("stories"))
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
