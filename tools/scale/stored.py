"""What one entry of a history takes on PostgreSQL with all that goes with it: events are taken and relations weighed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import psycopg
from sqlalchemy import Connection, make_url, text

from flows.service.working import work
from tests.postgres import libpq_url, running_postgres
from tools.bench.permit import begun, site, taken

CASES = 100
HEAPS = "SELECT sum(pg_table_size(relid)), sum(pg_indexes_size(relid)) FROM pg_stat_user_tables"
ENTRIES = "SELECT count(*) FROM history"


def measure() -> str:
    """Bytes an entry: with indexes, and the indexes alone. Packed; what was there before the cases is taken off."""
    with tempfile.TemporaryDirectory() as name, running_postgres() as server:
        url = server.create().render_as_string(hide_password=False)
        north = site(url, Path(name))
        with north.office.read() as connection:
            before = _weighed(connection)
        for _ in range(CASES):
            taken(north.office, begun(north), north.now)
        while work(north.office, north.now):
            pass
        with psycopg.connect(libpq_url(make_url(url)), autocommit=True) as packing:
            packing.execute("VACUUM FULL")  # what updates have left behind is used again, sooner or later
        with north.office.read() as connection:
            after, entries = _weighed(connection), connection.execute(text(ENTRIES)).scalar_one()
        north.office.engine.dispose()
    heap, index = ((late - early) / entries for late, early in zip(after, before, strict=True))
    return f"{heap + index:,.0f} bytes an entry, of it {index:,.0f} of indexes; {entries:,} entries"


def _weighed(connection: Connection) -> tuple[int, int]:
    heaps, indexes = connection.execute(text(HEAPS)).one()
    return int(heaps), int(indexes)
