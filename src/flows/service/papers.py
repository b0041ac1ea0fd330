"""Papers of a case: brought to it, kept once under their hash, and read back against it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Actor, Document, Procedure, Text, roles_of
from flows.engine.conditions import posts_that_may
from flows.service.clock import catch_up
from flows.service.confiding import acting, closed, opens
from flows.service.errors import Forbidden, Invalid, NotFound, OutOfReach, Unsupported
from flows.service.file_kinds import LARGEST as LARGEST
from flows.service.file_kinds import media_type_of as media_type_of
from flows.service.masking import name_shown
from flows.service.noting import Beside, note
from flows.service.office import Office
from flows.service.privacy.removing import erase
from flows.service.readings import OPENED, fitting_reason, note_paper, post_of
from flows.service.scanning import search
from flows.service.seeing import load, situation
from flows.service.signing_in import Identity
from flows.service.staff_matters import must_read
from flows.storage.papers.sealed import Locked
from flows.storage.papers.store import NotReached
from flows.storage.snapshot import Snapshot
from flows.storage.tables import documents, history

NOT_KEPT = Text(
    "材料暂时存不进去，这一份没有收下，其他内容没有丢失；请稍后再上传，仍不行请告诉管理员",
    "Papers can't be kept just now; this one was not taken, and nothing else was lost. Upload it again later, and tell the administrator if it stays so",
)
NOT_READ = Text(
    "材料暂时取不出来，没有丢失；请稍后再试，仍不行请告诉管理员",
    "Papers can't be fetched just now; none is lost. Try again later, and tell the administrator if it stays so",
)
LOCKED = Text(
    "材料已加密，这里没有打开它的密钥；材料没有丢失，请告诉管理员",
    "This paper is encrypted with a key that is not here; it is not lost: tell the administrator",
)


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
    """Adds a paper of `kind` to an open case. Its kind is told by its content (`file_kinds`), not by its name. Raises Invalid,
    TooLarge, Unsupported, Forbidden, NotFound, OutOfReach."""
    media_type = media_type_of(content)
    digest = hashlib.sha256(content).hexdigest()
    catch_up(office, login, number, now, site)
    with office.read() as connection:  # what is refused must not lie in the store: no row would ever let it go
        _taken(
            office, connection, must_read(connection, load(connection, number, login, now, site)), kind, media_type, now
        )
    search(office, digest, content)
    row = {"kind": kind, "name": plain_name(name), "media_type": media_type, "size": len(content), "sha256": digest}
    with reaching(NOT_KEPT):  # before the row, which must not name what isn't there
        office.attachments.keep(digest, content)
    try:
        with office.transaction() as connection:
            seen = must_read(connection, load(connection, number, login, now, site))
            _taken(office, connection, seen, kind, media_type, now)
            stored = {**row, "case_id": seen.case_id, "added_by": login, "added_at": now}
            told = note(office, connection, seen, "attach_paper", {"documents": [row]}, now, document=stored)
    except Exception:
        with suppress(NotReached):
            erase(office, digest)
        raise
    still_there(office, digest, content)
    return told


def _taken(office: Office, connection: Connection, seen: Snapshot, kind: str, media_type: str, now: datetime) -> None:
    """Raises what `attach` does."""
    procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
    document = _wanted(procedure, seen, kind, media_type)
    _may_attach(procedure, seen, now)
    if (seen.fresh if document.fresh else seen.documents).get(kind, 0) >= document.at_most:
        raise Invalid.field("kind", "此类材料已足够", "there are enough papers of this kind")


def still_there(office: Office, digest: str, content: bytes) -> None:
    """After the row: a paper of another case that was this very file may have been removed between its being kept and its
    row's being written (`privacy.removing`)."""
    with reaching(NOT_KEPT):
        if not office.attachments.has(digest):
            office.attachments.keep(digest, content)


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


