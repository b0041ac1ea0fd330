"""A database of every released schema, with rows in each of its tables, is brought to today's; a step that fails changes nothing."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, func, insert, select

from flows.definition.export import content
from flows.storage.engine import open_database, writing
from flows.storage.migrate import MIGRATIONS, NOT_OURS, current, is_ours, newest, upgrade, upgrade_to
from flows.storage.tables import metadata
from tests.service.errand import errand

REVISIONS = sorted(step.name.partition("_")[0] for step in (MIGRATIONS / "versions").glob("[0-9]*.py"))
# Reading back what tables there are takes longest: `make upgrades` does so at every revision, each change at some.
EACH = 1 if os.environ.get("FLOWS_TEST_EVERY_SCHEMA") else 9
FURNISHED = {*REVISIONS[::EACH], REVISIONS[-1]}
SAID = {
    ("definitions", "key"): "errand",
    ("definitions", "content"): content(errand()).decode(),
    ("cases", "procedure"): "errand",
    ("sites", "zone"): "Asia/Shanghai",
    ("parties", "name"): "甲示例",
    ("history", "content"): "{}",
    ("tasks", "status"): "open",
}
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url.render_as_string(hide_password=False)
    server.drop(url)


def reflected(connection: Connection) -> list[Table]:
    """Ours, each after those that it points to."""
    found = MetaData()
    found.reflect(connection)
    return [one for one in found.sorted_tables if one.name != "alembic_version" and not one.name.startswith(NOT_OURS)]


def furnish(connection: Connection, n: int, rows: Rows) -> None:
    """One more row in every table that there is; the `n`th points to the `n`th of the others."""
    for table in reflected(connection):
        row = {column.name: value(connection, table, column, n, rows) for column in table.columns}
        connection.execute(insert(table), row)
        rows.setdefault(table.name, []).append({"n": n, **row})


def value(connection: Connection, table: Table, column: sa.Column[Any], n: int, rows: Rows) -> Any:
    for key in column.foreign_keys:
        there = [row for row in rows[key.column.table.name] if row["n"] == n]
        return there[0][key.column.name] if there else None
    said, kind = SAID.get((table.name, column.name)), column.type
    if said is not None:
        return said
    if isinstance(kind, sa.JSON):
        return {}
    if isinstance(kind, sa.Boolean):
        return True
    if isinstance(kind, sa.DateTime):
        at = datetime(2026, 1, 1, n % 24, tzinfo=UTC)
        return at if connection.dialect.name == "postgresql" else at.replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date(2026, 1, 1 + n % 28)
    if isinstance(kind, sa.Integer | sa.Numeric):
        return n
    return f"{n}{column.name}"[: getattr(kind, "length", None) or 60]


def kept(connection: Connection, rows: Rows) -> None:
    """Whatever still has its column stands as it was written."""
    for table in reflected(connection):
        written = rows.get(table.name, [])
        there = connection.execute(select(func.count()).select_from(table)).scalar_one()
        assert there >= len(written), table.name
        texts = [c for c in table.columns if isinstance(c.type, sa.String) and written and c.name in written[0]]
        for column in texts:
            found = set(connection.execute(select(column)).scalars())
            assert {row[column.name] for row in written if column.name in row} <= found, f"{table.name}.{column.name}"


def test_rows_of_every_released_schema_are_brought_to_todays(bare_url: str) -> None:
    """At each of these revisions another row is written into every table, and goes through all the steps that come after."""
    rows: Rows = {}
    engine = open_database(bare_url)
    for n, revision in enumerate(REVISIONS, 1):
        with writing(engine).begin() as connection:
            upgrade_to(connection, revision)
            if revision in FURNISHED:
                furnish(connection, n, rows)
    with engine.connect() as connection:
        kept(connection, rows)
        found = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(found, metadata) == []
    engine.dispose()
    assert current(bare_url) == newest()


@pytest.mark.parametrize("breaks", ["create_table", "add_column"] if EACH == 1 else ["create_index"])
def test_a_step_that_fails_leaves_the_old_schema_working(
    bare_url: str, breaks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third call of its kind fails, when much of the way is gone."""
    rows: Rows = {}
    engine = open_database(bare_url)
    with writing(engine).begin() as connection:
        upgrade_to(connection, REVISIONS[4])
        furnish(connection, 1, rows)
        before = shape(connection)
    calls = []

    def power_cut(*given: Any, **named: Any) -> Any:
        calls.append(given)
        if len(calls) == 3:
            raise RuntimeError("the power failed")
        return real(*given, **named)

    real = getattr(op, breaks)
    monkeypatch.setattr(op, breaks, power_cut)
    engine.dispose()
    with pytest.raises(RuntimeError, match="the power failed"):
        upgrade(bare_url)
    monkeypatch.undo()
    assert current(bare_url) == REVISIONS[4]
    with writing(engine).begin() as connection:
        assert shape(connection) == before
        kept(connection, rows)
        furnish(connection, 2, rows)  # it is worked with as before
    engine.dispose()
    upgrade(bare_url)
    with engine.connect() as connection:
        kept(connection, rows)
    engine.dispose()
    assert current(bare_url) == newest()


def shape(connection: Connection) -> str:
    tables = reflected(connection)
    described = {t.name: [sorted(c.name for c in t.columns), sorted(str(i.name) for i in t.indexes)] for t in tables}
    return json.dumps(described, sort_keys=True)
