"""Whoever changes the history by force is found, whatever they change."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from flows.definition import BEYOND, Deadline, Procedure, Span, State, Transition
from flows.service.audit import replay_all, verify
from flows.service.claiming import assign, claim, release
from flows.service.errors import NotFound
from flows.service.papers import paper
from flows.service.sealing import seal
from flows.storage import tables as t
from tests.service.errand import ADD, CLOSE, DESK, World, world
from tests.service.test_acting import PDF, opened, submitted


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
        "DELETE FROM case_texts",
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
    "fingerprint": lambda: "UPDATE cases SET fingerprint = 'x'",
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


BESIDE = {
    "documents": (
        "UPDATE documents SET sha256 = 'x'",
        "UPDATE documents SET added_by = 'boss'",
        "DELETE FROM documents",
        "INSERT INTO documents (case_id, kind, name, media_type, size, sha256, added_by, added_at) "
        "SELECT case_id, kind, name, media_type, size, sha256, added_by, added_at FROM documents",
    ),
    "register_entries": (
        "UPDATE register_entries SET state = 'void' WHERE line = 2",
        "UPDATE register_entries SET valid_until = '2030-01-01 00:00:00.000000'",
        """UPDATE register_entries SET facts = '{"name": "墙"}' WHERE line = 1""",
        "UPDATE register_entries SET unit_id = NULL",
        "DELETE FROM register_entries WHERE line = 2",
    ),
    "payments": (
        "UPDATE payments SET amount = 1 WHERE kind = 'received'",
        "UPDATE payments SET receipt = 'R-9' WHERE kind = 'received'",
        "DELETE FROM payments WHERE kind = 'received'",
    ),
}


def paid(north: World) -> str:
    number = opened(north, price="3")
    north.act("desk", number, "pay", total_paid="6", receipt="R-1")
    north.act("safe", number, "end_row", line=1, reason="不再需要")
    return number


@pytest.mark.parametrize("table", BESIDE)
def test_a_row_beside_the_case_that_differs_from_its_history_is_found(north: World, table: str) -> None:
    north.start()
    number = paid(north)
    north.start()
    assert replay_all(north.office) == (3, ())
    for statement in BESIDE[table]:
        assert found_after(north, statement) == (3, [(number, table)]), statement
    assert replay_all(north.office) == (3, ())


def found_after(north: World, statement: str, *tables: Table) -> tuple[int, list[tuple[str, str]]]:
    """What replaying names after `statement`, which is undone again by putting the tables back."""
    tables = tables or (t.documents, t.entries, t.payments)
    with north.office.transaction() as connection:
        kept = {table: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables}
        connection.execute(text(statement))
    count, faults = replay_all(north.office)
    with north.office.transaction() as connection:
        for table, rows in kept.items():
            connection.execute(delete(table))
            connection.execute(insert(table), rows)
    return count, [(f.case, f.message.en.split()[0]) for f in faults]


WAITING = {
    "tasks": (
        "UPDATE tasks SET state = 'draft'",
        "UPDATE tasks SET audience = 'director'",
        "UPDATE tasks SET named = 'boss'",
        "UPDATE tasks SET status = 'open' WHERE status = 'claimed'",
        "UPDATE tasks SET claimed_by = 'boss'",
        "UPDATE tasks SET opened_at = '2026-01-01 00:00:00.000000'",
        "UPDATE tasks SET due_at = '2030-01-01 00:00:00.000000'",
        "UPDATE tasks SET site_id = 2",
        "UPDATE tasks SET status = 'cancelled' WHERE status = 'claimed'",
    ),
    "deadlines": (
        "UPDATE deadlines SET code = 'other'",
        "UPDATE deadlines SET state = 'draft'",
        "UPDATE deadlines SET event = 'lapse'",
        "UPDATE deadlines SET opened_at = '2026-01-01 00:00:00.000000'",
        "UPDATE deadlines SET closed_at = opened_at",
        "DELETE FROM deadlines",
        "INSERT INTO deadlines (case_id, code, state, due_at, opened_at) "
        "SELECT case_id, 'second', state, due_at, opened_at FROM deadlines",
    ),
}


def waits(north: World) -> str:
    number = submitted(north)
    north.later(minutes=5)
    claim(north.office, "eng", number, north.now)
    return number


@pytest.mark.parametrize("table", WAITING)
def test_what_a_case_waits_for_is_held_against_its_history(north: World, table: str) -> None:
    number = waits(north)
    assert replay_all(north.office) == (1, ())
    for statement in WAITING[table]:
        count, faults = found_after(north, statement, t.tasks, t.deadlines)
        assert count == 1
        assert (number, table) in faults, statement
    assert replay_all(north.office) == (1, ())


def test_a_due_moment_on_the_clock_is_worked_out_again(north: World) -> None:
    number = waits(north)
    both = "UPDATE deadlines SET due_at = '2030-01-01 00:00:00.000000'"
    assert found_after(north, both, t.tasks, t.deadlines)[1] == [(number, "tasks"), (number, "deadlines")]


def test_tasks_given_back_and_given_to_somebody_replay_as_they_are(north: World) -> None:
    number = waits(north)
    release(north.office, "eng", number, north.now)
    assert replay_all(north.office) == (1, ())
    north.later(minutes=5)
    assign(north.office, "boss", number, "eng", north.now)
    assert replay_all(north.office) == (1, ())
    north.act("eng", number, "return", reason="再议")
    assert replay_all(north.office) == (1, ())


WAIT = Procedure(
    "wait",
    version=1,
    zh="等",
    en="Wait",
    prefix="WA",
    clause=BEYOND,
    states=[
        State("draft", "填写", "Draft", DESK, deadlines=[Deadline("soon", "尽快", "Soon", Span("working_days", 2))]),
        State("done", "完成", "Done"),
    ],
    transitions=[Transition(CLOSE, "draft", "done", clause=BEYOND), Transition(ADD, "draft", None, clause=BEYOND)],
)


def test_a_calendar_that_was_edited_afterwards_makes_no_deadline_a_forgery(database_url: str, tmp_path: Path) -> None:
    """Working days moved after a deadline was reckoned by them: what stands was right when it was written."""
    north = world(database_url, tmp_path, WAIT)
    number = north.start(procedure="wait")
    off = {"day": north.now.date() + timedelta(days=3), "working": False, "source": "通知"}
    with north.office.transaction() as connection:
        connection.execute(insert(t.calendar_days), off)
    north.later(minutes=5)
    assert replay_all(north.office) == (1, ())
    north.act("desk", number, "add_parts")
    assert replay_all(north.office) == (1, ())
    forged = "UPDATE deadlines SET opened_at = '2026-01-01 00:00:00.000000'"
    assert found_after(north, forged, t.tasks, t.deadlines)[1] == [(number, "deadlines")]
    north.office.engine.dispose()


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_history_with_an_entry_missing_is_a_fault_of_its_replay(north: World, seq: int) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    by_force(north, f"DELETE FROM history WHERE seq = {seq}")
    (fault,) = replay_all(north.office)[1]
    assert (fault.case, fault.seq, fault.message.en) == (number, seq, f"entry {seq} is missing")


@pytest.mark.parametrize("content", ["x", "{}", "[]", "null", '{"data"\\: null}'])
def test_a_history_that_can_not_be_read_is_a_fault_of_its_replay(north: World, content: str) -> None:
    number = submitted(north)
    by_force(north, f"UPDATE history SET content = '{content}' WHERE seq = 1")
    (fault,) = replay_all(north.office)[1]
    assert (fault.case, fault.message.en) == (number, "the history can't be replayed")


def test_a_paper_exchanged_together_with_its_row_is_not_handed_out(north: World) -> None:
    number = submitted(north)
    with north.office.read() as connection:
        document = connection.execute(select(t.documents.c.id)).scalar_one()
    assert paper(north.office, "desk", number, document, north.now).content == PDF
    forged = PDF + b", but another"
    digest = hashlib.sha256(forged).hexdigest()
    north.office.attachments.keep(digest, forged)
    with north.office.transaction() as connection:
        connection.execute(update(t.documents).values(sha256=digest))
    with pytest.raises(NotFound) as refused:
        paper(north.office, "desk", number, document, north.now)
    assert "recorded hash" in refused.value.message.en