def plain_name(name: str) -> str:
    """A file's name without a path, control characters or anybody's numbers, short enough to keep."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return name_shown("".join(c for c in bare if c.isprintable()))[-200:] or "file"


@contextmanager
def reaching(sentence: Text) -> Iterator[None]:
    """What the store itself says stands in the log: it names machines, and helps nobody who only has a paper to bring."""
    try:
        yield
    except NotReached as fault:
        logging.getLogger("flows.papers").warning("%s: %s", type(fault).__name__, fault)
        told = LOCKED if isinstance(fault, Locked) else sentence
        raise OutOfReach(told.zh, told.en) from fault


def _recorded(connection: Connection, row: Any) -> bool:
    """Whether the history tells of this paper with this hash: the row could have been changed together with the
    file."""
    h = history.c
    query = select(h.content).where(h.case_id == row.case_id, h.event == "attach_paper", h.at == row.added_at)
    told = [paper for content in connection.execute(query).scalars() for paper in json.loads(content)["documents"]]
    return any((paper["kind"], paper["sha256"]) == (row.kind, row.sha256) for paper in told)


@dataclass(frozen=True, slots=True)
class Paper:
    """`mark`: the words to be laid across it where somebody looks at it; empty: nothing personal is in it."""

    name: str
    media_type: str
    content: bytes
    mark: str = ""


def original(
    office: Office, who: Identity, number: str, document_id: int, reason: str, now: datetime, site: str | None = None
) -> Paper:
    """As it was brought, for whoever may have it so; the reason is written down, whatever paper it is. Raises Invalid, and what
    `paper` does."""
    if not who.originals:
        raise Forbidden(
            "此令牌只能取加了水印的材料；取原件须用有此权限的令牌",
            "This token has marked papers only; an original takes a token that is made for them",
        )
    return paper(
        office, who.login, number, document_id, now, site, f"原件 / original: {fitting_reason(reason)}", unmarked=True
    )


def paper(
    office: Office,
    login: str,
    number: str,
    document_id: int,
    now: datetime,
    site: str | None = None,
    reason: str = OPENED,
    *,
    unmarked: bool = False,
) -> Paper:
    """A document's bytes, held against the hash that the history keeps. That it was had is written down of a personal one, and
    of any that goes out `unmarked`. Raises NotFound, Forbidden, OutOfReach."""
    with office.read() as connection:
        seen = must_read(connection, load(connection, number, login, now, site))
        query = select(documents).where(documents.c.case_id == seen.case_id, documents.c.id == document_id)
        row = connection.execute(query).one_or_none()
        procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
        recorded = row is not None and _recorded(connection, row)
    if row is None:
        raise NotFound
    if not opens(procedure, row.kind, seen.actor):
        raise closed(procedure)
    if row.removed_at is not None:
        raise NotFound("这份材料的用途已实现，已按期删除", "This paper has served its purpose and was removed")
    with reaching(NOT_READ):
        content = office.attachments.read(row.sha256)
    if content is None:
        raise NotFound("材料不在存放处，请联系管理员", "The paper is not where papers lie; tell the administrator")
    if not recorded or hashlib.sha256(content).hexdigest() != row.sha256:
        raise NotFound(
            "文件与留存的指纹不符，请联系管理员", "The file does not match its recorded hash; tell the administrator"
        )
    document, mark = procedure.documents().get(row.kind), ""
    if (personal := document is not None and document.personal) or unmarked:
        post = post_of(seen.actor, {role.code for role in acting(procedure)})
        note_paper(office, seen, post, row.kind, document_id, now, reason)
    if personal:
        mark = mark_for(f"{procedure.zh} {seen.case.number}", seen.actor, now.astimezone(seen.zone))
    return Paper(name_shown(row.name), row.media_type, content, mark)


def mark_for(what: str, actor: Actor, at: datetime) -> str:
    """What it may be used for, who looks and when: in Chinese whoever reads, as the copy may go on to anybody."""
    return f"仅供{what}办理使用 · {actor.name}（{actor.login}） · {at:%Y-%m-%d %H:%M}"
