"""A backup brought back: checked in the transaction that fills the database, and the old one is whole until it counts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, StatementError

from flows.definition import Procedure, Text
from flows.procedures import PROCEDURES
from flows.service.audit import replay_in, verify_in
from flows.service.audit_seals import Fault
from flows.service.backup.archive import BadArchive, Manifest, Reader
from flows.service.backup.replaced import Undone, look, take_back, undone
from flows.service.backup.sealed_file import FileKey
from flows.service.backup.taking import as_they_lie, newest_checkpoint, papers_named
from flows.service.catalogue import Catalogue
from flows.service.errors import Answer
from flows.service.keys import KeyRing, ring_of
from flows.service.office import Office, papers_at, reached
from flows.storage.engine import open_database
from flows.storage.migrate import newest, upgrade_to
from flows.storage.papers.sealed import Key
from flows.storage.papers.store import BucketAddress, Store
from flows.storage.whole import Dangling, filling, is_empty, lay_out, number_on, put

Progress = Callable[[], object]
SHOWN = 5  # faults named in one sentence


class NotEmpty(Answer):
    """The database holds an office already."""

    def __init__(self) -> None:
        zh = "目标数据库里已有数据，没有恢复；确要替换请加 --replace"
        super().__init__(Text(zh, "The database holds data already; nothing was restored. To replace it say --replace"))


class NotSound(Answer):
    """What the backup holds does not stand up; nothing was changed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(
            Text(f"恢复没有通过核查，原数据未动：{zh}", f"The restore did not pass, nothing was changed: {en}")
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """`faults`: of the history, all known when it was taken; `undone`: what the database knew that was replaced."""

    manifest: Manifest
    rows: int
    papers: int
    cases: int
    faults: tuple[Fault, ...]
    undone: Undone = field(default_factory=Undone)


@dataclass(frozen=True)
class Target:
    """Where a backup is brought back to."""

    url: str
    keys: KeyRing
    attachments: Path | BucketAddress
    paper_keys: tuple[bytes, ...] = ()
    procedures: Iterable[Procedure] = tuple(PROCEDURES.values())
    backup_keys: tuple[bytes, ...] = ()  # what backups were sealed with, where it is not one of the others

    @property
    def paper_secrets(self) -> tuple[bytes, ...]:
        return (*self.paper_keys, *self.keys.secrets)

    @property
    def file_keys(self) -> list[FileKey]:
        return [FileKey.of(secret) for secret in (*self.backup_keys, *self.paper_secrets)]

    @property
    def store(self) -> Store:
        return papers_at(self.attachments, ring_of(self.paper_secrets))


def restore(place: Path, target: Target, *, replace: bool = False, progress: Progress = lambda: None) -> Restored:
    """Whether the keys are those that it needs is asked first of all. Raises BadArchive, BadSeal, NotEmpty, NotSound, NoPapers,
    Unreachable, and what the store raises where it can't be reached. What came into the store by a restore that failed goes
    again; where it was killed, the next round of the housekeeping sees to what had been removed before."""
    reader = Reader(place, progress, target.file_keys, lambda manifest: _hold_keys(manifest, target))
    try:
        with reached(target.url):
            if not replace:
                _must_be_empty(target.url)
            store, written = target.store, list[str]()
            try:
                return _restored(reader, target, store, written, replace=replace, progress=progress)
            except BaseException:
                take_back(target.url, target.keys.secrets[0], store, written)
                raise
    finally:
        reader.close()


def _restored(
    reader: Reader, target: Target, store: Store, written: list[str], *, replace: bool, progress: Progress
) -> Restored:
    """`written` is filled with the papers as they are brought."""
    before = look(target.url, reader.digests)
    papers = _bring_papers(reader, store, progress, written)
    try:
        with filling(target.url) as connection:
            if not replace and not is_empty(connection):
                raise NotEmpty
            rows = _fill(connection, reader, progress)
            cases, faults = _hold(connection, reader.manifest, target, store)
            lost = undone(connection, before)
    except Dangling as fault:
        raise BadArchive(f"行与行对不上（{fault}）", f"its rows don't fit together ({fault})") from fault
    for digest in reader.digests:
        if not store.has(digest):  # a round looked before the rows were there that need it; from now on it sees them
            as_they_lie(store).replace(digest, reader.paper(digest))
    return Restored(reader.manifest, rows, papers, cases, faults, lost)


def _hold_keys(manifest: Manifest, target: Target) -> None:
    lacking = [one for one in manifest.keys if one not in target.keys.ids]
    if lacking:
        named = ", ".join(lacking)
        raise NotSound(
            f"缺少密钥 {named}（FLOWS_SECRET_KEY、FLOWS_OLD_SECRET_KEYS）",
            f"the key {named} is not given (FLOWS_SECRET_KEY, FLOWS_OLD_SECRET_KEYS)",
        )
    opening = {Key.of(secret).id.hex() for secret in target.paper_secrets}
    locked = [one for one in manifest.paper_keys or () if one not in opening]
    if locked:
        named = ", ".join(locked)
        raise NotSound(
            f"材料用密钥 {named} 加密，没有给出（FLOWS_ATTACHMENTS_KEY）",
            f"its papers are encrypted with the key {named}, which is not given (FLOWS_ATTACHMENTS_KEY)",
        )
    if manifest.revision > newest():
        zh = f"备份的结构 {manifest.revision} 比本程序的 {newest()} 新"
        raise BadArchive(zh, f"its schema {manifest.revision} is newer than this program's {newest()}")


def _must_be_empty(url: str) -> None:
    engine = open_database(url)
    try:
        with engine.connect() as connection:
            if not is_empty(connection):
                raise NotEmpty
    finally:
        engine.dispose()


def _bring_papers(reader: Reader, store: Store, progress: Progress, written: list[str]) -> int:
    """Sealed as they were. What the store has and can open stays as it is."""
    beneath, count = as_they_lie(store), 0
    for digest in reader.digests:
        if not _is_there(store, digest):
            written.append(digest)
            beneath.replace(digest, reader.paper(digest))
            if not _is_there(store, digest):
                raise NotSound(f"材料 {digest} 与其指纹不符", f"the paper {digest} does not have its hash")
        count += 1
        progress()
    return count


def _is_there(store: Store, digest: str) -> bool:
    content = store.read(digest)
    return content is not None and hashlib.sha256(content).hexdigest() == digest


def _fill(connection: Connection, reader: Reader, progress: Progress) -> int:
    manifest, rows = reader.manifest, 0
    lay_out(connection, manifest.revision)
    for name, columns in manifest.columns.items():
        try:
            written = put(connection, name, columns, reader.rows(name))
        except OperationalError:  # of the database, not of what is put into it
            raise
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, StatementError) as fault:
            raise BadArchive(f"{name} 的内容读不懂", f"the rows of {name} are not understood") from fault
        if written != manifest.counts.get(name):
            raise NotSound(f"{name} 的行数不符", f"{name} has not as many rows as the manifest says")
        rows += written
        progress()
    upgrade_to(connection, "head")
    number_on(connection)
    return rows


