"""A backup, taken while everybody goes on: all rows as they were at one moment, and every paper that they name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, union
from sqlalchemy.exc import DBAPIError

from flows.definition import Text
from flows.service.audit import replay_in, verify_in
from flows.service.backup.archive import Manifest, Writer
from flows.service.backup.sealed_file import FileKey
from flows.service.errors import Answer
from flows.service.office import Office
from flows.storage.migrate import newest
from flows.storage.papers.folder import lasting
from flows.storage.papers.sealed import Sealed
from flows.storage.papers.store import Store
from flows.storage.tables import authorisation_letters, checkpoints, documents
from flows.storage.whole import layout, rows_of

Progress = Callable[[], object]


class Unreadable(Answer):
    """A backup that leaves out what it can't read would be none."""

    def __init__(self, table: str, fault: Exception) -> None:
        name = type(fault).__name__  # its words may be somebody's
        zh = f"没有备份：{table} 有读不懂的值（{name}），用 flows audit verify 和 replay 查是哪一张单据"
        en = f"Not backed up: {table} holds what can't be read ({name}); flows audit verify and replay tell of which case"
        super().__init__(Text(zh, en))


def back_up(
    office: Office, place: Path, now: datetime, progress: Progress = lambda: None, key: FileKey | None = None
) -> Manifest:
    """Sealed with `key`, if there is one. Whole in `place`, readable by its owner alone, or not there. Raises FileExistsError, and what the store of papers
    raises where it can't be reached: a backup without its papers is none. Raises Unreadable."""
    if place.exists():
        raise FileExistsError(place)
    handle, draft = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)  # of mode 600
    try:
        with os.fdopen(handle, "wb") as file:
            manifest = _written(office, Writer(file, _begun(now, office), key), progress)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, place)  # as a rename, but for a file that has come meanwhile
        lasting(place.parent)
    finally:
        Path(draft).unlink()
    return manifest


def _begun(now: datetime, office: Office) -> Manifest:
    return Manifest(now.isoformat(), newest(), list(office.keys.ids), None, layout())


def _written(office: Office, writer: Writer, progress: Progress) -> Manifest:
    manifest = writer.manifest
    with office.at_one_moment() as connection:
        manifest.checkpoint = newest_checkpoint(connection)
        manifest.faults = len(verify_in(office, connection).faults)
        manifest.differing = len(replay_in(office, connection)[1])
        for name, columns in manifest.columns.items():
            writer.table(name, _read(name, rows_of(connection, name, columns)))
            progress()
        papers = list(papers_named(connection))
    beneath = as_they_lie(office.attachments)
    for digest in papers:
        box = beneath.read(digest)
        if box is None:
            manifest.missing.append(digest)
        else:
            writer.paper(digest, box)
        progress()
    writer.close()
    return manifest


def _read(name: str, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    try:
        yield from rows
    except (ValueError, TypeError, AttributeError, ArithmeticError, DBAPIError) as fault:
        raise Unreadable(name, fault) from fault


def newest_checkpoint(connection: Connection) -> list[object] | None:
    c = checkpoints.c
    found = connection.execute(select(c.id, c.seal).order_by(c.id.desc()).limit(1)).one_or_none()
    return list(found) if found else None


def papers_named(connection: Connection) -> Iterator[str]:
    """The hashes of all papers that rows name, each once; not of those whose files are gone, as their time was over."""
    kept = (select(t.c.sha256).where(t.c.erased_at.is_(None)) for t in (documents, authorisation_letters))
    yield from connection.execute(union(*kept).order_by("sha256")).scalars()


def as_they_lie(store: Store) -> Store:
    """Sealed papers are copied sealed: their key is no part of a backup."""
    return store.beneath if isinstance(store, Sealed) else store
