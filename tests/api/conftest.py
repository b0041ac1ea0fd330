"""The interface over a fresh database."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.definition import Procedure
from flows.service.office import Office
from tests.api.interface import Interface, interface_of
from tests.service.errand import errand, world


@pytest.fixture
def make_interface(tmp_path: Path) -> Iterator[Callable[..., Interface]]:
    """An interface over a database of your choice with procedures of your choice."""
    offices: list[Office] = []

    def make(url: str, *procedures: Procedure) -> Interface:
        found = world(url, tmp_path / "papers", *(procedures or (errand(),)))
        offices.append(found.office)
        return interface_of(found)

    yield make
    for office in offices:
        office.engine.dispose()


@pytest.fixture(scope="session")
def still(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Interface]:
    """One interface for all tests that only read, or are refused."""
    folder = tmp_path_factory.mktemp("still")
    shutil.copyfile(sqlite_template, folder / "flows.db")
    found = world(f"sqlite:///{folder}/flows.db", folder / "papers", errand())
    yield interface_of(found)
    found.office.engine.dispose()


@pytest.fixture
def interface(make_interface: Callable[..., Interface], sqlite_url: str) -> Interface:
    """On SQLite: for what no database can change."""
    return make_interface(sqlite_url)


@pytest.fixture
def both(make_interface: Callable[..., Interface], database_url: str) -> Interface:
    """Once on each kind of database: for what is written."""
    return make_interface(database_url)
