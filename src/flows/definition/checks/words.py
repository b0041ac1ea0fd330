"""Rules about what people read: every label and sentence stands in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.definition.checks.names import meanings
from flows.definition.checks.subject import Fault, Subject
from flows.definition.effects import GiveNumber
from flows.definition.forms import Document, Field
from flows.definition.guards import Guard, Rule
from flows.definition.limits import Deadline
from flows.definition.model import Event, Procedure, Role
from flows.definition.text import Text

CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# Ideographs and the full-width punctuation that a Chinese keyboard leaves in an English sentence.
NOT_ENGLISH = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
# "60", "VIP", "A3": what is written alike in both languages.
ALIKE = re.compile(r"[A-Z0-9 .,:+%/()-]+")


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that people read. One that is not `needed` may be empty, in both languages then."""

    where: str
    zh: str
    en: str
    needed: bool = True


def labels_in_both_languages(subject: Subject) -> Iterator[Fault]:
    """Every label and sentence is there in Chinese and in English, and each is what it says it is."""
    for label in labels(subject.procedure):
        if not (label.zh or label.en or label.needed):
            continue
        if not is_chinese(label.zh):
            said = Text(f"中文“{label.zh}”缺失或不是中文。", f"The Chinese “{label.zh}” is missing or not Chinese.")
            yield Fault(label.where, said)
        if not is_english(label.en):
            said = Text(
                f"英文“{label.en}”缺失或夹有中文。", f"The English “{label.en}” is missing or has Chinese in it."
            )
            yield Fault(label.where, said)


def open_state_asks(subject: Subject) -> Iterator[Fault]:
    """A state that waits for somebody says in the office's words what it waits for."""
    for state in subject.procedure.states:
        if not subject.procedure.is_final(state.code) and not (state.ask_zh or state.ask_en):
            said = Text("没有说明此环节要做什么。", "It does not say what is to be done here.")
            yield Fault(f"state {state.code}", said, subject.path(state.code))


def is_chinese(words: str) -> bool:
    return bool(CJK.search(words) or ALIKE.fullmatch(words.strip()))


def is_english(words: str) -> bool:
    return bool(words.strip()) and not NOT_ENGLISH.search(words)


def labels(p: Procedure) -> Iterator[Label]:
    """Everything of a procedure that people read."""
    yield Label("procedure", p.zh, p.en)
    yield Label("procedure: about", p.about_zh, p.about_en, needed=False)
    for state in p.states:
        yield Label(f"state {state.code}", state.zh, state.en)
        yield Label(f"state {state.code}: ask", state.ask_zh, state.ask_en, needed=False)
    yield from (Label(f"setting {setting.code}", setting.zh, setting.en) for setting in p.settings)
    for transition in p.transitions:
        numbers = (effect for effect in transition.effects if isinstance(effect, GiveNumber))
        yield from (Label(f"number {number.field}", number.zh, number.en) for number in numbers)
    for kind, code, things in meanings(p):
        for thing in things:
            yield from _labels_of(f"{kind} {code}", thing)


def _labels_of(where: str, thing: object) -> Iterator[Label]:
    match thing:
        case Field():
            yield from _field_labels(where, thing)
        case Event() | Role() | Guard() | Rule() | Document() | Deadline():
            yield Label(where, thing.zh, thing.en)
    if isinstance(thing, Rule):
        yield from (Label(f"{where}: choice {choice.code}", choice.zh, choice.en) for choice in thing.choices)


def _field_labels(where: str, field: Field) -> Iterator[Label]:
    yield Label(where, field.zh, field.en)
    yield Label(f"{where}: help", field.help_zh, field.help_en, needed=False)
    yield from (Label(f"{where}: choice {choice.code}", choice.zh, choice.en) for choice in field.choices)
    for column in field.columns:
        yield from _field_labels(f"{where}: column {column.name}", column)
