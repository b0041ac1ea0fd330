"""The history held against its hashes, its checkpoints, and the rows that it must add up to."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, insert, select, text

from flows.definition import Case, Procedure, Text
from flows.engine.compiled import Compiled
from flows.engine.replay import replay
from flows.service.audit_rows import Beside
from flows.service.chain import digest
from flows.service.keys import derived_key
from flows.service.office import Office
from flows.storage import tables as t
from flows.storage.snapshot import case_of
from flows.storage.values import canonical, some_moment

BATCH = 1000  # rows fetched at a time, so that a million entries pass through without filling the memory


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the history or a row is not as it was written. `seq` is the first entry concerned; 0: the case as such."""

    case: str
    seq: int
    message: Text


@dataclass(frozen=True, slots=True)
class Report:
    """`unsealed`: entries newer than the last checkpoint, whose removal only their chain, not a seal, would show."""

    cases: int
    entries: int
    checkpoints: int
    unsealed: int
    faults: tuple[Fault, ...]


Progress = Callable[[int], None]


def seal(office: Office, now: datetime) -> int:
    """Writes a checkpoint over the heads of all chains that have grown; answers how many. A tail that is cut off
    afterwards is found even if the case's own row was set back with it."""
    with office.transaction() as connection:
        if connection.dialect.name == "postgresql":  # two who seal at once would fork the chain of checkpoints
            connection.execute(text("LOCK TABLE checkpoints IN SHARE ROW EXCLUSIVE MODE"))
        last = connection.execute(select(t.checkpoints).order_by(t.checkpoints.c.id.desc()).limit(1)).one_or_none()
        grown = [(row.id, row.revision, row.hash) for row in connection.execute(_grown())]
        if not grown:
            return 0
        previous = last.seal if last else ""
        sealed = _sealed(office, previous, now, grown)
        row = {"at": now, "heads": len(grown), "previous": previous, "seal": sealed}
        checkpoint = connection.execute(insert(t.checkpoints).returning(t.checkpoints.c.id), row).scalar_one()
        heads = [{"checkpoint_id": checkpoint, "case_id": c, "seq": s, "hash": h} for c, s, h in grown]
        connection.execute(insert(t.heads), heads)
        return len(grown)


def _grown() -> Any:
    """The heads that no checkpoint holds yet."""
    known = select(t.heads.c.case_id, func.max(t.heads.c.seq).label("seq")).group_by(t.heads.c.case_id).subquery()
    head = and_(t.history.c.case_id == t.cases.c.id, t.history.c.seq == t.cases.c.revision)
    return (
        select(t.cases.c.id, t.cases.c.revision, t.history.c.hash)
        .join(t.history, head)
        .outerjoin(known, known.c.case_id == t.cases.c.id)
        .where(func.coalesce(known.c.seq, 0) < t.cases.c.revision)
        .order_by(t.cases.c.id)
    )


def _sealed(office: Office, previous: str, at: datetime, heads: list[tuple[int, int, str]]) -> str:
    key = derived_key(office.secret, "checkpoint")
    content = canonical({"previous": previous, "at": at.isoformat(), "heads": [list(head) for head in heads]})
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def verify(office: Office, progress: Progress | None = None) -> Report:
    """Goes through every chain and every checkpoint. Intact: `faults` is empty."""
    with office.at_one_moment() as connection:
        return verify_in(office, connection, progress)


def verify_in(office: Office, connection: Connection, progress: Progress | None = None) -> Report:
    """The same over what `connection` sees."""
    checkpoints, heads, faults = _checkpoints(office, connection)
    cases, entries, unsealed = 0, 0, 0
    for case, rows in _chains(connection):
        cases, entries = cases + 1, entries + len(rows)
        held = heads.pop(case.id, {})
        unsealed += max(len(rows) - max(held, default=0), 0)
        faults += _chain(office, case, rows) or _unheld(case.number, rows, held)
        if progress:
            progress(cases)
    for case_id, held in heads.items():
        faults.append(Fault(f"#{case_id}", max(held), Text("封存过的单据不见了", "a sealed case is gone")))
    return Report(cases, entries, checkpoints, unsealed, tuple(faults))


def _chains(connection: Connection) -> Iterator[tuple[Any, list[Any]]]:
    """Each case's row with its history in order, one case after the other."""
    query = (
        select(
            t.cases.c.id,
            t.cases.c.number,
            t.cases.c.revision,
            t.cases.c.head,
            t.sites.c.key.label("site"),
            t.history.c.seq,
            t.history.c.at,
            t.history.c.event,
            t.history.c.actor,
            t.history.c.content,
            t.history.c.hash,
        )
        .join(t.sites, t.sites.c.id == t.cases.c.site_id)
        .outerjoin(t.history, t.history.c.case_id == t.cases.c.id)
        .order_by(t.cases.c.id, t.history.c.seq)
        .execution_options(yield_per=BATCH)
    )
    for _, group in groupby(connection.execute(query), key=lambda row: row.id):
        rows = list(group)
        yield rows[0], [row for row in rows if row.seq is not None]


def _chain(office: Office, case: Any, rows: list[Any]) -> list[Fault]:
    """The first fault of one chain, if there is one: what follows it can't be trusted either."""
    previous, expected = "", 1
    for row in rows:
        message = _entry_fault(office, case, row, expected, previous)
        if message:
            return [Fault(case.number, min(row.seq, expected), message)]
        previous, expected = row.hash, expected + 1
    if (case.revision, case.head) != (expected - 1, previous):
        zh, en = "记录末尾被截断，或单据行被改动", "the tail is cut off, or the case's row was changed"
        return [Fault(case.number, expected, Text(zh, en))]
    return []


