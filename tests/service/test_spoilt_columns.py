"""Whatever stands in a column by force is a fault of that case and no more: the rest is still looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Connection, Integer, Table, inspect, text

from flows.service.audit import examine, examine_seals, replay_in, verify_in
from flows.service.backup import BadArchive, back_up, restore
from flows.service.backup.archive import Reader
from flows.service.backup.restoring import NotSound, Target
from flows.service.backup.taking import Unreadable
from flows.service.keys import ring_of
from flows.service.proof.exporting import NotReadable, export_history
from flows.service.sealing import seal
from flows.storage import tables as t
from flows.storage.columns import Moment
from flows.storage.engine import writing
from tests.service.errand import World, errand, world
from tests.service.test_acting import opened, submitted
from tests.service.test_audit import _without_triggers as without_triggers
from tests.service.test_audit import by_force
from tests.service.test_backup import empty_url as empty_url

SPOILT = (t.cases, t.history, t.documents, t.checkpoints, t.heads)
NOTHING_HANGS_ON = {"documents.id"}  # a number of its own, which no history names
BY_FORCE: dict[str, dict[type[Any], tuple[str, ...]]] = {
    "sqlite": {Moment: ("'soon'",), Integer: ("'many'",), JSON: ("'{\"a\":'", "7"), object: ("CAST(x'ff' AS TEXT)",)},
    # A type is kept there, so that less can stand in a column: what its driver can't read, and nothing where something must.
    "postgresql": {Moment: ("'infinity'",), Integer: (), JSON: ("'7'",), object: ()},
}  # fmt: skip


class UndoneAgain(Exception):
    pass


@pytest.fixture
def loose(north: World) -> World:
    """Two cases, sealed; nothing of the schema keeps anybody from writing what they like."""
    submitted(north)
    opened(north, price="3")
    seal(north.office, north.now)
    with writing(north.office.engine).begin() as connection:
        without_triggers(connection)
        (_loosen_sqlite if connection.dialect.name == "sqlite" else _loosen_postgres)(connection)
    north.office.engine.dispose()
    return north


@pytest.fixture
def loose_file(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """For what is asked of the file of a backup."""
    made = world(sqlite_url, tmp_path / "attachments", errand())
    submitted(made)
    opened(made, price="3")
    yield made
    made.office.engine.dispose()


def _loosen_sqlite(connection: Connection) -> None:
    connection.execute(text("PRAGMA writable_schema = ON"))
    for table in SPOILT:
        made = "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table' AND name = :name"
        connection.execute(text(made), {"name": table.name})
    connection.execute(text("PRAGMA writable_schema = OFF"))


def _loosen_postgres(connection: Connection) -> None:
    for table in SPOILT:
        for key in inspect(connection).get_foreign_keys(table.name):
            connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {key['name']}"))
    for table in SPOILT:
        key = inspect(connection).get_pk_constraint(table.name)["name"]
        connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {key} CASCADE"))
        for column in table.c:
            connection.execute(text(f"ALTER TABLE {table.name} ALTER {column.name} DROP NOT NULL"))


@contextmanager
def spoilt(north: World, table: Table, column: Column[Any], value: str) -> Iterator[Connection | None]:
    """With that value in the first row of the case, or of the checkpoint, until the end; None: it stood there already."""
    where = {t.cases: "id = 1", t.checkpoints: "id = 1", t.history: "case_id = 1 AND seq = 2"}.get(table, "case_id = 1")
    try:
        with writing(north.office.engine).begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("PRAGMA defer_foreign_keys = 1"))
            connection.execute(text("UPDATE cases SET state = 'done' WHERE id = 2"))
            same = f"SELECT count(*) FROM {table.name} WHERE {where} AND {column.name} IS NOT DISTINCT FROM {value}"
            if column.name == "id" or not connection.execute(text(same)).scalar_one():
                connection.execute(text(f"UPDATE {table.name} SET {column.name} = {value} WHERE {where}"))
                yield connection
            else:
                yield None
            raise UndoneAgain
    except UndoneAgain:
        pass


def values(dialect: str, column: Column[Any]) -> Iterator[str]:
    by_force = BY_FORCE[dialect]
    kind = next((kind for kind in (Moment, Integer, JSON) if isinstance(column.type, kind)), object)
    yield "NULL"
    yield from by_force[kind]


def is_key(column: Column[Any], dialect: str) -> bool:
    """A row's own number on SQLite is an integer, whatever the schema says."""
    return dialect == "sqlite" and column.name == "id"


