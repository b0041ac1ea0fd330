"""Rules about printed forms: each names only what its procedure has, and can be printed at some time."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.definition.checks.clauses import clauses_of
from flows.definition.checks.names import PLAIN
from flows.definition.checks.subject import Fault, unknown
from flows.definition.checks.uses import known_fields
from flows.definition.checks.words import is_chinese, is_english
from flows.definition.effects import OpenEntry
from flows.definition.forms import Field
from flows.definition.model import Procedure
from flows.definition.papers import Sheet
from flows.definition.text import Text

MOST_ON_A_CARD = 5  # facts of the case that find room on 54 mm


@dataclass(frozen=True)
class Form:
    """A printed form under the eyes of the rules."""

    sheet: Sheet
    procedure: Procedure
    clauses: Container[str] | Mapping[str, object]

    @cached_property
    def events(self) -> dict[str, set[str]]:
        """The states that each event leaves."""
        found: dict[str, set[str]] = {}
        for transition in self.procedure.transitions:
            found.setdefault(transition.event.code, set()).update(transition.source)
        return found

    @cached_property
    def entries(self) -> tuple[OpenEntry, ...]:
        effects = (e for t in self.procedure.transitions for e in t.effects)
        return tuple(e for e in effects if isinstance(e, OpenEntry) and e.kind == self.sheet.entry)

    @cached_property
    def fields(self) -> frozenset[str]:
        """Of the case, and for an entry those that are copied to it."""
        return known_fields(self.procedure).union(*(effect.copies for effect in self.entries))

    @property
    def place(self) -> str:
        return f"sheet {self.sheet.code}"


def sheet_code_plain(form: Form) -> Iterator[Fault]:
    """A code stands in addresses: small letters, digits and underscores."""
    if not PLAIN.fullmatch(form.sheet.code):
        said = Text("代码只用小写字母、数字和下划线。", "A code has small letters, digits and underscores only.")
        yield Fault(form.place, said)


def sheet_names_known(form: Form) -> Iterator[Fault]:
    """Every event, step and register that a form names is one of its procedure's."""
    sheet = form.sheet
    named = [*sheet.after, *([sheet.seal] if sheet.seal else []), *(place.event for place in sheet.places)]
    for code in dict.fromkeys(code for code in named if code is not None):
        if code not in form.events:
            yield Fault(form.place, unknown(Text("操作", "event"), code, form.events))
    for place in sheet.places:
        if place.state and place.state not in form.events.get(place.event or "", {place.state}):
            sources = form.events[place.event or ""]
            yield Fault(
                form.place, unknown(Text(f"“{place.event}”的环节", f"step of “{place.event}”"), place.state, sources)
            )
    if sheet.entry and not form.entries:
        opened = _opened(form.procedure)
        yield Fault(
            form.place, unknown(Text("本流程登记本", "register with entries of this procedure"), sheet.entry, opened)
        )


def sheet_fields_known(form: Form) -> Iterator[Fault]:
    """Every field that a form prints is one of its procedure's."""
    for name in (*form.sheet.fields, *form.sheet.in_full):
        if name not in form.fields:
            yield Fault(form.place, unknown(Text("字段", "field"), name, form.fields))


def sheet_in_full_is_personal(form: Form) -> Iterator[Fault]:
    """What a form has in full is masked elsewhere, and stands on the form."""
    fields = dict(form.procedure.fields())
    columns = {column.name: column for field in fields.values() for column in field.columns}
    copied = {name for effect in form.entries for name in effect.copies}
    for name in form.sheet.in_full:
        field = fields.get(name) or columns.get(name)
        if field is not None and not _personal(field):
            said = Text(f"“{name}”不是个人信息，本来就全部显示。", f"“{name}” is not personal: it is never masked.")
            yield Fault(form.place, said)
        if field is not None and name not in form.sheet.fields and name not in copied:
            said = Text(f"表单上没有“{name}”。", f"“{name}” does not stand on the form.")
            yield Fault(form.place, said)


def sheet_fits_its_paper(form: Form) -> Iterator[Fault]:
    """A card has room for a few short facts and none for opinions or copies."""
    sheet, fields = form.sheet, form.procedure.fields()
    if sheet.size != "card":
        return
    long = [name for name in sheet.fields if name in fields and fields[name].kind in ("rows", "note")]
    if sheet.places or sheet.copies or sheet.note_zh or long or len(sheet.fields) > MOST_ON_A_CARD:
        said = Text(
            "卡片放不下签名处、联次、说明、表格或五项以上内容。",
            "A card has no room for places, copies, notes, tables or more than five facts.",
        )
        yield Fault(form.place, said)


def sheet_in_both_languages(form: Form) -> Iterator[Fault]:
    """Every word of a form is there in Chinese and in English."""
    sheet = form.sheet
    words = [Text(sheet.zh, sheet.en), *sheet.copies, *(Text(place.zh, place.en) for place in sheet.places)]
    words += [Text(sheet.note_zh, sheet.note_en)] if sheet.note_zh or sheet.note_en else []
    for each in words:
        if not (is_chinese(each.zh) and is_english(each.en)):
            said = Text(
                f"“{each.zh}”与“{each.en}”须分别为中文和英文。",
                f"“{each.zh}” and “{each.en}” must be Chinese and English.",
            )
            yield Fault(form.place, said)


def sheet_clause_known(form: Form) -> Iterator[Fault]:
    """Every clause named stands in the handbook."""
    for clause in clauses_of(form.sheet.clause):
        if clause not in form.clauses:
            known = form.clauses if isinstance(form.clauses, Collection) else ()
            yield Fault(form.place, unknown(Text("条款", "clause"), clause, known))


def _personal(field: Field) -> bool:
    return field.personal or any(column.personal for column in field.columns)


def _opened(procedure: Procedure) -> set[str]:
    return {e.kind for t in procedure.transitions for e in t.effects if isinstance(e, OpenEntry)}
