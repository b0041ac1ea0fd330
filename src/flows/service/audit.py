"""The history held against its hashes, its checkpoints, and the rows that it must add up to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from flows.definition import Case, Procedure, Text
from flows.engine.compiled import Compiled
from flows.engine.replay import replay
from flows.service import sealing
from flows.service.audit_rows import Beside, Span, within
from flows.service.audit_seals import Fault, checkpoints_held
from flows.service.audit_slices import Looked, every_case, site_of
from flows.service.audit_values import amiss
from flows.service.chain import keyed_with
from flows.service.office import Office
from flows.service.privacy.letters_due import letters_amiss
from flows.service.proof.verify_history import first_link
from flows.service.sealing import Head
from flows.storage import tables as t
from flows.storage.committed import told
from flows.storage.snapshot import case_of
from flows.storage.values import some_moment

BATCH = 1000  # rows fetched at a time, so that a million entries pass through without filling the memory
NOT_VERIFIED = Text("记录无法核查", "the history can't be examined")
NOT_REPLAYED = Text("记录无法重建单据", "the history can't be replayed")


@dataclass(frozen=True, slots=True)
class Report:
    """`unsealed`: entries newer than the last checkpoint, whose removal only their chain, not a seal, would show."""

    cases: int
    entries: int
    checkpoints: int
    unsealed: int
    faults: tuple[Fault, ...]


Progress = Callable[[int], None]
Held = dict[int, dict[int, Head]]  # by case and number of the entry


def verify(office: Office, progress: Progress | None = None) -> Report:
    """Goes through every chain and every checkpoint. Intact: `faults` is empty."""
    with office.at_one_moment() as connection:
        return verify_in(office, connection, progress)


def verify_in(office: Office, connection: Connection, progress: Progress | None = None) -> Report:
    """The same over what `connection` sees."""
    checkpoints, heads, faults = 0, Held(), list[Fault]()
    for sealed, wrong in checkpoints_held(office, connection):
        checkpoints, faults = checkpoints + 1, faults + wrong
        for head in sealed:
            heads.setdefault(head.case, {})[head.seq] = head

    def look(span: Span) -> list[Looked]:
        return [_looked(office, case, rows, heads.get(case.id, {})) for case, rows in chains(connection, span)]

    cases, entries, unsealed = 0, 0, 0
    for one in every_case(connection, look, NOT_VERIFIED):
        cases, entries, unsealed = cases + 1, entries + one.entries, unsealed + one.unsealed
        faults += one.faults
        heads.pop(one.case_id, None)
        if progress:
            progress(cases)
    faults += [_gone(case_id, max(held)) for case_id, held in heads.items()]
    return Report(cases, entries, checkpoints, unsealed, tuple(faults))


def _looked(office: Office, case: Any, rows: list[Any], held: dict[int, Head]) -> Looked:
    unsealed = max(len(rows) - max(held, default=0), 0)
    return Looked(case.id, tuple(_whole(office, case, rows, held)), len(rows), unsealed)


@dataclass(frozen=True, slots=True)
class Found:
    """A fault and where it is; both None: of a checkpoint, or of a case that is gone."""

    site_id: int | None
    case_id: int | None
    fault: Fault


def examine(office: Office, connection: Connection, span: Span) -> list[Found]:
    """The chains of the cases behind the first id of `span` up to its last, what checkpoints hold of them, and the rows that
    they add up to."""
    declared = partial(office.catalogue.get, connection)

    def look(span: Span) -> list[Looked]:
        held: Held = {}
        for row in connection.execute(select(t.heads).where(*within(t.heads.c.case_id, span))).all():
            if isinstance(row.seq, int):  # else its checkpoint's seal tells
                held.setdefault(row.case_id, {})[row.seq] = Head(row.case_id, row.seq, row.hash, row.link)
        beside, found = Beside(connection, span), list[Looked]()
        for row, (case, rows) in zip(_case_rows(connection, span), chains(connection, span), strict=True):
            faults = _whole(office, case, rows, held.get(case.id, {}))
            faults += _differences(row, case.id, rows, declared, beside)
            found.append(Looked(case.id, tuple(faults), len(rows)))
        return found

    looked = every_case(connection, look, NOT_VERIFIED, span)
    return [Found(site_of(connection, one.case_id), one.case_id, fault) for one in looked for fault in one.faults]


def examine_seals(office: Office, connection: Connection) -> list[Found]:
    """Whether the checkpoints themselves hold, and whether a case that they hold is gone."""
    faults = [fault for _, wrong in checkpoints_held(office, connection) for fault in wrong]
    gone = select(t.heads.c.case_id, func.max(t.heads.c.seq)).outerjoin(t.cases, t.cases.c.id == t.heads.c.case_id)
    for case_id, seq in connection.execute(gone.where(t.cases.c.id.is_(None)).group_by(t.heads.c.case_id)):
        if isinstance(case_id, int):  # else its checkpoint's seal tells
            faults.append(_gone(case_id, seq if isinstance(seq, int) else 0))
    faults += _letters(connection)
    return [Found(None, None, fault) for fault in faults]


def _gone(case_id: int, seq: int) -> Fault:
    return Fault(f"#{case_id}", seq, Text("封存过的单据不见了", "a sealed case is gone"))


def _whole(office: Office, case: Any, rows: list[Any], held: dict[int, Head]) -> list[Fault]:
    found = _chain(office, case, rows) or _unheld(case.number, rows, held) or _unlinked(office, case, rows, held)
    wrong = None if found else amiss(rows)
    return [Fault(case.number, *wrong)] if wrong else found


def chains(connection: Connection, span: Span | None = None) -> Iterator[tuple[Any, list[Any]]]:
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
            t.history.c.personal,
        )
        .outerjoin(t.sites, t.sites.c.id == t.cases.c.site_id)  # one that is at no site must be seen, too
        .outerjoin(t.history, t.history.c.case_id == t.cases.c.id)
        .where(*within(t.cases.c.id, span))
        .order_by(t.cases.c.id, t.history.c.seq)
    )
    # A slice is read whole: a cursor that a value breaks off would stay open on the server.
    read = connection.execute(query).all() if span else connection.execute(query.execution_options(yield_per=BATCH))
    for _, group in groupby(read, key=lambda row: row.id):
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


def _unheld(number: str, rows: list[Any], held: dict[int, Head]) -> list[Fault]:
    """What a checkpoint sealed and the chain no longer has."""
    present = {row.seq: row.hash for row in rows}
    zh, en = "已封存的记录不见了或被替换", "a sealed entry is gone or was replaced"
    return [Fault(number, seq, Text(zh, en)) for seq, head in held.items() if present.get(seq) != head.hash][:1]


def _unlinked(office: Office, case: Any, rows: list[Any], held: dict[int, Head]) -> list[Fault]:
    """Where the unkeyed chain, which a root holds, is another than the entries make."""
    link = first_link(case.site, case.number)
    for row in rows:
        link = sealing.link_after(office.keys, link, row)
        if row.seq in held and held[row.seq].link not in (None, link):
            return [
                Fault(case.number, row.seq, Text("与检查点的根不符", "differs from what the checkpoint's root holds"))
            ]
    return []


def _entry_fault(office: Office, case: Any, row: Any, expected: int, previous: str) -> Text | None:
    if row.seq != expected:
        return Text(f"缺少第 {expected} 条记录", f"entry {expected} is missing")
    if keyed_with(office.keys, row.content, row.hash) is None:
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
    declared = partial(office.catalogue.get, connection)

    def look(span: Span) -> list[Looked]:
        beside = Beside(connection, span)
        both = zip(_case_rows(connection, span), chains(connection, span), strict=True)
        return [Looked(c.id, tuple(_differences(row, c.id, rows, declared, beside))) for row, (c, rows) in both]

    faults: list[Fault] = []
    count = 0
    for count, one in enumerate(every_case(connection, look, NOT_REPLAYED), 1):
        faults += one.faults
        if progress:
            progress(count)
    return count, (*faults, *_letters(connection))


def _letters(connection: Connection) -> list[Fault]:
    return [Fault("", 0, message) for message in letters_amiss(connection)]


def _case_rows(connection: Connection, span: Span) -> Sequence[Any]:
    """In the order of the chains."""
    query = (
        select(t.cases, t.sites.c.key.label("site_key"), t.sites.c.zone, t.units.c.code.label("unit_code"))
        .outerjoin(t.sites, t.sites.c.id == t.cases.c.site_id)  # one that is at no site must be seen, too
        .outerjoin(t.units, t.units.c.id == t.cases.c.unit_id)
        .where(*within(t.cases.c.id, span))
        .order_by(t.cases.c.id)
    )
    return connection.execute(query).mappings().all()


def _differences(
    row: Any, case_id: int, history: list[Any], declared: Callable[[str, int], Compiled], beside: Beside
) -> list[Fault]:
    number, revision = row["number"], row["revision"]
    missing = next((seq for seq, entry in enumerate(history, 1) if entry.seq != seq), None)
    if missing is not None or not history:
        return [Fault(number, missing or 1, Text(f"缺少第 {missing or 1} 条记录", f"entry {missing or 1} is missing"))]
    try:
        records = [told(entry.content, entry.personal) for entry in history]

        def version(number: int) -> Procedure:
            return declared(records[0]["procedure"], number).procedure

        messages = [*_told(row, records), *beside.differences(case_id, records, version, ZoneInfo(row["zone"]))]
        return [Fault(number, revision, message) for message in messages]
    except DBAPIError:  # of the database, not of what it holds
        raise
    except Exception:  # noqa: BLE001 - whatever was written over by force: what it breaks is known only to who wrote it
        return [Fault(number, 0, NOT_REPLAYED)]


def _told(row: Any, records: list[dict[str, Any]]) -> Iterator[Text]:
    rebuilt, case = replay(records), case_of(row)
    differing = [field.name for field in fields(Case) if getattr(rebuilt, field.name) != getattr(case, field.name)]
    if next(r["fingerprint"] for r in reversed(records) if "fingerprint" in r) != row["fingerprint"]:
        differing.append("fingerprint")
    for name in differing:
        yield Text(f"{name} 与记录推出的不同", f"{name} differs from what the history adds up to")
