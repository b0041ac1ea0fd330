"""Who decides by what stands in other cases takes turns with whoever does so at the same site.

Under READ COMMITTED two who sum up a month in the same instant would each find the other's case open still.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from flows.storage.by_hand import ask

TURN = "SELECT pg_advisory_xact_lock(:site, hashtext(:subject))"


def take_turns(connection: Connection, site_id: int, subjects: Iterable[str]) -> None:
    """Waits until nobody else at the site is at one of `subjects`, and keeps the others waiting until this transaction
    ends. On SQLite one transaction writes at a time anyway. Subjects in the same order everywhere, or two wait for each
    other."""
    if connection.dialect.name == "postgresql":
        for subject in sorted(subjects):
            ask(connection, TURN, {"site": site_id, "subject": subject})
