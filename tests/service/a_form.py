"""A case for every printed form, made up from the declarations alone: each event that the form names is taken."""

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.definition import Applicant, Field, OpenEntry, Person, Procedure, Sheet, Text, Transition, roles_of
from flows.procedures import PROCEDURES
from flows.service.case_entries import EntryView
from flows.service.case_history import HistoryView
from flows.service.case_view import CaseView
from flows.service.masking import shown
from flows.service.sheets.content import Printing
from flows.service.vocabulary import effect_labels, worked_out

NOW = datetime(2026, 3, 2, 2, 42, tzinfo=UTC)
SITE = Text("示范花园", "Demonstration Garden")
CODE = "EX-2026-0001-ABCDEFGHIJKLMNOP"
PRINTING = Printing(SITE, CODE, f"https://flows.example/verify/{CODE}", "前台示例", NOW)
PEOPLE = {"clerk": "前台示例", "boss": "主任示例", "helper": "代办示例"}
ID_NUMBER, PHONE = "11010119900307451X", "13800001234"
VALUES: Mapping[str, Any] = {
    "text": "示例内容",
    "note": "查看现场，可燃物已清走，灭火器两具。",
    "integer": 2,
    "money": "205.00",
    "date": "2026-03-05",
    "moment": "2026-03-02T14:00:00+08:00",
    "flag": True,
    "phone": PHONE,
    "id_number": ID_NUMBER,
    "user": "clerk",
    "lines": [1, 2],
}


def value(field: Field) -> Any:
    if field.kind == "choice":
        return field.choices[0].code if field.choices else "示例"
    if field.kind == "rows":
        return [{column.name: value(column) for column in field.columns} for _ in range(2)]
    return VALUES[field.kind]


def recorded(**facts: Any) -> HistoryView:
    """An entry of a history with `facts` and nothing else."""
    empty: dict[str, Any] = {f.name: None for f in dataclass_fields(HistoryView)}
    empty |= {"at": NOW, "reason": "", "opinion": "", "data": {}, "documents": (), "special": (), "hash": "0" * 64}
    return HistoryView(**empty | facts)


def entry(seq: int, procedure: Procedure, arrow: Transition) -> HistoryView:
    source, event = arrow.source[0], arrow.event
    roles = roles_of(procedure.holder(arrow, source))
    return recorded(
        seq=seq,
        actor=Person("boss", PEOPLE["boss"]),
        role=roles[0].code if roles else "clock",
        event=event.code,
        label=Text(event.zh, event.en),
        source=source,
        target=arrow.lands_in(source),
        opinion="同意" if arrow.needs_opinion else "",
    )


def started(procedure: Procedure) -> HistoryView:
    person, first = Person("clerk", PEOPLE["clerk"]), procedure.start.code
    words = Text("新建", "Started")
    return recorded(seq=1, actor=person, role="front_desk", event="start", label=words, target=first)


def entries_of(procedure: Procedure, kind: str | None) -> tuple[EntryView, ...]:
    """Two entries of the register, the second void."""
    effects = [e for t in procedure.transitions for e in t.effects if isinstance(e, OpenEntry) and e.kind == kind]
    if not effects:
        return ()
    asked = dict(procedure.fields())
    known = asked | {column.name: column for field in asked.values() for column in field.columns}
    fields = {name: known[name] for name in effects[0].copies if name in known}
    facts = shown({name: value(field) for name, field in fields.items()}, fields)
    label = Text("登记本", "Register")
    until = NOW + timedelta(days=30)
    return tuple(
        EntryView(kind or "", label, line, state, Text(words, state), None, until, facts, fields)
        for line, state, words in ((1, "in_use", "在用"), (2, "void", "已作废"))
    )


def arrows_named(sheet: Sheet, procedure: Procedure) -> list[Transition]:
    named = {*sheet.after, sheet.seal, *(place.event for place in sheet.places)}
    return [arrow for arrow in procedure.transitions if arrow.event.code in named]


def history_of(sheet: Sheet, procedure: Procedure) -> tuple[HistoryView, ...]:
    arrows = [arrow for arrow in arrows_named(sheet, procedure) if arrow.event.kind != "return"]
    return (started(procedure), *(entry(seq, procedure, arrow) for seq, arrow in enumerate(arrows, 2)))


def case(procedure: Procedure, history: tuple[HistoryView, ...], **changed: Any) -> CaseView:
    fields = {**worked_out(procedure), **procedure.fields()}
    given = dict.fromkeys(effect_labels(procedure), "EX-0001")
    data = given | shown({name: value(field) for name, field in fields.items()}, fields)
    found: dict[str, Any] = dict.fromkeys((f.name for f in dataclass_fields(CaseView)), ())
    found |= {
        "task": None,
        "closed_at": None,
        "opened_at": NOW,
        "entered_at": NOW,
        "revision": len(history),
        "head": "0123456789abcdef" * 4,
    }
    found |= {"number": f"{procedure.prefix}-2026-0001", "site": "demo", "zone": "Asia/Shanghai", "people": PEOPLE}
    found |= {"procedure": procedure, "state": procedure.state(history[-1].target), "data": data, "history": history}
    found |= {"unit": None if procedure.unit == "none" else "A-0101"}
    found |= {"applicant": None if procedure.applicant == "none" else Applicant(1, "业主示例")}
    found |= {"registered_by": Person("clerk", PEOPLE["clerk"])}
    return CaseView(**found | changed)


def fitting(sheet: Sheet) -> CaseView:
    """A case of the form's procedure for which it can be printed."""
    procedure = PROCEDURES[sheet.procedure]
    return case(procedure, history_of(sheet, procedure), entries=entries_of(procedure, sheet.entry))
