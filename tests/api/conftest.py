"""The interface over a fresh database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from flows.definition import Procedure
from flows.service.office import Office, open_office
from flows.storage.tables import parties
from tests.api.interface import Interface, interface_of
from tests.postgres import PostgresServer
from tests.service.errand import NOW, World, errand, world

SECRET = b"a secret for tests"


@pytest.fixture
def make_interface(tmp_path: Path) -> Iterator[Callable[..., Interface]]:
    """An interface over a fresh database of your choice with procedures of your choice."""
    offices: list[Office] = []

    def make(url: str, *procedures: Procedure) -> Interface:
        found = world(url, tmp_path / "papers", *procedures)
        offices.append(found.office)
        return interface_of(found)

    yield make
    for office in offices:
        office.engine.dispose()


def opened(url: str, folder: Path) -> Iterator[Interface]:
    """Over a copy of a database in which the world is made already: publishing and drawing take their time."""
    office = open_office(url, SECRET, folder, NOW, (errand(),))
    with office.read() as connection:
        owner = connection.execute(select(parties.c.id)).scalar_one()
    yield interface_of(World(office, NOW, owner))
    office.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(sqlite_template, folder / "flows.db")
    made = world(f"sqlite:///{folder}/flows.db", folder / "papers", errand())
    with made.office.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.office.engine.dispose()
    return folder / "flows.db"


@pytest.fixture(scope="session")
def postgres_world(
    postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    url = postgres_server.create(template=postgres_template)
    made = world(url.render_as_string(hide_password=False), tmp_path_factory.mktemp("world"), errand())
    made.office.engine.dispose()
    yield str(url.database)
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def still(sqlite_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interface]:
    """One interface for all tests that only read, or are refused."""
    folder = tmp_path_factory.mktemp("still")
    shutil.copyfile(sqlite_world, folder / "flows.db")
    yield from opened(f"sqlite:///{folder}/flows.db", folder / "papers")


@pytest.fixture
def interface(sqlite_world: Path, tmp_path: Path) -> Iterator[Interface]:
    """On SQLite: for what no database can change."""
    shutil.copyfile(sqlite_world, tmp_path / "flows.db")
    yield from opened(f"sqlite:///{tmp_path}/flows.db", tmp_path / "papers")


@pytest.fixture
def postgres_interface(postgres_server: PostgresServer, postgres_world: str, tmp_path: Path) -> Iterator[Interface]:
    url = postgres_server.create(template=postgres_world)
    yield from opened(url.render_as_string(hide_password=False), tmp_path / "papers")
    postgres_server.drop(make_url(url))


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest) -> Interface:
    """Once on each kind of database: for what is written."""
    return request.getfixturevalue("interface" if request.param == "sqlite" else "postgres_interface")
