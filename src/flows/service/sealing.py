"""Checkpoints over the heads of all chains: sealed with the office's key, and with a root that needs none, so that it can be
anchored outside and held against by somebody who has no key."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, func, insert, literal, select, text

from flows.service.chain import digest, keyed_with
from flows.service.keys import KeyRing, derived_key
from flows.service.office import Office
from flows.service.proof.public import keyed_reading, public_of
from flows.service.proof.verify_history import first_link, next_link, reading_link, root_of
from flows.storage import tables as t
from flows.storage.values import canonical

BATCH = 1000  # rows fetched at a time
PURPOSE = "checkpoint"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain. `link`: of the unkeyed chain beside; none in checkpoints from before there was one."""

    case: int
    seq: int
    hash: str
    link: str | None = None


def seal(office: Office, now: datetime) -> int:
    """Writes a checkpoint over the heads of all chains that have grown, and over who was shown what since; answers how many
    chains. A tail that is cut off afterwards is found even if the case's own row was set back with it."""
    with office.transaction() as connection:
        if connection.dialect.name == "postgresql":
            # Two who seal at once would fork the chain of checkpoints; a look that is being written must not come after
            # with a lower number.
            connection.execute(text("LOCK TABLE checkpoints IN SHARE ROW EXCLUSIVE MODE"))
            connection.execute(text("LOCK TABLE reveals IN SHARE MODE"))
        last = connection.execute(select(t.checkpoints).order_by(t.checkpoints.c.id.desc()).limit(1)).one_or_none()
        # The first with a root holds every case: those that never grow again, too.
        grown = list(_grown(office.keys, connection, anew=last is None or last.root is None))
        shown = Shown(last.readings or 0, last.reading_link or "") if last else Shown()
        further = shown.after(office.secret, looks(connection, shown.until))
        if not grown and further == shown:
            return 0
        previous, before = (last.seal, last.root or "") if last else ("", "")
        row = {"at": now, "heads": len(grown), "previous": previous, "root": root_over(before, now, further, grown)}
        row |= {"readings": further.until, "reading_link": further.link}
        row |= {"seal": sealed(office.secret, row, grown)}
        checkpoint = connection.execute(insert(t.checkpoints).returning(t.checkpoints.c.id), row).scalar_one()
        if grown:
            heads = [{"case_id": h.case, "seq": h.seq, "hash": h.hash, "link": h.link} for h in grown]
            connection.execute(insert(t.heads), [{"checkpoint_id": checkpoint, **head} for head in heads])
        return len(grown)


@dataclass(frozen=True, slots=True)
class Shown:
    """Who was shown what: the number of the last row that is held, and the link up to it."""

    until: int = 0
    link: str = ""

    def after(self, secret: bytes, rows: Iterable[Any]) -> Shown:
        until, link = self.until, self.link
        for row in rows:
            until, link = row.id, reading_link(link, row.id, keyed_reading(secret, row))
        return Shown(until, link)


def looks(connection: Connection, behind: int, until: int | None = None) -> Iterator[Any]:
    r = t.reveals.c
    query = select(t.reveals).where(r.id > behind, *([r.id <= until] if until is not None else [])).order_by(r.id)
    yield from connection.execute(query.execution_options(yield_per=BATCH))


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which secret has sealed a checkpoint. `whole`: its root and its list of readings, too; the first that were made are not."""

    secret: bytes
    whole: bool


def sealed(secret: bytes, row: Mapping[str, Any], heads: Iterable[Head], *, whole: bool = True) -> str:
    """The seal of a checkpoint's `row`. A root covers the one before, so that a whole seal covers all earlier roots."""
    listed = [[head.case, head.seq, head.hash] for head in heads]
    content = {"previous": row["previous"], "at": row["at"].isoformat(), "heads": listed}
    if whole:
        content |= {name: row[name] for name in ("root", "readings", "reading_link")}
    return digest(derived_key(secret, PURPOSE), canonical(content))


def sealed_with(ring: KeyRing, row: Mapping[str, Any], heads: list[Head]) -> Sealed | None:
    """None: no secret of the ring has."""
    for whole in (True, False):
        for secret in ring.secrets:
            if hmac.compare_digest(sealed(secret, row, heads, whole=whole), row["seal"]):
                return Sealed(secret, whole)
    return None


def root_over(before: str, at: datetime, shown: Shown, heads: Iterable[Head]) -> str:
    return root_of(before, at.isoformat(), shown.link, ((head.case, head.seq, head.link or "") for head in heads))


def _grown(ring: KeyRing, connection: Connection, *, anew: bool) -> Iterator[Head]:
    """The ends of the chains that no checkpoint holds yet; `anew`: of all."""
    for _, group in groupby(connection.execute(_unsealed(anew)), key=lambda row: row.case_id):
        link, last = None, None
        for row in group:
            link, last = link_after(ring, link or row.link or first_link(row.site, row.number), row), row
        if last is not None:
            yield Head(last.case_id, last.seq, last.hash, link)


def link_after(ring: KeyRing, link: str, row: Any) -> str:
    """Of an entry that no key of the ring has keyed the public part is worked out with the newest: sealing holds nobody
    up over it, `verify` calls it forged."""
    secret = keyed_with(ring, row.content, row.hash) or ring.newest
    return next_link(link, row.seq, row.hash, public_of(secret, row.content))


def _unsealed(anew: bool) -> Any:
    """Every entry behind the newest sealed one of its case, with the link of that one."""
    c, h, s = t.cases.c, t.history.c, t.heads.c
    asked = select(h.case_id, h.seq, h.hash, h.content, c.number, t.sites.c.key.label("site"))
    joined = t.history.join(t.cases, c.id == h.case_id).join(t.sites, t.sites.c.id == c.site_id)
    ordered = asked.order_by(h.case_id, h.seq).execution_options(yield_per=BATCH)
    if anew:
        return ordered.add_columns(literal(None).label("link")).select_from(joined)
    newest = select(s.case_id, func.max(s.seq).label("seq")).group_by(s.case_id).subquery()
    # A case may stand in several checkpoints at the same entry: the first with a root took up all.
    known = (
        select(s.case_id, s.seq, func.max(s.link).label("link"))
        .join(newest, and_(newest.c.case_id == s.case_id, newest.c.seq == s.seq))
        .group_by(s.case_id, s.seq)
        .subquery()
    )
    behind = func.coalesce(known.c.seq, 0)
    found = ordered.add_columns(known.c.link).select_from(joined.outerjoin(known, known.c.case_id == h.case_id))
    return found.where(c.revision > behind, h.seq > behind)


def heads_of(connection: Connection, checkpoint: int) -> Iterator[Head]:
    """In the order in which they were sealed."""
    query = select(t.heads).where(t.heads.c.checkpoint_id == checkpoint).order_by(t.heads.c.case_id)
    for row in connection.execute(query):
        yield Head(row.case_id, row.seq, row.hash, row.link)
