"""Who decides by what stands in other cases takes turns with whoever does so at the same site.

Under READ COMMITTED two who sum up a month in the same instant would each find the other's case open still.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection

from flows.storage.by_hand import ask, tell

PATIENCE = "SET LOCAL lock_timeout = '300ms'"  # less than after what PostgreSQL looks for a deadlock (1 s by default)
HELD = """SELECT id FROM cases
WHERE id = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(:ids AS json)) AS bigint)))
ORDER BY id FOR UPDATE SKIP LOCKED"""
PEOPLE = """SELECT id FROM users
WHERE login = ANY (ARRAY(SELECT json_array_elements_text(CAST(:logins AS json)))) ORDER BY id FOR SHARE"""
TURN = "SELECT pg_advisory_xact_lock(:site, hashtext(:subject))"


def take_turns(connection: Connection, site_id: int, subjects: Iterable[str]) -> None:
    """Waits until nobody else at the site is at one of `subjects`, and keeps the others waiting until this transaction
    ends. On SQLite one transaction writes at a time anyway. Subjects in the same order everywhere, or two wait for each
    other."""
    if connection.dialect.name == "postgresql":
        for subject in sorted(subjects):
            ask(connection, TURN, {"site": site_id, "subject": subject})


def keep_people(connection: Connection, logins: Collection[str]) -> None:
    """Whoever takes a post from one of them, or gives one, waits until this transaction ends. On SQLite, where one
    transaction writes at a time, they wait anyway."""
    if logins and connection.dialect.name == "postgresql":
        ask(connection, PEOPLE, {"logins": sorted(logins)})


def hold(connection: Connection, case_ids: Sequence[int]) -> list[int]:
    """Keeps the cases for this transaction, without those that somebody else keeps; from here on it waits for nobody
    long. On SQLite, where one transaction writes at a time, all of them."""
    if connection.dialect.name != "postgresql":
        return list(case_ids)
    tell(connection, PATIENCE, {})
    return [row[0] for row in ask(connection, HELD, {"ids": list(case_ids)})]
