"""Statements that go by the driver's lower half: what they answer, and what becomes of them when something goes wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError

from flows.storage.by_hand import ask, tell
from flows.storage.engine import open_database, writing
from flows.storage.prepared import MOST
from flows.storage.standing import KEPT, Standing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
VALUES = "SELECT :a::int, :b::text, :c::boolean, :d::timestamptz, :e::date, :f::jsonb, :g::numeric, :h::text"
GIVEN = {"a": -7, "b": "三层'\\%", "c": False, "d": NOON, "e": NOON.date(), "f": {"x": ["一"]}, "g": "1.50", "h": None}
ANSWERED = (-7, "三层'\\%", False, NOON, date(2026, 11, 20), {"x": ["一"]}, Decimal("1.50"), None)


ADD = "INSERT INTO sites (key, name_zh, name_en, zone) VALUES (:key, '北苑', 'North Court', 'Asia/Shanghai')"


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    made = open_database(postgres_url)
    yield made
    made.dispose()


def names(connection: Connection) -> list[str]:
    """Of what is prepared by hand on the server."""
    query = "SELECT name FROM pg_prepared_statements WHERE name LIKE 'flows%' ORDER BY name"
    return list(connection.execute(text(query)).scalars())


def test_values_go_and_come_as_the_cursor_takes_and_gives_them(engine: Engine) -> None:
    twice = f"{VALUES} UNION ALL {VALUES}"
    with Standing(engine).reading() as connection:
        assert ask(connection, VALUES, GIVEN) == [ANSWERED]
        assert ask(connection, twice, GIVEN) == [ANSWERED, ANSWERED]
        assert ask(connection, "SELECT :a::int, :h::text", GIVEN) == [(-7, None)]
        assert ask(connection, "SELECT 1 WHERE false", {}) == []
    with writing(engine).connect() as whole:
        assert ask(whole, VALUES, GIVEN) == [ANSWERED], "the cursor's answer"


def test_a_statement_is_prepared_once_and_a_rollback_forgets_none(engine: Engine) -> None:
    standing = Standing(engine)

    def add_and_fail() -> None:
        with standing.transaction() as connection:
            assert [tell(connection, ADD, {"key": key}) for key in "abc"] == [1, 1, 1]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    with standing.transaction() as connection:
        prepared = names(connection)
        assert tell(connection, ADD, {"key": "a"}) == 1, "the rollback left nothing of it"
        assert names(connection) == prepared


def test_what_was_thrown_away_is_prepared_anew(engine: Engine) -> None:
    with Standing(engine).reading() as connection:
        assert ask(connection, "SELECT :a::int", {"a": 1}) == [(1,)]
        connection.exec_driver_sql("DEALLOCATE ALL")
        assert names(connection) == []
        assert ask(connection, "SELECT :a::int", {"a": 2}) == [(2,)]
        assert len(names(connection)) == 1


def test_a_transaction_ends_in_which_a_table_was_changed(engine: Engine) -> None:
    standing = Standing(engine)
    for key in "ab":
        with standing.transaction() as connection:
            tell(connection, ADD, {"key": key})
            connection.exec_driver_sql("ALTER TABLE counters SET (fillfactor = 90)")
    with standing.reading() as connection:
        assert ask(connection, "SELECT count(*) FROM sites WHERE id > :a::int", {"a": 0}) == [(2,)]


def test_a_connection_keeps_no_more_than_the_last_hundred(engine: Engine) -> None:
    with Standing(engine).reading() as connection:
        for number in range(MOST + 20):
            assert ask(connection, f"SELECT :a::int + {number}", {"a": 1}) == [(1 + number,)]
        assert len(names(connection)) <= MOST
        assert ask(connection, "SELECT :a::int + 0", {"a": 1}) == [(1,)]


def test_transactions_go_on_after_one_that_the_driver_has_rolled_back_on_the_same_connection(engine: Engine) -> None:
    """As many at once as leave one that goes back into the pool, having read and never begun anything by hand."""
    standing, read = Standing(engine), "SELECT count(*) FROM sites WHERE id > :a::int"
    held = [standing.reading() for _ in range(KEPT + 1)]
    for connection in [each.__enter__() for each in held]:
        ask(connection, read, {"a": 0})
    for each in held:
        each.__exit__(None, None, None)
    with writing(engine).connect() as other:
        other.execute(text("SELECT 1"))
        other.rollback()
    held = [standing.transaction() for _ in range(KEPT + 1)]
    for connection in [each.__enter__() for each in held]:
        assert ask(connection, read, {"a": 0}) == [(0,)]
    for each in held:
        each.__exit__(None, None, None)


def test_what_is_forgotten_amid_a_transaction_spoils_no_other(engine: Engine) -> None:
    standing = Standing(engine)
    with standing.reading() as connection:
        ask(connection, "SELECT :a::int", {"a": 1})
        connection.exec_driver_sql("DEALLOCATE ALL")

    def write() -> None:
        with standing.transaction() as connection:
            ask(connection, "SELECT :a::int", {"a": 1})

    with pytest.raises(ProgrammingError):
        write()
    write()


def test_what_the_server_would_cut_off_or_has_no_form_is_refused(engine: Engine) -> None:
    with Standing(engine).reading() as connection:
        with pytest.raises(DataError, match="NUL"):
            ask(connection, "SELECT :a::text", {"a": "HW-1\0 or anything"})
        with pytest.raises(TypeError, match="float"):
            ask(connection, "SELECT :a::float", {"a": 1.5})


def test_a_connection_that_is_lost_is_told_as_such_and_leaves_the_pool(engine: Engine) -> None:
    standing = Standing(engine)
    with standing.reading() as connection:
        [(process,)] = ask(connection, "SELECT pg_backend_pid()", {})
    with writing(engine).connect() as other, standing.reading() as connection:
        other.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
        with pytest.raises(OperationalError):
            ask(connection, "SELECT :a::int", {"a": 1})
        assert connection.invalidated
    with standing.reading() as connection:
        assert ask(connection, "SELECT :a::int", {"a": 1}) == [(1,)]


@pytest.mark.parametrize(
    ("sql", "fault"),
    [(ADD, IntegrityError), ("SELECT :key::int", DataError), ("SELECT nonsense(:key)", ProgrammingError)],
)
def test_a_fault_is_the_one_that_sqlalchemy_raises_and_tells_nothing_that_was_given(
    engine: Engine, sql: str, fault: type[Exception]
) -> None:
    standing = Standing(engine)
    with standing.transaction() as connection:
        tell(connection, ADD, {"key": "somebody"})
    with standing.reading() as connection, pytest.raises(fault) as raised:
        ask(connection, sql, {"key": "somebody"})
    assert "[parameters:" not in str(raised.value)
    with standing.reading() as connection:
        assert ask(connection, "SELECT count(*) FROM sites", {}) == [(1,)], "the connection goes on"
