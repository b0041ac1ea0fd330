"""What every test may ask for: a fresh, migrated database of either kind, and a browser."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.applications import compile_once
from tests.chromium import ARGUMENTS, find_chromium
from tests.drawn import draw_once
from tests.furnished import Databases, Files, Make
from tests.postgres import PostgresServer, running_postgres
from tests.rooms import room_for_tests

# A developer's own settings must not decide what a test sees.
for name in [name for name in os.environ if name.startswith("FLOWS_") and not name.startswith("FLOWS_TEST_")]:
    del os.environ[name]
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", room_for_tests())  # the root of every tmp_path

compile_once()
draw_once()
# How fast a machine draws examples while it does other things says nothing about what is tested.
settings.register_profile("flows", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("flows")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left alone with it at the end."""
    first = Path(__file__).with_name("browser")
    items.sort(key=lambda item: first not in item.path.parents)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for each process that runs tests."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database that the databases of tests are copies of. It belongs to no superuser, nor do
    they: row-level security holds in every test."""
    from flows.storage.migrate import upgrade

    url = postgres_server.create()
    upgrade(url.render_as_string(hide_password=False))
    yield str(url.database)
    postgres_server.drop(url)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database for one test."""
    url = postgres_server.create(template=postgres_template)
    yield url.render_as_string(hide_password=False)
    postgres_server.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that the databases of tests are copies of."""
    from flows.storage.migrate import upgrade

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what still stands in the log would not be copied
    connection.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database for one test."""
    path = tmp_path / "flows.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; the test runs once on each kind."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture(scope="session")
def files(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(sqlite_template, tmp_path_factory.mktemp)


@pytest.fixture(scope="session")
def databases(
    postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    kept = Databases(postgres_server, postgres_template, tmp_path_factory.mktemp)
    yield kept
    kept.drop_all()


def on_either(request: pytest.FixtureRequest, make: Make, folder: Path) -> Iterator[str]:
    """The address of a database of the kind that the fixture's parameter names, in which that office stands."""
    if request.param == "sqlite":
        yield request.getfixturevalue("files").copy(make, folder)
        return
    databases = request.getfixturevalue("databases")
    url = databases.copy(make)
    yield url
    databases.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def story_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The office of the stories, once on each kind of database: `tests.service.kept_office` opens it."""
    from tests.service.kept_office import story

    yield from on_either(request, story, tmp_path)


@pytest.fixture
def story_file(files: Files, tmp_path: Path) -> str:
    """The same on SQLite alone."""
    from tests.service.kept_office import story

    return files.copy(story, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def site_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The small site of `tests.service.a_site`, once on each kind of database."""
    from tests.service.a_site import a_site

    yield from on_either(request, a_site, tmp_path)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; its own download is never used. A test takes `chromium.new_context()` for itself.

    It ends with the module: what drives it keeps an event loop at work in this thread, beside which no other may run.
    """
    executable = find_chromium()
    if executable is None:
        pytest.fail("No Chromium: run tools/set-up test, or set FLOWS_TEST_CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield browser
        browser.close()