def _unheld(number: str, rows: list[Any], held: dict[int, str]) -> list[Fault]:
    """What a checkpoint sealed and the chain no longer has."""
    present = {row.seq: row.hash for row in rows}
    zh, en = "已封存的记录不见了或被替换", "a sealed entry is gone or was replaced"
    return [Fault(number, seq, Text(zh, en)) for seq, digest_ in held.items() if present.get(seq) != digest_][:1]


def _entry_fault(office: Office, case: Any, row: Any, expected: int, previous: str) -> Text | None:
    if row.seq != expected:
        return Text(f"缺少第 {expected} 条记录", f"entry {expected} is missing")
    if not hmac.compare_digest(digest(office.chain_key, row.content), row.hash):
        return Text("内容与指纹不符", "the content does not match its hash")
    content = json.loads(row.content)
    if content["previous"] != previous or content["seq"] != row.seq:
        return Text("顺序被改动", "the order was changed")
    if (content["number"], content["site"]) != (case.number, case.site):
        return Text("记录属于另一单据", "the entry belongs to another case")
    columns = (row.event, row.actor, row.at)
    if columns != (content["event"], content["actor"]["login"], some_moment(content["at"])):
        return Text("列与内容不符", "the columns differ from the content")
    return None


def _checkpoints(office: Office, connection: Connection) -> tuple[int, dict[int, dict[int, str]], list[Fault]]:
    """How many checkpoints there are, the heads that they seal by case, and which seals don't hold."""
    faults: list[Fault] = []
    sealed: dict[int, dict[int, str]] = {}
    previous, count = "", 0
    for row in connection.execute(select(t.checkpoints).order_by(t.checkpoints.c.id)).all():
        count += 1
        query = select(t.heads).where(t.heads.c.checkpoint_id == row.id).order_by(t.heads.c.case_id)
        heads = [(h.case_id, h.seq, h.hash) for h in connection.execute(query)]
        right = _sealed(office, row.previous, row.at, heads)
        if row.previous != previous or row.heads != len(heads) or not hmac.compare_digest(right, row.seal):
            message = Text(f"检查点 {row.id} 的封印不符", f"the seal of checkpoint {row.id} does not hold")
            faults.append(Fault("", row.id, message))
        for case_id, seq, digest_ in heads:
            sealed.setdefault(case_id, {})[seq] = digest_
        previous = row.seal
    return count, sealed, faults


def replay_all(office: Office, progress: Progress | None = None) -> tuple[int, tuple[Fault, ...]]:
    """Rebuilds every case, its papers, register entries and payments, its live task and running deadlines from its
    history alone and compares; answers how many cases, and where they differ. Due moments that hang on a site's calendar
    are not compared (see `audit_waiting`)."""
    with office.at_one_moment() as connection:
        return replay_in(office, connection, progress)


def replay_in(
    office: Office, connection: Connection, progress: Progress | None = None
) -> tuple[int, tuple[Fault, ...]]:
    """The same over what `connection` sees."""
    faults: list[Fault] = []
    count = 0
    with closing(Beside(connection, BATCH)) as beside:
        for row, (head, history) in zip(_case_rows(connection), _chains(connection), strict=True):
            count += 1
            faults += _differences(row, head.id, history, partial(office.catalogue.get, connection), beside)
            if progress:
                progress(count)
    return count, tuple(faults)


def _case_rows(connection: Connection) -> Iterator[Any]:
    """In the order of the chains."""
    query = (
        select(t.cases, t.sites.c.key.label("site_key"), t.sites.c.zone, t.units.c.code.label("unit_code"))
        .join(t.sites, t.sites.c.id == t.cases.c.site_id)
        .outerjoin(t.units, t.units.c.id == t.cases.c.unit_id)
        .order_by(t.cases.c.id)
        .execution_options(yield_per=BATCH)
    )
    yield from connection.execute(query).mappings()


def _differences(
    row: Any, case_id: int, history: list[Any], declared: Callable[[str, int], Compiled], beside: Beside
) -> list[Fault]:
    number, revision = row["number"], row["revision"]
    missing = next((seq for seq, entry in enumerate(history, 1) if entry.seq != seq), None)
    if missing is not None or not history:
        return [Fault(number, missing or 1, Text(f"缺少第 {missing or 1} 条记录", f"entry {missing or 1} is missing"))]
    try:
        records = [json.loads(entry.content) for entry in history]

        def version(number: int) -> Procedure:
            return declared(records[0]["procedure"], number).procedure

        messages = [*_told(row, records), *beside.differences(case_id, records, version, ZoneInfo(row["zone"]))]
        return [Fault(number, revision, message) for message in messages]
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return [Fault(number, 0, Text("记录无法重建单据", "the history can't be replayed"))]


def _told(row: Any, records: list[dict[str, Any]]) -> Iterator[Text]:
    rebuilt, case = replay(records), case_of(row)
    differing = [field.name for field in fields(Case) if getattr(rebuilt, field.name) != getattr(case, field.name)]
    if next(r["fingerprint"] for r in reversed(records) if "fingerprint" in r) != row["fingerprint"]:
        differing.append("fingerprint")
    for name in differing:
        yield Text(f"{name} 与记录推出的不同", f"{name} differs from what the history adds up to")
