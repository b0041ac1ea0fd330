"""What is done to a case beside its events: taking, giving back and assigning its task, and adding papers.

Each is an entry of the history, so that it stands in the chain; none moves the case.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Actor, Document, Procedure, Text, roles_of
from flows.engine.conditions import posts_that_may
from flows.engine.replay import apply
from flows.procedures import ROLES
from flows.service.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge, Unsupported
from flows.service.moves import last_move
from flows.service.office import Office
from flows.service.plan import case_values, history_row
from flows.service.roster import roster
from flows.service.seeing import load, situation
from flows.storage.snapshot import Snapshot, WaitingTask
from flows.storage.tables import documents
from flows.storage.writing import Writes, write_portably

LARGEST = 20 * 1024 * 1024  # bytes: a scanned application of many pages; beyond the handbook
SIGNATURES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class Beside:
    """One such act as it stands in the history."""

    number: str
    seq: int


def claim(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Beside:
    """Takes the waiting task. Raises Conflict when a colleague has it, Forbidden for another post's task."""
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        _must_hold(seen.actor, task)
        if task.claimed_by and task.claimed_by.login != login:
            raise _taken(office, connection, seen)
        return _write(office, connection, seen, "claim_task", {"task": {"claimed_by": login}}, now, claim=(login,))


