"""Printing a form of a case: which papers it comes to, with their codes, and as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.definition import Field, Sheet
from flows.printing import pdf
from flows.printing.paper import Paper
from flows.service.case_entries import EntryView
from flows.service.case_view import CaseView, case_view
from flows.service.errors import NotFound, NotYet, Unavailable
from flows.service.office import Office
from flows.service.places import places
from flows.service.revealing import Wish, may_reveal, reveal
from flows.service.rights import rights_of
from flows.service.sheets.content import Printing, assembled
from flows.service.sheets.offers import SheetOffer, offered
from flows.service.verification import code_of

REASON = "打印"  # what is written down when values are printed in full, before the form's name


@dataclass(frozen=True, slots=True)
class Order:
    """What `login` wants printed. `line`: one entry of the form's register; None: each that is in use. `base` is the
    address that people use. `in_full`: with the personal values that the form needs, which is recorded."""

    login: str
    name: str
    number: str
    sheet: str
    base: str
    line: int | None = None
    site: str | None = None
    in_full: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """The papers of an order. `can_be_full`: there is something masked on them that the asker may have in full."""

    sheet: Sheet
    view: CaseView
    papers: tuple[Paper, ...]
    can_be_full: bool


def printed(office: Office, order: Order, now: datetime) -> Printed:
    """Raises NotFound, Ambiguous, NotYet, and, in full, Forbidden for a post that has nothing to do with the case."""
    view = case_view(office, order.login, order.number, now, order.site)
    offer = next((one for one in offered(view) if one.sheet.code == order.sheet), None)
    if offer is None:
        raise NotFound
    if offer.missing:
        raise NotYet(offer.missing)
    place, sheet = places(office)[view.site], offer.sheet
    papers = []
    for entry in _wanted(offer, order):
        code = _code(office, view, entry)
        data, facts = _in_full(office, order, view, sheet, entry, now) if order.in_full else (None, None)
        told = Printing(place.name, code, f"{order.base.rstrip('/')}/verify/{code}", order.name, now, data, facts)
        papers.append(assembled(sheet, view, told, entry))
    return Printed(sheet, view, tuple(papers), bool(sheet.in_full) and _may(office, order, view, now))


def as_pdf(papers: Iterable[Paper], lang: str) -> bytes:
    """Raises Unavailable where the means to make one aren't installed."""
    try:
        return pdf.pdf(tuple(papers), lang)
    except pdf.PrintMissing as missing:
        raise Unavailable(missing.zh, missing.en) from missing


def _wanted(offer: SheetOffer, order: Order) -> Iterator[EntryView | None]:
    """Cards that were voided or handed back are printed one by one only, with what they are across them."""
    if offer.sheet.entry is None:
        if order.line is not None:
            raise NotFound
        yield None
        return
    chosen = [e for e in offer.entries if e.line == order.line or (order.line is None and e.state == "in_use")]
    if not chosen:
        raise NotFound
    yield from chosen


def _code(office: Office, view: CaseView, entry: EntryView | None) -> str:
    return code_of(office, view.site, view.number, entry.kind if entry else "", entry.line if entry else 0)


def _may(office: Office, order: Order, view: CaseView, now: datetime) -> bool:
    with office.read() as connection:
        return may_reveal(view.procedure, rights_of(connection, order.login, now).roles_at(view.site))


def _in_full(
    office: Office, order: Order, view: CaseView, sheet: Sheet, entry: EntryView | None, now: datetime
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The values of the case and of the entry, those in full that the form needs so. Each is recorded."""
    data, facts = deepcopy(dict(view.data)), dict(entry.facts) if entry else {}
    for place, holder, name in _hidden(sheet, view, entry, data, facts):
        wish = Wish(order.login, view.number, place, view.site)
        holder[name] = reveal(office, wish, f"{REASON}“{sheet.zh}”", now).value
    return data, facts


def _hidden(
    sheet: Sheet, view: CaseView, entry: EntryView | None, data: dict[str, Any], facts: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Where each masked value stands, as `reveal` is asked for it, and where it is put."""
    fields = view.procedure.fields()
    for name in sheet.in_full:
        field = fields.get(name)
        if entry and name in entry.fields:
            if _is_there(entry.fields[name], facts.get(name)):
                yield f"fact:{entry.kind}.{entry.line}.{name}", facts, name
        elif field and field.kind == "rows":
            for number, row in enumerate(data.get(name) or (), 1):
                for column in field.columns:
                    if _is_there(column, row.get(column.name)):
                        yield f"field:{name}.{number}.{column.name}", row, column.name
        elif field and _is_there(field, data.get(name)):
            yield f"field:{name}", data, name


def _is_there(field: Field, value: Any) -> bool:
    return field.personal and value not in (None, "")
