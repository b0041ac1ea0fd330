"""The queue of jobs: its tables are exactly what the library that works on them ships."""

import sqlite3
from pathlib import Path

import procrastinate
import psycopg
from sqlalchemy import make_url

from tests.postgres import PostgresServer, libpq_url

SHIPPED = Path(procrastinate.__file__).parent / "sql" / "schema.sql"
# What we added or switched, and nothing else may differ.
OURS = {
    ("index", "ix_procrastinate_jobs_failed"),
    ("function", "defer_job_of_case"),
    ("trigger off", "procrastinate_jobs_notify_queue_job_inserted_v1"),
    ("trigger off", "outbox_defers_job"),
}
PARTS = """
SELECT 'column', table_name || '.' || column_name,
  concat_ws(' ', data_type, udt_name, character_maximum_length, is_nullable, column_default, identity_generation)
  FROM information_schema.columns WHERE table_name LIKE 'procrastinate%'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'procrastinate%'
UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE conrelid::regclass::text LIKE 'procrastinate%'
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc
  WHERE proname LIKE 'procrastinate%' OR proname LIKE '%job%' AND pronamespace = 'public'::regnamespace
UNION ALL SELECT CASE tgenabled WHEN 'D' THEN 'trigger off' ELSE 'trigger' END, tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal AND (tgname LIKE 'procrastinate%' OR tgname LIKE '%job%')
UNION ALL SELECT 'value', enumtypid::regtype || '.' || enumlabel, enumsortorder::text FROM pg_enum
"""


def parts(connection: psycopg.Connection) -> set[tuple[str, str, str]]:
    return {tuple(row) for row in connection.execute(PARTS)}


def test_the_migrations_make_what_the_library_ships(postgres_server: PostgresServer, postgres_url: str) -> None:
    """A newer library with another schema fails here: its own migrations then become one of ours."""
    bare = postgres_server.create()
    with psycopg.connect(libpq_url(bare), autocommit=True) as connection:
        connection.execute(SHIPPED.read_text(encoding="utf-8"))
        shipped = parts(connection)
    postgres_server.drop(bare)
    with psycopg.connect(libpq_url(make_url(postgres_url))) as connection:
        made = parts(connection)
    assert len(shipped) > 80
    assert {part[:2] for part in made - shipped} == OURS
    switched = {(kind.removesuffix(" off"), name) for kind, name in OURS}
    assert {part[:2] for part in shipped - made} <= switched


def test_sqlite_has_none_of_it(sqlite_url: str) -> None:
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert not {name for name in names if "procrastinate" in name or "job" in name}