def release(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Beside:
    """Gives a task back: one's own, or, for the superior of its posts, anybody's."""
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        if task.claimed_by is None:
            raise Invalid.field("task", "此待办没有人认领", "nobody has claimed this task")
        if task.claimed_by.login != login and not commands(seen.actor, task.audience):
            raise Forbidden("只有认领人或其上级可以释放", "Only who claimed it, or their superior, may release it")
        return _write(office, connection, seen, "release_task", {"task": {"claimed_by": None}}, now, claim=(None,))


def assign(office: Office, login: str, number: str, to: str, now: datetime, site: str | None = None) -> Beside:
    """Gives the task to `to`, who must hold one of its posts: by a holder of the task's posts, or their superior."""
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        if not (holds(seen.actor, task.audience) or commands(seen.actor, task.audience)):
            raise Forbidden(
                "只有本岗位人员或其上级可以指派", "Only holders of the post or their superior may assign it"
            )
        taker = next((a for a in roster(connection, seen.site_id, now) if a.login == to), None)
        if taker is None or not holds(taker, task.audience):
            raise Invalid.field("to", "此人不在办理岗位", "does not hold a post that this task waits for")
        return _write(office, connection, seen, "assign_task", {"task": {"claimed_by": to}}, now, claim=(to,))


def _waiting(
    connection: Connection, number: str, login: str, now: datetime, site: str | None
) -> tuple[Snapshot, WaitingTask]:
    seen = load(connection, number, login, now, site)
    if seen.task is None:
        raise NotFound("单据已办结，没有待办", "The case is closed; nothing waits")
    return seen, seen.task


def holds(actor: Actor, audience: tuple[str, ...]) -> bool:
    return any(post.role in audience for post in actor.posts)


def _must_hold(actor: Actor, task: WaitingTask) -> None:
    if not holds(actor, task.audience):
        raise Forbidden("此待办不属于您的岗位", "This task is not for a post of yours")


def commands(actor: Actor, audience: tuple[str, ...]) -> bool:
    """Whether one of the actor's posts stands above one of the task's on the reporting line."""
    mine = {post.role for post in actor.posts}
    for code in audience:
        superior = ROLES[code].superior
        while superior:
            if superior in mine:
                return True
            superior = ROLES[superior].superior
    return False


def _taken(office: Office, connection: Connection, seen: Snapshot) -> Exception:
    move = last_move(office, connection, seen, seen.case.revision)
    return Conflict(seen.case.number, move) if move else NotFound()


def attach(
    office: Office,
    login: str,
    number: str,
    kind: str,
    name: str,
    content: bytes,
    now: datetime,
    site: str | None = None,
) -> Beside:
    """Adds a paper of `kind` to an open case. The kind of file is told by its first bytes, not by its name. Raises
    Invalid, TooLarge, Unsupported, Forbidden, NotFound."""
    media_type = _media_type(content)
    digest = hashlib.sha256(content).hexdigest()
    keep(office.attachments, digest, content)
    with office.transaction() as connection:
        seen = load(connection, number, login, now, site)
        procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
        document = _wanted(procedure, seen, kind, media_type)
        _may_attach(procedure, seen, now)
        if seen.documents.get(kind, 0) >= document.at_most:
            raise Invalid.field("kind", "此类材料已足够", "there are enough papers of this kind")
        row = {"kind": kind, "name": _plain(name), "media_type": media_type, "size": len(content), "sha256": digest}
        stored = {**row, "case_id": seen.case_id, "added_by": login, "added_at": now}
        return _write(office, connection, seen, "attach_paper", {"documents": [row]}, now, document=stored)


def _media_type(content: bytes) -> str:
    if not content:
        raise Invalid.field("file", "文件是空的", "the file is empty")
    if len(content) > LARGEST:
        size = LARGEST // 1024 // 1024
        raise TooLarge(Text(f"文件超过 {size} MB", f"The file is larger than {size} MB"))
    for signature, media_type in SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    raise Unsupported(Text("只收 PDF、JPEG、PNG 文件", "Only PDF, JPEG and PNG files are taken"))


def _wanted(procedure: Procedure, seen: Snapshot, kind: str, media_type: str) -> Document:
    if seen.task is None:
        raise Invalid.field("kind", "单据已办结，不再收材料", "the case is closed and takes no more papers")
    document = procedure.documents().get(kind)
    if document is None:
        raise Invalid.field("kind", "此流程不收这类材料", "this procedure asks for no such paper")
    if media_type not in document.accepts:
        raise Unsupported(Text("此类材料不收这种文件", "This paper is not taken in that kind of file"))
    return document


def _may_attach(procedure: Procedure, seen: Snapshot, now: datetime) -> None:
    """Whoever may take some event of the state may bring papers to it."""
    here = situation(seen, "attach_paper", now)
    for transition in procedure.leaving(seen.case.state):
        if posts_that_may(roles_of(procedure.holder(transition, seen.case.state)), here):
            return
    raise Forbidden("您的岗位在此环节不收材料", "Papers are not brought by a post of yours at this step")


def _plain(name: str) -> str:
    """A file's name without a path or control characters, short enough to keep."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in bare if c.isprintable())[-200:] or "file"


def keep(folder: Path, digest: str, content: bytes) -> Path:
    """Writes the file once, under its hash, whole or not at all. Before the row: a file without a row is harmless."""
    place = folder / digest[:2] / digest
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(place)
    return place


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    media_type: str
    content: bytes


def paper(office: Office, login: str, number: str, document_id: int, now: datetime, site: str | None = None) -> Paper:
    """A document's bytes, held against the hash that the history keeps. Raises NotFound."""
    with office.read() as connection:
        seen = load(connection, number, login, now, site)
        query = select(documents).where(documents.c.case_id == seen.case_id, documents.c.id == document_id)
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    content = (office.attachments / row.sha256[:2] / row.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise NotFound(
            "文件与留存的指纹不符，请联系管理员", "The file does not match its recorded hash; tell the administrator"
        )
    return Paper(row.name, row.media_type, content)


def _record(seen: Snapshot, event: str, facts: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The history entry, in the post of the actor's that the task waits for, else in their first."""
    waiting = seen.task.audience if seen.task else ()
    post = next((post for post in seen.actor.posts if post.role in waiting), seen.actor.posts[0])
    record = {
        "seq": seen.case.revision + 1,
        "at": now.isoformat(),
        "event": event,
        "kind": "note",
        "source": seen.case.state,
        "target": seen.case.state,
        "actor": {"login": seen.actor.login, "name": seen.actor.name},
        "role": post.role,
        **facts,
    }
    if post.instead_of:
        record["for"] = {"login": post.instead_of.login, "name": post.instead_of.name}
    return record


def _write(
    office: Office,
    connection: Connection,
    seen: Snapshot,
    event: str,
    facts: dict[str, Any],
    now: datetime,
    **what: Any,
) -> Beside:
    record = _record(seen, event, facts, now)
    case = apply(seen.case, record)
    history = history_row(office.chain_key, record, case, seen.head)
    rows = Writes(
        case_id=seen.case_id,
        seen_revision=seen.case.revision,
        actor_id=seen.actor_id,
        seen_actor=seen.actor_revision,
        unit_id=None,
        seen_unit=None,
        at=now,
        by=seen.actor.login,
        case=case_values(case, history["hash"]),
        history={"case_id": seen.case_id, **history},
        outbox={"case_id": seen.case_id, "seq": history["seq"], "kind": event, "at": now},
        **what,
    )
    if not write_portably(connection, rows):
        raise _taken(office, connection, seen)
    return Beside(seen.case.number, history["seq"])
