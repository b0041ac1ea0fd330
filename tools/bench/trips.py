"""The transaction as most programs have it: a question for each thing that it must know, then a statement for each row.

Beside `by_hand`, which asks for everything in one question and is given its hashes: this one reads the case, its
papers, the ties of the applicant and the actor's posts one after the other, and makes the entry of its history, its
bytes and their keyed hash, itself. It judges nothing either.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import psycopg

from flows.storage.values import canonical
from tools.bench.by_hand import Event, Hand, on_postgres

CASE = """SELECT site_id, unit_id, applicant_id, state, revision, data, approvals, settings, head
FROM cases WHERE id = %s FOR UPDATE"""
PAPERS = "SELECT kind, count(*) FROM documents WHERE case_id = %s GROUP BY kind"
AGENT = "SELECT 1 FROM authorisations WHERE party_id = %s AND unit_id = %s AND revoked_at IS NULL"
OWNER = "SELECT 1 FROM tenures WHERE party_id = %s AND unit_id = %s AND kind = 'owner'"
POSTS = """SELECT p.role FROM posts p JOIN users u ON u.id = p.user_id
WHERE u.login = %s AND u.active AND p.site_id = %s"""
KEY = b"a key of the program by hand"
CONTENT = 5  # its place among the values of a history row


def by_trips(connection: psycopg.Connection[Any]) -> Hand:
    """With psycopg, every statement prepared."""
    plain = on_postgres(connection)
    cursor = connection.cursor()

    def fetched(sql: str, *values: Any) -> Any:
        return cursor.execute(sql, values).fetchall()

    def run(event: Event) -> None:
        login, case = event.look[1]
        [(site, unit, applicant, *_)] = fetched(CASE, case)
        fetched(PAPERS, case)
        fetched(AGENT, applicant, unit)
        fetched(OWNER, applicant, unit)
        fetched(POSTS, login, site)
        if event.count:
            cursor.execute(*event.count)
            cursor.fetchone()
        for sql, values in event.writes:
            cursor.execute(sql, _chained(sql, values))
        connection.commit()

    return Hand(plain.value, plain.statement, run)


def _chained(sql: str, values: tuple[Any, ...]) -> list[Any]:
    """JSON written down, and the history's bytes hashed: as costly as the service's own hash, which is kept so that
    both write the same rows."""
    written = [canonical(value) if isinstance(value, dict | list) else value for value in values]
    if sql.startswith("INSERT INTO history"):
        hmac.new(KEY, written[CONTENT].encode(), hashlib.sha256).hexdigest()
    return written
