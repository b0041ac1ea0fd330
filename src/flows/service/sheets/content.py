"""What stands on a printed form of a case, in words: pure, from the case as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from flows.definition import BEYOND, CLOCK, Field, OpenEntry, Place, Sheet, Text
from flows.printing.paper import NOTHING, Item, Paper, Signature, Spot, Table
from flows.service.case_entries import EntryView
from flows.service.case_history import HistoryView
from flows.service.case_view import CaseView
from flows.service.sheets.standing import kinds_of, standing
from flows.service.values import Words, clock, edge, joined, same
from flows.service.vocabulary import post_name

BADLY = frozenset({"reject", "withdraw", "cancel", "void", "revoke", "expire"})
WIDEST = 34  # columns of half a Chinese character that fit beside another item
BLANK_ROWS = 3  # of a table that is printed to be filled in by hand
HEAD = 16  # letters of the hash: 64 bits, as much as nobody finds another entry for
EXPIRED = Text("已过期", "Expired")


@dataclass(frozen=True, slots=True)
class Printing:
    """What a form tells of itself: its `code`, where that is checked, and who prints it. `data` are the values of the
    case, and `facts` those of its entry, where some personal ones stand in full; None: all masked."""

    site: Text
    code: str
    address: str
    by: str
    at: datetime
    data: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] | None = None


class Assembly:
    """Puts one form together. `entry`: the one of the register that it is for, else it is for the case."""

    def __init__(self, sheet: Sheet, view: CaseView, printing: Printing, entry: EntryView | None) -> None:
        self.sheet, self.view, self.printing, self.entry = sheet, view, printing, entry
        self.zone = ZoneInfo(view.zone)
        self.words = Words(view.procedure, view.people, self.zone)
        self.history = standing(view.history, view.procedure)
        self.data = view.data if printing.data is None else printing.data
        self.sealed = any(one.event == sheet.seal for one in self.history)

    def paper(self) -> Paper:
        sheet = self.sheet
        return Paper(
            size=sheet.size,
            title=Text(sheet.zh, sheet.en),
            site=self.printing.site,
            number=self.view.number,
            line=f"No. {self.entry.line}" if self.entry else "",
            validity=self._validity(),
            items=tuple(self._items()),
            spots=tuple(self._spots()),
            marks=tuple(self._marks()),
            note=Text(sheet.note_zh, sheet.note_en),
            copies=sheet.copies,
            code=self.printing.code,
            address=self.printing.address,
            small=tuple(self._small()),
            seal=self.printing.site.zh if self.sealed else "",
            over=self._over(),
            photo=sheet.photo,
            hidden=self._hides(),
        )

    def _items(self) -> Iterator[Item]:
        if self.view.unit:
            yield Item(Text("房号", "Unit"), same(self.view.unit))
        if self.view.applicant and self.sheet.size != "card":
            yield Item(Text("申请人", "Applicant"), same(self.view.applicant.name))
        if self.entry:
            yield from self._facts(self.entry)
        for name in self.sheet.fields:
            if not (self.entry and name in self.entry.fields):
                yield from self._item(name)

    def _facts(self, entry: EntryView) -> Iterator[Item]:
        facts = entry.facts if self.printing.facts is None else self.printing.facts
        for name, field in entry.fields.items():
            yield _line(Text(field.zh, field.en), self.words.of(field, facts.get(name)), field.kind)

    def _item(self, name: str) -> Iterator[Item]:
        """Nothing for a field that an older version of the procedure doesn't have."""
        label, value = self.words.label(name), self.data.get(name)
        field = self.words.fields.get(name)
        if label is None:
            return
        if field and field.kind == "rows":
            yield Item(label, wide=True, table=self._table(field, value or ()))
        else:
            yield _line(label, self.words.named(name, value), field.kind if field else "text")

    def _table(self, field: Field, rows: Any) -> Table:
        heads = tuple(Text(column.zh, column.en) for column in field.columns)
        said = [tuple(self.words.of(column, row.get(column.name)) for column in field.columns) for row in rows]
        return Table(heads, tuple(said or [tuple(NOTHING for _ in heads)] * BLANK_ROWS))

    def _spots(self) -> Iterator[Spot]:
        for place in self.sheet.places:
            yield self._spot(place)
        if self.sheet.seal and all(place.event != self.sheet.seal for place in self.sheet.places):
            yield self._spot(Place("盖章", "Seal", self.sheet.seal))

    def _spot(self, place: Place) -> Spot:
        label = Text(place.zh, place.en)
        small = self.sheet.size == "A5"
        if place.event is None:
            return Spot(label, by_hand=True, wide=not small)
        mine = [e for e in self.history if e.event == place.event and place.state in (None, e.source)]
        signatures = tuple(self._signature(entry) for entry in mine)
        seal, said = place.event == self.sheet.seal, any(one.words or one.found for one in signatures)
        wide = seal or said or not small
        return Spot(label, signatures, waiting=self._waiting(place.event), seal=seal, wide=wide)

    def _signature(self, entry: HistoryView) -> Signature:
        by_clock = entry.role == CLOCK.code
        return Signature(
            name="" if by_clock else entry.actor.name,
            post=post_name(entry.role),
            at=clock(entry.at, self.zone),
            instead_of=entry.instead_of.name if entry.instead_of else "",
            words=entry.opinion or entry.reason,
            found=tuple(self._found(entry)),
        )

    def _found(self, entry: HistoryView) -> Iterator[Item]:
        """Each reviewer's own: the case keeps what the last one found."""
        if kinds_of(self.view.procedure).get(entry.event) != "approval":
            return
        arrows = (t for t in self.view.procedure.transitions if t.event.code == entry.event)
        asked = dict.fromkeys(field.name for arrow in arrows for field in arrow.needs)
        for name in asked:
            label = self.words.label(name)
            if label is not None and name in entry.data and name not in self.sheet.fields:
                yield Item(label, self.words.named(name, entry.data[name]))

    def _waiting(self, event: str) -> Text:
        """The posts whose signature is still missing where several sign."""
        signs = any(t.signs and t.event.code == event for t in self.view.procedure.leaving(self.view.state.code))
        missing = [Text(r.zh, r.en) for r in self.view.to_sign if r.code not in self.view.signed] if signs else []
        return joined(missing)

    def _marks(self) -> Iterator[Text]:
        for entry in self.history:
            for guard, sentence in entry.special:
                who = next((e for e in self.history if e.waives and e.waives.guard == guard), entry)
                by, at = who.actor.name, clock(who.at, self.zone)
                yield Text(
                    f"经特殊处理（{by}，{at}）：办理“{entry.label.zh}”时未要求“{sentence.zh}”",
                    f"By special treatment ({by}, {at}): “{entry.label.en}” without “{sentence.en}”",
                )

    def _only_entry(self) -> EntryView | None:
        """The one paper that the case issues, for its sealed form is that paper."""
        if not self.sheet.seal:
            return None
        effects = [e for t in self.view.procedure.transitions for e in t.effects if isinstance(e, OpenEntry)]
        kinds = {effect.kind for effect in effects if effect.per is None}
        mine = [entry for entry in self.view.entries if {entry.kind} == kinds]
        return mine[-1] if mine else None

    def _validity(self) -> Text:
        entry = self.entry or self._only_entry()
        since = edge(entry.valid_from, self.zone) if entry and entry.valid_from else ""
        until = edge(entry.valid_until, self.zone) if entry and entry.valid_until else ""
        if since == until:
            return same(since)
        return Text(f"{since} 至 {until}".strip(), f"{since} to {until}".strip())

    def _over(self) -> Text:
        entry = self.entry or self._only_entry()
        late = entry and entry.valid_until and entry.valid_until <= self.printing.at
        if entry and late and entry.state in ("in_use", "ended"):
            return EXPIRED
        if entry and entry.state != "in_use":
            return entry.state_label
        kinds = kinds_of(self.view.procedure)
        ended = self.view.closed_at is not None and kinds.get(self.view.history[-1].event) in BADLY
        return Text(self.view.state.zh, self.view.state.en) if ended and not self.entry else NOTHING

    def _hides(self) -> bool:
        """Whether a personal value stands here masked."""
        named = {name: self.words.fields[name] for name in self.sheet.fields if name in self.words.fields}
        named |= self.entry.fields if self.entry else {}
        full = self.sheet.in_full if self.printing.data is not None else ()
        masked = [field for name, field in named.items() if name not in full]
        return any(field.personal or any(column.personal for column in field.columns) for field in masked)

    def _small(self) -> Iterator[Text]:
        view, clause = self.view, self.sheet.clause if self.sheet.clause != BEYOND else self.view.procedure.clause
        procedure = view.procedure
        clauses = "" if clause == BEYOND else f" · {clause}"
        yield Text(f"{procedure.zh} 第 {procedure.version} 版{clauses}", f"version {procedure.version}")
        by, at = self.printing.by, clock(self.printing.at, self.zone)
        yield Text(
            f"{by} 于 {at} 打印，单据在“{view.state.zh}”，记录第 {view.revision} 号 {view.head[:HEAD]}",
            f"printed in “{view.state.en}”, entry {view.revision} of the history",
        )
        if self._hides():
            yield Text("个人信息已部分隐去", "personal particulars are partly hidden")


def assembled(sheet: Sheet, view: CaseView, printing: Printing, entry: EntryView | None = None) -> Paper:
    return Assembly(sheet, view, printing, entry).paper()


def _line(label: Text, words: Text, kind: str) -> Item:
    if kind == "money":
        words = same(words.zh)
    return Item(label, words, wide=kind == "note" or _columns(words.zh) > WIDEST)


def _columns(words: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)