def _hold(connection: Connection, manifest: Manifest, target: Target, store: Store) -> tuple[int, tuple[Fault, ...]]:
    """The history against its chain and its checkpoints, every case against its replay, every paper against its row."""
    if newest_checkpoint(connection) != manifest.checkpoint:
        raise NotSound("最新检查点不符", "the newest checkpoint is another")
    lost = set(papers_named(connection)) - set(manifest.missing)
    lost -= {name.removeprefix("papers/") for name in manifest.members}
    if lost:
        raise NotSound(f"缺 {len(lost)} 份材料", f"{len(lost)} papers are missing")
    keys = target.keys.secrets
    office = Office(connection.engine, keys[0], store, Catalogue(tuple(target.procedures)), keys[1:])
    report = verify_in(office, connection)
    if len(report.faults) > manifest.faults:
        raise NotSound(*_named(report.faults))
    cases, differing = replay_in(office, connection)
    if len(differing) > manifest.differing:
        raise NotSound(*_named(differing))
    return cases, report.faults


def _named(faults: tuple[Fault, ...]) -> tuple[str, str]:
    zh = "；".join(f"{one.case} {one.message.zh}" for one in faults[:SHOWN])
    return zh, "; ".join(f"{one.case} {one.message.en}" for one in faults[:SHOWN])
