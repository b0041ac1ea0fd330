"""Whoever changes the history by force is found, whatever they change."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from flows.service.audit import replay_all, seal, verify
from tests.service.errand import World
from tests.service.test_acting import opened, submitted


def by_force(north: World, *statements: str) -> None:
    """As somebody would who owns the database: the triggers are put aside first."""
    with north.office.transaction() as connection:
        _without_triggers(connection)
        for statement in statements:
            connection.execute(text(statement))


def _without_triggers(connection: Connection) -> None:
    for table in ("history", "checkpoints", "checkpoint_heads"):
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET content = 'x'",
        "DELETE FROM history WHERE seq = 1",
        "UPDATE checkpoints SET seal = ''",
        "DELETE FROM checkpoint_heads",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(north: World, statement: str) -> None:
    submitted(north)
    seal(north.office, north.now)
    with pytest.raises(DBAPIError, match="append-only"), north.office.transaction() as connection:
        connection.execute(text(statement))


def test_an_intact_history_verifies_and_replays(north: World) -> None:
    submitted(north)
    opened(north, price="3")
    report = verify(north.office)
    assert (report.cases, report.faults) == (2, ())
    assert report.unsealed == report.entries > 8
    assert seal(north.office, north.now) == 2
    assert verify(north.office).unsealed == 0
    assert seal(north.office, north.now) == 0, "nothing has grown since"
    assert replay_all(north.office) == (2, ())


FORGERIES: dict[str, tuple[str, ...]] = {
    "a word changed": ("UPDATE history SET content = replace(content, 'desk', 'boss') WHERE case_id = 1 AND seq = 2",),
    "a column changed": ("UPDATE history SET actor = 'boss' WHERE case_id = 1 AND seq = 2",),
    "an entry removed": ("DELETE FROM history WHERE case_id = 1 AND seq = 2",),
    "two entries in another order": (
        "UPDATE history SET seq = 99 WHERE case_id = 1 AND seq = 2",
        "UPDATE history SET seq = 2 WHERE case_id = 1 AND seq = 3",
        "UPDATE history SET seq = 3 WHERE case_id = 1 AND seq = 99",
    ),
    "the last entry cut off": ("DELETE FROM history WHERE case_id = 1 AND seq = 3",),
    "the last entry cut off and the row set back": (
        "DELETE FROM history WHERE case_id = 1 AND seq = 3",
        "UPDATE cases SET revision = 2, head = (SELECT hash FROM history WHERE case_id = 1 AND seq = 2) WHERE id = 1",
    ),
    "the row's revision changed": ("UPDATE cases SET revision = 9",),
    "a checkpoint removed with its heads": ("DELETE FROM checkpoint_heads", "DELETE FROM checkpoints WHERE id = 1"),
    "a head in a checkpoint changed": ("UPDATE checkpoint_heads SET hash = 'x'",),
    "a whole case removed": (
        "DELETE FROM outbox",
        "DELETE FROM deadlines",
        "DELETE FROM tasks",
        "DELETE FROM documents",
        "DELETE FROM history",
        "DELETE FROM cases",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found(north: World, forgery: str) -> None:
    submitted(north)
    seal(north.office, north.now)
    north.later(minutes=1)
    north.start()
    seal(north.office, north.now)
    by_force(north, *FORGERIES[forgery])
    assert verify(north.office).faults


DRIFTS: dict[str, Callable[[], str]] = {
    "state": lambda: "UPDATE cases SET state = 'done'",
    "data": lambda: """UPDATE cases SET data = '{"price": "1.00"}'""",
    "approvals": lambda: "UPDATE cases SET approvals = '[]'",
    "registered_by": lambda: "UPDATE cases SET registered_by = 'boss'",
    "entered_at": lambda: "UPDATE cases SET entered_at = '2026-01-01 00:00:00.000000'",
}


@pytest.mark.parametrize("column", DRIFTS)
def test_a_row_that_differs_from_its_history_is_named(north: World, column: str) -> None:
    opened(north, price="3")
    with north.office.transaction() as connection:
        connection.execute(text(DRIFTS[column]()))
    count, faults = replay_all(north.office)
    assert count == 1
    assert [f.message.en.split()[0] for f in faults] == [column]
