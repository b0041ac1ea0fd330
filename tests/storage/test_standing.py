"""Connections that stay at hand: whole transactions or nothing, and none that is lost or left in the midst of one."""

import select as select_module
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.exc import DBAPIError

from flows.storage import tables as t
from flows.storage.by_hand import ask, tell
from flows.storage.engine import open_database
from flows.storage.migrate import upgrade
from flows.storage.standing import KEPT, Standing

SITE = {"name_zh": "北苑", "name_en": "North Court", "zone": "Asia/Shanghai"}
ADD = "INSERT INTO sites (key, name_zh, name_en, zone) VALUES (:key, '北苑', 'North Court', 'Asia/Shanghai')"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    upgrade(database_url)
    made = open_database(database_url)
    yield made
    made.dispose()


def driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def keys(standing: Standing) -> list[str]:
    with standing.reading() as connection:
        return sorted(connection.execute(select(t.sites.c.key)).scalars())


def test_the_same_connection_serves_one_request_after_the_other(engine: Engine) -> None:
    standing = Standing(engine)
    with standing.reading() as connection:
        first = driver(connection)
    with standing.transaction() as connection:
        assert driver(connection) is first


def test_a_transaction_is_written_whole_by_hand_and_by_sqlalchemy_alike(engine: Engine) -> None:
    standing = Standing(engine)
    with standing.transaction() as connection:
        tell(connection, ADD, {"key": "a"})
        connection.execute(insert(t.sites), {"key": "b", **SITE})
    assert keys(standing) == ["a", "b"]


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_a_fault_leaves_nothing_of_it(engine: Engine, fault: type[BaseException]) -> None:
    standing = Standing(engine)

    def begin_and_fail() -> None:
        with standing.transaction() as connection:
            tell(connection, ADD, {"key": "a"})
            connection.execute(insert(t.sites), {"key": "b", **SITE})
            raise fault

    with pytest.raises(fault):
        begin_and_fail()
    assert keys(standing) == []
    with standing.transaction() as connection:
        tell(connection, ADD, {"key": "c"})
    assert keys(Standing(engine)) == ["c"], "what comes after a fault is committed"


def test_a_fault_of_the_database_leaves_nothing_of_it(engine: Engine) -> None:
    standing = Standing(engine)

    def twice_the_same() -> None:
        with standing.transaction() as connection:
            tell(connection, ADD, {"key": "a"})
            tell(connection, ADD, {"key": "a"})

    with pytest.raises(DBAPIError):
        twice_the_same()
    assert keys(standing) == []


def test_reading_leaves_no_transaction_open(engine: Engine) -> None:
    """One that stays open would show the next reader yesterday's rows, and keep SQLite's log from being emptied."""
    standing = Standing(engine)
    with standing.reading() as connection:
        assert connection.execute(select(t.sites.c.key)).all() == []
    with Standing(engine).transaction() as connection:
        tell(connection, ADD, {"key": "a"})
    with standing.reading() as connection:
        assert ask(connection, "SELECT key FROM sites", {}) == [("a",)]
        in_transaction = (
            driver(connection).in_transaction
            if engine.dialect.name == "sqlite"
            else driver(connection).info.transaction_status
        )
        assert not in_transaction


def test_a_connection_lost_amid_a_transaction_is_replaced(engine: Engine) -> None:
    standing = Standing(engine)

    def lose_it() -> None:
        with standing.transaction() as connection:
            driver(connection).close()
            tell(connection, ADD, {"key": "a"})

    with pytest.raises(DBAPIError):
        lose_it()
    with standing.transaction() as connection:
        tell(connection, ADD, {"key": "b"})
    assert keys(standing) == ["b"]


def ended(engine: Engine, *connections: Connection) -> None:
    """As by a server that is started anew."""
    with engine.connect() as other:
        for connection in connections:
            pid = driver(connection).info.backend_pid
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    for connection in connections:  # until it has said so
        select_module.select([driver(connection)], [], [], 10)


def at_hand(standing: Standing, many: int) -> list[Connection]:
    with ExitStack() as held:
        return [held.enter_context(standing.reading()) for _ in range(many)]


def test_nobody_notices_that_the_server_was_started_anew(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    standing = Standing(engine)
    ended(engine, *at_hand(standing, 3))
    for _ in range(3):
        with standing.reading() as connection:
            assert ask(connection, "SELECT key FROM sites", {}) == []
    engine.dispose()


def test_where_one_is_lost_no_other_is_kept(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a network goes without a word."""
    engine = open_database(postgres_url)
    standing = Standing(engine)
    ended(engine, *at_hand(standing, 3))
    with monkeypatch.context() as silent:
        silent.setattr("flows.storage.standing.is_there", lambda _: True)
        with pytest.raises(DBAPIError), standing.reading() as connection:
            ask(connection, "SELECT key FROM sites", {})
        assert keys(standing) == []
    engine.dispose()


def test_few_are_kept_and_none_beyond_the_engine(engine: Engine) -> None:
    standing = Standing(engine)
    held = [standing.reading() for _ in range(KEPT + 3)]
    drivers = [driver(each.__enter__()) for each in held]
    for each in held:
        each.__exit__(None, None, None)
    assert engine.pool.checkedout() == KEPT  # type: ignore[attr-defined]  # of a pool that queues
    engine.dispose()
    if engine.dialect.name == "postgresql":
        assert all(each.closed for each in drivers)
