"""What a column of a register shows: its label, where its value comes from, and whether there is such a source at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flows.definition import Column, Field, OpenEntry, Procedure, Register, Text
from flows.definition.check import Problem
from flows.definition.papers import SOURCES
from flows.procedures import PROCEDURES, PURPOSES
from flows.service.vocabulary import effect_labels, worked_out

LABELS: Mapping[str, Text] = {
    "number": Text("单号", "Number"),
    "unit": Text("房号", "Unit"),
    "applicant": Text("申请人", "Applicant"),
    "state": Text("环节", "Step"),
    "opened_at": Text("新建时间", "Started"),
    "closed_at": Text("办结时间", "Finished"),
    "line": Text("序号", "Line"),
    "entry_state": Text("状态", "Status"),
    "valid_from": Text("有效期自", "Valid from"),
    "valid_until": Text("有效期至", "Valid until"),
}
OF_ENTRIES = frozenset({"line", "entry_state", "valid_from", "valid_until"})
OF_EVENTS: Mapping[str, Text] = {
    "at": Text("{}时间", "{}: when"),
    "by": Text("{}人", "{}: by"),
    "said": Text("{}意见", "{}: in words"),
}
OF_MONEY: Mapping[str, Text] = {"paid": Text("{}（元）", "{} (yuan)"), "receipt": Text("{}收据", "{}: receipt")}
BY_HAND = {"paper": Text("原件编号", "Number of the paper")}  # what an entry holds that was put on the register by hand


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that makes sense. `kind` is what stands before the colon of its source, or the source itself; `name`
    what stands behind. `row` is the column meant of a rows field: `field:workers.id_number`."""

    source: str
    kind: str
    name: str
    label: Text
    row: str = ""


def heading(column: Column, register: Register, procedures: Mapping[str, Procedure] = PROCEDURES) -> Heading:
    """Raises LookupError where there is no such source."""
    kind, _, name = column.source.partition(":")
    name, _, row = name.partition(".") if kind == "field" else (name, "", "")
    own = _label(kind, name, row, register, procedures)
    return Heading(column.source, kind, name, Text(column.zh or own.zh, column.en or own.en), row)


def problems(register: Register, procedures: Mapping[str, Procedure] = PROCEDURES) -> tuple[Problem, ...]:
    """What is wrong with a register as it is declared."""
    told = _problems(register, procedures)
    return tuple(Problem("register-shows-what-there-is", register.procedure, where, said) for where, said in told)


def _problems(register: Register, procedures: Mapping[str, Procedure]) -> Iterator[tuple[str, Text]]:
    here = f"register {register.code}"
    if register.procedure not in procedures:
        yield here, Text(f"没有流程“{register.procedure}”。", f"There is no procedure “{register.procedure}”.")
        return
    if not register.columns:
        yield here, Text("登记本没有栏目。", "The register has no columns.")
    if register.entry and not list(openers(register.entry, procedures)):
        said = f"没有流程登记“{register.entry}”。", f"No procedure opens entries of “{register.entry}”."
        yield here, Text(*said)
    sources = [column.source for column in register.columns]
    for source in dict.fromkeys(source for source in sources if sources.count(source) > 1):
        yield f"{here}: {source}", Text("栏目重复。", "The column stands twice.")
    for column in register.columns:
        try:
            heading(column, register, procedures)
        except LookupError:
            said = "没有这样的来源。", "There is no such source."
            yield f"{here}: {column.source}", Text(*said)


def _label(kind: str, name: str, row: str, register: Register, procedures: Mapping[str, Procedure]) -> Text:
    procedure, missing = procedures[register.procedure], LookupError(f"{register.code} has no source {kind}:{name}")
    if not name:
        if kind not in SOURCES or (kind in OF_ENTRIES and register.entry is None):
            raise missing
        return LABELS[kind]
    if kind in OF_EVENTS:
        events = {t.event.code: Text(t.event.zh, t.event.en) for t in procedure.transitions}
        return _around(OF_EVENTS[kind], events.get(name), missing)
    if kind in OF_MONEY:
        purpose = PURPOSES.get(name)
        return _around(OF_MONEY[kind], Text(purpose.zh, purpose.en) if purpose else None, missing)
    if kind == "fact" and register.entry:
        found = fact_labels(register.entry, procedures).get(name)
    else:
        found = _field_label(procedure, name, row) if kind == "field" else None
    if found is None:
        raise missing
    return found


def _around(pattern: Text, inside: Text | None, missing: LookupError) -> Text:
    if inside is None:
        raise missing
    return Text(pattern.zh.format(inside.zh), pattern.en.format(inside.en))


def _field_label(procedure: Procedure, name: str, row: str) -> Text | None:
    field = procedure.fields().get(name)
    if row:
        columns = {column.name: column for column in field.columns} if field else {}
        field = columns.get(row)
        return Text(field.zh, field.en) if field else None
    return Text(field.zh, field.en) if field else effect_labels(procedure).get(name)


def openers(kind: str, procedures: Mapping[str, Procedure]) -> Iterator[tuple[Procedure, OpenEntry]]:
    """Every effect that opens an entry of `kind`, with its procedure."""
    for procedure in procedures.values():
        for transition in procedure.transitions:
            for effect in transition.effects:
                if isinstance(effect, OpenEntry) and effect.kind == kind:
                    yield procedure, effect


def fact_labels(kind: str, procedures: Mapping[str, Procedure]) -> dict[str, Text]:
    """What the facts kept with the entries of `kind` are called."""
    found = dict(BY_HAND)
    for procedure, effect in openers(kind, procedures):
        fields = facts_of(procedure, effect)
        given = effect_labels(procedure)
        for name in effect.copies:
            field = fields.get(name)
            found.setdefault(name, Text(field.zh, field.en) if field else given.get(name, Text(name, name)))
    return found


def facts_of(procedure: Procedure, effect: OpenEntry) -> Mapping[str, Field]:
    """The fields that an entry's facts are copies of: columns of the row, then the case's own."""
    own = {**worked_out(procedure), **procedure.fields()}
    rows = procedure.fields().get(effect.per) if effect.per else None
    return {**own, **{column.name: column for column in (rows.columns if rows else ())}}


@cache
def fact_fields(kind: str) -> Mapping[str, Field]:
    """The field behind each fact of entries of `kind`, over all procedures of today."""
    found: dict[str, Field] = {}
    for procedure, effect in openers(kind, PROCEDURES):
        fields = facts_of(procedure, effect)
        found.update({name: fields[name] for name in effect.copies if name in fields})
    return found


def sources(headings: Iterable[Heading], *kinds: str) -> frozenset[str]:
    """The names that headings of these kinds ask for."""
    return frozenset(heading.name for heading in headings if heading.kind in kinds)
