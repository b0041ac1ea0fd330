"""What a restore owes the database and the papers that were there: a restore that came to nothing leaves no paper behind that
nobody needs, and one that replaced a database names what that one knew and the backup doesn't."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, inspect, select, update

from flows.service.backup.taking import as_they_lie, papers_named
from flows.service.catalogue import Catalogue
from flows.service.office import Office
from flows.service.privacy.removing import WISHED, erase
from flows.storage.engine import open_database, writing
from flows.storage.papers.store import Store
from flows.storage.tables import authorisation_letters, documents, parties, removals

LOG = logging.getLogger("flows.backup")
AT_ONCE = 500  # hashes in one statement
PERSON, LETTER = "person", "letter"  # what a row of `removals` tells of


@dataclass(frozen=True, slots=True)
class Before:
    """Of the database that is to be replaced. `papers`: hashes that its rows name; `wished`: what went because somebody asked
    for it, as what it was and its number."""

    papers: frozenset[str] = frozenset()
    wished: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Undone:
    """What the backup brought back or left behind. `people`: numbers on the register of those who were erased since, as they
    asked, and are there again; `letters`: of authorisations, likewise; `papers`: hashes of those that came since, whose files
    lie there and are nobody's."""

    people: tuple[int, ...] = ()
    letters: tuple[int, ...] = ()
    papers: tuple[str, ...] = ()


def look(url: str, coming: Sequence[str]) -> Before:
    """And says in the rows of removed papers whose files will be `coming` that they are still to go: so the next round of the
    housekeeping looks at them again, should this be killed. A schema from before knows no removed papers."""
    with _opened(url) as engine, writing(engine).begin() as connection:
        if not _has(connection, documents.name, "removed_at") or not _has(connection, removals.name, "subject"):
            return Before()
        for table in (documents, authorisation_letters):
            for start in range(0, len(coming), AT_ONCE):
                mine = table.c.sha256.in_(coming[start : start + AT_ONCE]) & table.c.removed_at.is_not(None)
                connection.execute(update(table).where(mine, table.c.erased_at.is_not(None)).values(erased_at=None))
        return Before(frozenset(papers_named(connection)), frozenset(_wished(connection)))


def undone(connection: Connection, before: Before) -> Undone:
    """Asked of the database as it was filled."""
    gone = before.wished - set(_wished(connection))
    people = set(connection.execute(select(parties.c.id)).scalars()) if gone else set()
    c = authorisation_letters.c
    letters = (
        set(connection.execute(select(c.authorisation_id).where(c.removed_at.is_(None))).scalars()) if gone else ()
    )
    return Undone(
        tuple(sorted(number for what, number in gone if what == PERSON and number in people)),
        tuple(sorted(number for what, number in gone if what == LETTER and number in letters)),
        tuple(sorted(before.papers - set(papers_named(connection)))),
    )


def take_back(url: str, secret: bytes, store: Store, written: Sequence[str]) -> None:
    """The papers that a restore wrote and that no row needs. What can't be taken back now is left to the rounds: what broke the
    restore off is what is told."""
    if not written:
        return
    try:
        with _opened(url) as engine:
            with engine.connect() as connection:
                known = inspect(connection).has_table(documents.name)
            office = Office(engine, secret, store, Catalogue(()))
            for digest in written:
                if known:
                    erase(office, digest)
                else:
                    as_they_lie(store).remove(digest)
    except Exception as fault:  # noqa: BLE001 - the first fault is the one that matters
        LOG.warning("papers of a restore that failed may lie there still: %s: %s", type(fault).__name__, fault)


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _has(connection: Connection, table: str, column: str) -> bool:
    found = inspect(connection)
    return found.has_table(table) and column in {one["name"] for one in found.get_columns(table)}


def _wished(connection: Connection) -> Iterator[tuple[str, int]]:
    r = removals.c
    for row in connection.execute(select(r.what, r.subject).where(r.why == WISHED)):
        yield row.what, row.subject
