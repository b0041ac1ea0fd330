"""Brings a database to the schema of this code, by the migrations beside this module."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from flows.storage.engine import open_database, writing

MIGRATIONS = Path(__file__).parent / "migrations"
# Tables of the queue of jobs, made as its library ships them, and the text that is searched: no column describes either.
NOT_OURS = ("procrastinate_", "case_texts")


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic is to hold it against the tables of this code."""
    return kind != "table" or not (name or "").startswith(NOT_OURS)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> None:
    """To the newest schema, in one transaction: a failed upgrade leaves the old one working."""
    engine = open_database(url)
    try:
        with writing(engine).begin() as connection:
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def newest() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(url: str) -> str | None:
    """The database's revision; None for one without a schema."""
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
