"""The interface over a fresh database. Publishing draws every procedure, so worlds are made once and then copied."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.procedures import PROCEDURES
from flows.service.office import Office, open_office
from tests.api.interface import Interface, interface_of
from tests.postgres import PostgresServer
from tests.service import a_site, errand
from tests.service.errand import World

SECRET = b"a secret of the tests"


@dataclass(frozen=True)
class Kind:
    """What a database holds before the test begins."""

    procedures: tuple[object, ...]
    now: object
    made: Callable[[str, Path], Office]

    def opened(self, url: str, folder: Path) -> Iterator[Interface]:
        office = open_office(url, SECRET, folder / "papers", self.now, self.procedures)
        yield interface_of(World(office, self.now, owner=1))
        office.engine.dispose()


def _errand(url: str, folder: Path) -> Office:
    return errand.world(url, folder, errand.errand()).office


def _estate(url: str, folder: Path) -> Office:
    office = open_office(url, SECRET, folder, a_site.NOW)
    a_site.furnish(office)
    return office


KINDS = {
    "errand": Kind((errand.errand(),), errand.NOW, _errand),
    "estate": Kind(tuple(PROCEDURES.values()), a_site.NOW, _estate),
}


@pytest.fixture(scope="session")
def sqlite_of(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], str]:
    """A fresh SQLite database of that kind in that folder."""
    made: dict[str, Path] = {}

    def copied(kind: str, folder: Path) -> str:
        if kind not in made:
            room = tmp_path_factory.mktemp(kind)
            path = made[kind] = room / "flows.db"
            shutil.copyfile(sqlite_template, path)
            KINDS[kind].made(f"sqlite:///{path}", room / "papers").engine.dispose()
            connection = sqlite3.connect(path)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what still stands in the log would not be copied
            connection.close()
        shutil.copyfile(made[kind], folder / "flows.db")
        return f"sqlite:///{folder}/flows.db"

    return copied


@pytest.fixture(scope="session")
def postgres_of(
    postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """A fresh PostgreSQL database of that kind; all go when the tests have ended."""
    made: dict[str, str] = {}
    urls = []

    def copied(kind: str) -> str:
        if kind not in made:
            urls.append(postgres_server.create(template=postgres_template))
            url = urls[-1].render_as_string(hide_password=False)
            KINDS[kind].made(url, tmp_path_factory.mktemp(kind)).engine.dispose()
            made[kind] = str(urls[-1].database)
        urls.append(postgres_server.create(template=made[kind]))
        return urls[-1].render_as_string(hide_password=False)

    yield copied
    for url in urls:
        postgres_server.drop(url)


@pytest.fixture(scope="session")
def still(sqlite_of: Callable[[str, Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interface]:
    """One interface for all tests that only read, or are refused."""
    folder = tmp_path_factory.mktemp("still")
    yield from KINDS["errand"].opened(sqlite_of("errand", folder), folder)


@pytest.fixture(scope="session")
def still_estate(
    sqlite_of: Callable[[str, Path], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Interface]:
    """The same with the procedures of the book."""
    folder = tmp_path_factory.mktemp("still-estate")
    yield from KINDS["estate"].opened(sqlite_of("estate", folder), folder)


@pytest.fixture
def interface(sqlite_of: Callable[[str, Path], str], tmp_path: Path) -> Iterator[Interface]:
    """On SQLite: for what no database can change."""
    yield from KINDS["errand"].opened(sqlite_of("errand", tmp_path), tmp_path)


def on_either(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Interface]:
    if request.param == "sqlite":
        url = request.getfixturevalue("sqlite_of")(kind, folder)
    else:
        url = request.getfixturevalue("postgres_of")(kind)
    yield from KINDS[kind].opened(url, folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Interface]:
    """Once on each kind of database: for what is written."""
    yield from on_either(request, "errand", tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def estate(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Interface]:
    """The procedures of the book at a site whose people are called by their posts; on each kind of database."""
    yield from on_either(request, "estate", tmp_path)
