"""Brings a database to the schema of this code, by the migrations beside this module.

Alembic is loaded only where there is something to do: it takes a tenth of a process's memory, and nearly every process
starts on a database that is up to date.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from flows.storage.engine import open_database, writing

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
# Tables of the queue of jobs, made as its library ships them, and the text that is searched: no column describes either.
NOT_OURS = ("procrastinate_", "case_texts")


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic is to hold it against the tables of this code."""
    return kind != "table" or not (name or "").startswith(NOT_OURS)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> None:
    """To the newest schema, in one transaction: a failed upgrade leaves the old one working."""
    engine = open_database(url)
    try:
        if _revision(engine) == newest():
            return
        with writing(engine).begin() as connection:
            upgrade_to(connection, "head")
    finally:
        engine.dispose()


def upgrade_to(connection: Connection, revision: str) -> None:
    """Within the transaction that `connection` is in."""
    from alembic import command

    command.upgrade(_config(connection), revision)


def newest() -> str:
    """By the names of the steps, which begin with their revision."""
    return max(step.name.partition("_")[0] for step in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """The database's revision; None for one without a schema."""
    engine = open_database(url)
    try:
        return _revision(engine)
    finally:
        engine.dispose()


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
