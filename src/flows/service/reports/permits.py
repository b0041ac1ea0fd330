"""Permits and passes in use now: in force, running out, and run out without having been taken back. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.definition import Text
from flows.procedures.entry_kinds import ENTRY_KINDS
from flows.service.reports.month import Month
from flows.service.reports.rows import EntryRow, Reader
from flows.service.reports.tables import Figure, Row, Table, figure, row

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Permits:
    entries: tuple[EntryRow, ...]
    now: datetime


def gather(read: Reader) -> Permits:
    return Permits(read.entries(), read.now)


def tell(found: Permits, month: Month) -> tuple[Table, ...]:
    running = [entry for entry in found.entries if not _over(entry, found.now)]
    soon = [entry for entry in running if entry.valid_until and entry.valid_until < found.now + SOON]
    over = [entry for entry in found.entries if _over(entry, found.now)]
    return (
        _summary(found.entries, running, soon, over),
        _each("expiring", Text("30 天内到期", "Running out within 30 days"), soon, month),
        _each("over", Text("已过期、未收回或未关闭", "Run out, and neither taken back nor closed"), over, month),
    )


def _over(entry: EntryRow, now: datetime) -> bool:
    return entry.valid_until is not None and entry.valid_until < now


def kind_words(kind: str) -> Text:
    return ENTRY_KINDS.get(kind, Text(kind, kind))


def _summary(entries: Iterable[EntryRow], running: list[EntryRow], soon: list[EntryRow], over: list[EntryRow]) -> Table:
    rows = []
    for kind in dict.fromkeys(entry.kind for entry in entries):
        parts = [_of([entry for entry in part if entry.kind == kind]) for part in (running, soon, over)]
        rows.append(row(kind, kind_words(kind), *parts))
    return Table(
        "kinds",
        Text("按种类", "By kind"),
        (Text("种类", "Kind"), Text("有效", "In force"), Text("30 天内到期", "Running out within 30 days"), Text("已过期", "Run out")),
        tuple(rows),
        empty=Text("没有在用的证件。", "Nothing is in use."),
    )  # fmt: skip


def _of(entries: list[EntryRow]) -> Figure:
    return figure(len(entries), [entry.number for entry in entries if entry.number])


def _each(code: str, title: Text, entries: list[EntryRow], month: Month) -> Table:
    return Table(
        code,
        title,
        (Text("种类", "Kind"), Text("房号", "Unit"), Text("单号", "Case"), Text("序号", "Line"), Text("有效期至", "Valid until")),
        tuple(_row(entry) for entry in entries),
        empty=Text("没有。", "None."),
    )  # fmt: skip


def _row(entry: EntryRow) -> Row:
    case = figure(entry.number, [entry.number]) if entry.number else figure(Text("手工登记", "By hand"))
    key = f"{entry.kind}:{entry.number or entry.unit}:{entry.line}"
    return row(key, kind_words(entry.kind), entry.unit, case, entry.line, entry.valid_until)
