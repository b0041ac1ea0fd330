"""The migrations lead to exactly the tables of the code, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from flows.storage.engine import open_database
from flows.storage.migrate import MIGRATIONS, current, is_ours, newest, upgrade
from flows.storage.tables import metadata


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(found, metadata) == []
    engine.dispose()


def test_an_upgrade_of_an_upgraded_database_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    assert current(database_url) == newest()


def test_the_newest_step_is_the_one_that_alembic_leads_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [newest()]


def test_a_database_that_is_up_to_date_needs_no_alembic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("nothing was to be upgraded")

    monkeypatch.setattr("alembic.command.upgrade", asked)
    upgrade(sqlite_url)


def test_a_failed_upgrade_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    url = f"sqlite:///{tmp_path / 'half.db'}"

    def power_cut(*_: object) -> None:
        raise RuntimeError("the power failed")

    monkeypatch.setattr(op, "execute", power_cut)
    with pytest.raises(RuntimeError):
        upgrade(url)
    monkeypatch.undo()
    engine = open_database(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    upgrade(url)
    assert current(url) == newest()


def test_sqlite_keeps_what_is_committed_and_holds_foreign_keys(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    with engine.connect() as connection:
        settings = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in PRAGMAS}
    assert settings == PRAGMAS
    engine.dispose()


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
