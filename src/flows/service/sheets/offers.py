"""Which printed forms a case has, which of them can be printed now, and why the others can't yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.definition import Procedure, Sheet, Text
from flows.procedures.papers import SHEETS
from flows.service.case_entries import EntryView
from flows.service.case_view import CaseView
from flows.service.sheets.standing import standing


@dataclass(frozen=True, slots=True)
class SheetOffer:
    """`missing` says why it can't be printed yet; None: it can. `entries`, of a form for each entry: those that are in
    use first."""

    sheet: Sheet
    missing: Text | None
    entries: tuple[EntryView, ...] = ()


def offered(view: CaseView, sheets: Iterable[Sheet] | None = None) -> tuple[SheetOffer, ...]:
    """Every form of the case's procedure, in the order declared."""
    mine = [one for one in (SHEETS.values() if sheets is None else sheets) if one.procedure == view.procedure.key]
    taken = {entry.event for entry in standing(view.history, view.procedure)} if mine else set()
    return tuple(_offer(sheet, view, taken) for sheet in mine)


def _offer(sheet: Sheet, view: CaseView, taken: set[str]) -> SheetOffer:
    if sheet.after and not taken.intersection(sheet.after):
        return SheetOffer(sheet, _first(sheet, view.procedure))
    if sheet.entry is None:
        return SheetOffer(sheet, None)
    entries = [entry for entry in view.entries if entry.kind == sheet.entry]
    entries.sort(key=lambda entry: (entry.state != "in_use", entry.line))
    missing = None if entries else Text("还没有登记可打印的条目", "There is no entry yet that it could be printed for")
    return SheetOffer(sheet, missing, tuple(entries))


def _first(sheet: Sheet, procedure: Procedure) -> Text:
    events = {t.event.code: t.event for t in procedure.transitions}
    named = [events[code] for code in sheet.after if code in events]
    zh, en = "或".join(f"“{e.zh}”" for e in named), " or ".join(f"“{e.en}”" for e in named)
    return Text(f"须先办理{zh}", f"{en} comes first")
