"""Statements that go by the driver's lower half: what they answer, and what becomes of them when something goes wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from flows.storage.by_hand import ask, tell
from flows.storage.engine import open_database, writing
from flows.storage.standing import Standing

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
