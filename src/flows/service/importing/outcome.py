"""What an import would do, or has done, in words for whoever decides on it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from flows.definition import Text
from flows.service.importing.checking import Fault
from flows.service.importing.columns import COLUMNS
from flows.service.importing.drafts import Draft, Register, Tied
from flows.service.masking import masked
from flows.service.registers.units import TENURES

What = Literal["unit", "party", "tenure"]
PERSONAL = ("phone", "id_number")
NOTHING = Text("无", "none")


@dataclass(frozen=True, slots=True)
class Change:
    """One value, personal ones masked."""

    column: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Step:
    """Something created; or, where there are `changes`, changed. `kept`: its name, as it may stay for good."""

    row: int
    what: What
    name: Text
    kept: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows`: how many the file has; `untouched`: those that neither create nor change anything."""

    rows: int
    steps: tuple[Step, ...]
    untouched: int
    faults: tuple[Fault, ...] = ()

    def count(self, what: What, *, changed: bool) -> int:
        return sum(step.what == what and bool(step.changes) == changed for step in self.steps)

    @property
    def counts(self) -> dict[str, int]:
        """As it is kept: created and changed, by kind."""
        kinds: tuple[What, ...] = ("unit", "party", "tenure")
        return {
            f"{what}_{how}": self.count(what, changed=how == "changed")
            for what in kinds
            for how in ("created", "changed")
        }

    @property
    def digest(self) -> str:
        """The same for the same steps: what was shown is what is done."""
        told = [
            [s.row, s.what, s.name.zh, [[c.column.zh, c.before.zh, c.after.zh] for c in s.changes]] for s in self.steps
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def outcome(register: Register, rows: int, faults: list[Fault]) -> Outcome:
    steps = tuple(sorted(_steps(register), key=lambda step: step.row))
    touched = {step.row for step in steps}
    return Outcome(rows, steps, rows - len(touched), tuple(sorted(faults, key=lambda fault: fault.row)))


def _steps(register: Register) -> Iterator[Step]:
    for what, draft in register.everything():
        if draft.id is None or draft.before:
            changes = tuple(_change(name, before, draft.values[name]) for name, before in draft.before.items())
            yield Step(draft.row, what, _name(draft), _name(draft, _masked_name).zh, changes)  # type: ignore[arg-type]  # `everything` names these three


def _masked_name(name: str) -> str:
    return masked(name, "name")


def _name(draft: Draft, of_person: Callable[[str], str] = str) -> Text:
    if isinstance(draft, Tied):
        kind, unit = TENURES[draft.values["kind"]], draft.unit.values["code"]
        person = of_person(draft.person.values["name"])
        since, until = draft.values["since"], draft.values["until"]
        zh, en = (f"{since} – {until}", f"{since} – {until}") if until else (f"{since} 起", f"from {since}")
        return Text(f"{unit} {person}（{kind.zh}，{zh}）", f"{unit} {person} ({kind.en}, {en})")
    if "code" in draft.values:
        code, building = draft.values["code"], draft.values["building"]
        return Text(f"{code}（{building}）", f"{code} ({building})")
    person = of_person(draft.values["name"])
    return Text(person, person)


def _change(name: str, before: Any, after: Any) -> Change:
    return Change(COLUMNS[name].label, _words(name, before), _words(name, after))


def _words(name: str, value: Any) -> Text:
    if value is None or value == "":
        return NOTHING
    choices = COLUMNS[name].choices
    if choices:
        return choices.get(value, Text(value, value))
    words = masked(value, name) if name in PERSONAL else str(value)
    return Text(words, words)
