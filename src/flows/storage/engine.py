"""How a database is opened: the same promises on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from flows.storage.by_hand import tell
from flows.storage.scope import fit_from_pool

BUSY_TIMEOUT = 10_000  # milliseconds that a writer waits for another on SQLite before it gives up
# Seconds. Who waits on SQLite isn't woken, but looks again after 1, 2, 5, 10, 15, 20 and thrice 25 ms, and more seldom only then: so
# long they are likely to find it free, where one transaction after the other would keep them out until the last.
GIVE_WAY = 0.025
LET_GO = 500  # milliseconds, beyond the handbook: readers go on meanwhile, writers wait

# What a statement was given is people's: neither its lines in a log nor what it raises say it.
HUSHED = {"hide_parameters": True}
PRIVATE = 0o700  # of a folder made here: other users of the machine have no business in it


def open_database(url: str, **options: Any) -> Engine:
    """An engine for `url`. On PostgreSQL statements commit by themselves unless a transaction is asked for by
    `writing`; on SQLite each takes its lock at once, so that two writers queue instead of failing half-way."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        engine = create_engine(parsed, **HUSHED, **options)
        _tame_sqlite(engine)
        return engine
    # Connections lie in the pool as readers want them, who are the many: to change one over and back takes longer than
    # to fetch it.
    alone = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True, "pool_pre_ping": False}
    arguments = {"prepare_threshold": 0, **options.pop("connect_args", {})}
    engine = create_engine(parsed, connect_args=arguments, **HUSHED, **alone, **options)
    fit_from_pool(engine)
    return engine


def _tame_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late to lock anything
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # a committed event survives a power cut
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what was erased isn't left in the file; Debian's has it so already
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.connection.in_transaction:  # begun by hand: what follows is part of it
            return
        writes = connection.get_execution_options().get("writes", False)
        tell(connection, "BEGIN IMMEDIATE" if writes else "BEGIN", {})


def give_way(engine: Engine) -> None:
    """For who has written much and will write more: on SQLite, where one writes at a time, whoever waits comes first."""
    if engine.dialect.name == "sqlite":
        sleep(GIVE_WAY)


def let_go_of_log(engine: Engine) -> bool:
    """On SQLite: what its log of writes (`-wal`) holds of what is gone by now leaves that file. False: somebody was reading or
    writing for as long as `LET_GO`; it is there until the next that asks, or until the last connection closes."""
    if engine.dialect.name != "sqlite":
        return True
    from sqlite3 import OperationalError

    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={LET_GO}")
        try:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        return not busy
    except OperationalError:
        return False
    finally:
        connection.close()


def writing(engine: Engine) -> Engine:
    """For a transaction that writes."""
    whole = {"isolation_level": "READ COMMITTED"} if engine.dialect.name == "postgresql" else {}
    return engine.execution_options(writes=True, **whole)


def database_file(url: str) -> Path | None:
    """Where an SQLite database lies; None for one in memory, and on PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def bypasses_policies(engine: Engine) -> bool:
    """Whether PostgreSQL lets this user past its row-level security: a superuser, or who was given leave."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        query = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        return bool(connection.exec_driver_sql(query).scalar_one())