@pytest.mark.parametrize("table", SPOILT, ids=lambda table: table.name)
def test_whatever_stands_in_a_column_is_a_fault_of_its_case_alone(loose: World, table: Table) -> None:
    dialect = loose.office.engine.dialect.name
    tried = 0
    for column in table.c:
        for value in ["99"] if is_key(column, dialect) else values(dialect, column):
            name = f"{table.name}.{column.name} = {value}"
            with spoilt(loose, table, column, value) as connection:
                if connection is None or f"{table.name}.{column.name}" in NOTHING_HANGS_ON:
                    continue
                tried += 1
                try:
                    found = everything(loose, connection)
                except Exception as error:
                    raise AssertionError(name) from error
                assert "ER-2026-0002" in found, name
                assert found - {"ER-2026-0002"}, name
                assert found <= {"ER-2026-0002", "ER-2026-0001", "#1", "#99", "#-1", "", "x", "7"}, (name, found)
    assert tried >= len(table.c) // 2


def everything(north: World, connection: Connection) -> set[str]:
    """The cases that a fault is told of, by the commands as by night, which may tell of more."""
    office = north.office
    by_command = {*verify_in(office, connection).faults, *replay_in(office, connection)[1]}
    by_night = {one.fault for one in (*examine(office, connection, (0, 99)), *examine_seals(office, connection))}
    assert {fault.case for fault in by_command} <= {fault.case for fault in by_night}
    for fault in by_command | by_night:
        assert isinstance(fault.case, str)
        assert isinstance(fault.seq, int)
    return {fault.case for fault in by_command}


def test_sealing_goes_on_over_content_that_was_cut(loose: World) -> None:
    by_force(loose, "UPDATE history SET content = substr(content, 1, 40) WHERE case_id = 2 AND seq = 1")
    loose.later(minutes=1)
    assert loose.start()
    assert seal(loose.office, loose.now) == 1
    with loose.office.at_one_moment() as connection:
        assert [fault.case for fault in verify_in(loose.office, connection).faults] == ["ER-2026-0002"]


SPOILT_LINES = {
    "a moment that is none": ("history", 2, "soon"),
    "a number that is none": ("history", 1, "many"),
    "nothing where something must stand": ("history", 5, None),
    "JSON cut off": ("cases", 15, '{"a":'),
    "a row that points nowhere": ("documents", 1, 99),
}


@pytest.mark.parametrize("how", SPOILT_LINES)
def test_a_restore_of_spoilt_columns_is_refused_in_words(
    loose_file: World, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    back_up(loose_file.office, tmp_path / "a.flows", loose_file.now)
    table, place, value = SPOILT_LINES[how]
    reading = Reader.rows

    def spoilt(reader: Reader, name: str) -> Iterator[list[Any]]:
        for row in reading(reader, name):
            yield [value if name == table and n == place else v for n, v in enumerate(row)]

    monkeypatch.setattr(Reader, "rows", spoilt)
    target = Target(empty_url, ring_of(loose_file.office.secret), tmp_path / "papers", procedures=(errand(),))
    with pytest.raises((BadArchive, NotSound)):
        restore(tmp_path / "a.flows", target)


def test_a_backup_that_can_not_read_a_value_says_so_and_leaves_nothing(loose_file: World, tmp_path: Path) -> None:
    with writing(loose_file.office.engine).begin() as connection:
        without_triggers(connection)
        connection.execute(text("UPDATE history SET at = 'soon' WHERE case_id = 2"))
    (tmp_path / "kept").mkdir()
    with pytest.raises(Unreadable, match="history"):
        back_up(loose_file.office, tmp_path / "kept" / "a.flows", loose_file.now)
    assert list((tmp_path / "kept").iterdir()) == []


def test_an_export_that_can_not_read_a_value_says_so_and_leaves_nothing(loose_file: World, tmp_path: Path) -> None:
    with writing(loose_file.office.engine).begin() as connection:
        without_triggers(connection)
        connection.execute(text("UPDATE history SET at = 'soon' WHERE case_id = 2"))
    (tmp_path / "kept").mkdir()
    with pytest.raises(NotReadable, match="flows audit verify"):
        export_history(loose_file.office, tmp_path / "kept" / "export.jsonl", loose_file.now)
    assert list((tmp_path / "kept").iterdir()) == []
