"""What a case keeps beside its own row, held against its history: papers, register entries, payments, and what it
waits for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, select

from flows.definition import Text
from flows.engine.validity import Declared
from flows.service import audit_waiting
from flows.storage import tables as t
from flows.storage.values import canonical, some_moment

Record = dict[str, Any]
Row = list[Any]  # the first two name the row to a reader, of a paper its kind alone; all of it is compared
CENT = Decimal("0.01")


Span = tuple[int, int]


def within(case_id: Column[Any], span: Span | None) -> Sequence[ColumnElement[bool]]:
    """The condition for the cases behind the first id up to the last."""
    return () if span is None else (case_id > span[0], case_id <= span[1])


class Beside:
    """The rows of the five tables, of the cases behind the first id of `span` up to its last: a slice's at a time."""

    def __init__(self, connection: Connection, span: Span) -> None:
        def read(query: Select[Any], table: Table) -> dict[int, list[Any]]:
            found = connection.execute(query.where(*within(table.c.case_id, span))).all()
            return {case_id: list(rows) for case_id, rows in groupby(found, key=lambda row: row.case_id)}

        places = {"documents": t.documents, "register_entries": t.entries, "payments": t.payments}
        self._tables = {name: (read(query, places[name]), seen, told) for name, (query, seen, told) in TABLES.items()}
        self._tasks = read(audit_waiting.LIVE_TASKS, t.tasks)
        self._running = read(audit_waiting.RUNNING_DEADLINES, t.deadlines)

    def differences(
        self, case_id: int, records: Sequence[Record], declared: Declared, zone: ZoneInfo
    ) -> Iterator[Text]:
        tasks, running = self._tasks.get(case_id, []), self._running.get(case_id, [])
        yield from audit_waiting.differences(declared, records, zone, tasks, running)
        for table, (rows, seen, told) in self._tables.items():
            found = Counter(canonical(seen(row)) for row in rows.get(case_id, ()))
            wanted = Counter(canonical(row) for row in told(records))
            for row in sorted(dict.fromkeys([*(wanted - found), *(found - wanted)]))[:1]:
                named = json.loads(row)[: 1 if table == "documents" else 2]  # a paper's own name may be somebody's
                name = " ".join(str(word) for word in named)
                zh, en = "与记录推出的不同", "differs from what the history adds up to"
                yield Text(f"{table}（{name}）{zh}", f"{table} ({name}) {en}")


def _moment(value: Any) -> str | None:
    return None if value is None else some_moment(value).isoformat()


def _paper(row: Any) -> Row:
    kept = [row.kind, row.name, row.media_type, row.size, row.sha256, row.added_by, _moment(row.added_at)]
    let_go = row.erased_at is None or (row.removed_at is not None and row.erased_at >= row.removed_at)
    return [*kept, _moment(row.removed_at), row.removed_why, let_go]


def _papers(records: Iterable[Record]) -> Iterator[Row]:
    """Each with when and why it was removed, and whether its file was let go no sooner; of several with one content that were removed, all by the same entry."""
    brought = list[Row]()
    for record in records:
        for paper in record.get("documents", ()):
            kept = [paper[name] for name in ("kind", "name", "media_type", "size", "sha256")]
            brought.append([*kept, record["actor"]["login"], _moment(record["at"]), None, None, True])
        gone = {(paper["kind"], paper["sha256"]) for paper in record.get("removed", ())}
        for row in brought:
            if row[7] is None and (row[0], row[4]) in gone:
                row[7:9] = _moment(record["at"]), record["why"]
    yield from brought


def _payment(row: Any) -> Row:
    return [row.seq, row.purpose, row.kind, str(row.amount.quantize(CENT)), row.receipt, _moment(row.at)]


def _payments(records: Iterable[Record]) -> Iterator[Row]:
    for record in records:
        for paid in record.get("payments", ()):
            amount = str(Decimal(paid["amount"]).quantize(CENT))
            yield [record["seq"], paid["purpose"], paid["kind"], amount, paid["receipt"], _moment(record["at"])]


def _entry(row: Any) -> Row:
    moments = [_moment(at) for at in (row.valid_from, row.valid_until, row.opened_at, row.changed_at)]
    return [row.kind, row.line, row.state, row.facts, *moments, bool(row.in_place)]


def _entries(records: Iterable[Record]) -> Iterator[Row]:
    found: dict[tuple[str, int], Row] = {}
    for record in records:
        at = datetime.fromisoformat(record["at"])
        for change in record.get("entries", ()):
            key = (change["kind"], change["line"])
            if change.get("opens"):
                valid = [_moment(change["valid_from"]), _moment(change["valid_until"])]
                found[key] = [*key, change["state"], change["facts"], *valid, _moment(at), _moment(at), True]
            elif key in found:
                entry = found[key]
                found[key] = [*key, change["state"], *entry[3:7], _moment(at), True]
    yield from found.values()


def _entries_query() -> Select[Any]:
    """With whether the entry still stands for the unit and the site of its case."""
    e, c = t.entries.c, t.cases.c
    here = e.unit_id.is_not_distinct_from(c.unit_id) & (e.site_id == c.site_id)
    query = select(t.entries, here.label("in_place")).join(t.cases, c.id == e.case_id)
    return query.order_by(e.case_id, e.id)


Seen = Callable[[Any], Row]
Told = Callable[[Iterable[Record]], Iterator[Row]]
TABLES: dict[str, tuple[Select[Any], Seen, Told]] = {
    "documents": (select(t.documents).order_by(t.documents.c.case_id, t.documents.c.id), _paper, _papers),
    "register_entries": (_entries_query(), _entry, _entries),
    "payments": (select(t.payments).order_by(t.payments.c.case_id, t.payments.c.id), _payment, _payments),
}
