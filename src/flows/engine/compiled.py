"""A declaration made ready to run: its machine, its arrows by state and event, its input checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.definition import Field, Procedure, Transition
from flows.definition.schema import input_schema, start_schema
from flows.engine import machine
from flows.engine.checking import InputCheck
from flows.engine.machine import Machine


@dataclass(frozen=True, slots=True)
class Asked:
    """What an arrow asks for: its fields by name, and which of them are looked at further. `again`: filled in at the start,
    and needn't be given once more."""

    fields: Mapping[str, Field]
    again: frozenset[str]
    adds: frozenset[str]
    check: InputCheck
    sums: tuple[Field, ...]
    people: tuple[Field, ...]
    lines: tuple[Field, ...]
    items: tuple[Field, ...]


def _asked(transition: Transition, again: Iterable[str], check: InputCheck) -> Asked:
    fields = {field.name: field for field in transition.needs}
    return Asked(
        fields=fields,
        again=frozenset(again).intersection(fields),
        adds=frozenset(name for name, field in fields.items() if field.adds),
        check=check,
        sums=tuple(field for field in transition.needs if field.kind == "money"),
        people=tuple(field for field in transition.needs if names_people(field)),
        lines=tuple(field for field in transition.needs if field.kind == "lines" and field.register is not None),
        items=tuple(field for field in transition.needs if _is_priced(field)),
    )


def names_people(field: Field) -> bool:
    """Itself, or in a column of its rows."""
    return field.kind == "user" or any(map(names_people, field.columns))


def _is_priced(field: Field) -> bool:
    return field.offers is not None or any(map(_is_priced, field.columns))


@dataclass(frozen=True)
class Compiled:
    """`procedure` with what is worked out once; `fingerprint` pins the cases that run under it."""

    procedure: Procedure
    fingerprint: str

    @cached_property
    def machine(self) -> Machine:
        return machine.build(self.procedure)

    @cached_property
    def index(self) -> dict[int, int]:
        """Transition (by identity) to its number in the declaration."""
        return {id(t): number for number, t in enumerate(self.procedure.transitions)}

    @cached_property
    def arrows(self) -> dict[tuple[str, str], tuple[Transition, ...]]:
        """(state, event) to its transitions, in the order declared."""
        found: dict[tuple[str, str], tuple[Transition, ...]] = {}
        for transition in self.procedure.transitions:
            for source in transition.source:
                key = (source, transition.event.code)
                found[key] = (*found.get(key, ()), transition)
        return found

    @cached_property
    def events_from(self) -> dict[str, tuple[str, ...]]:
        """State to the events that leave it, in the order declared."""
        found: dict[str, list[str]] = {state.code: [] for state in self.procedure.states}
        for source, event in self.arrows:
            found[source].append(event)
        return {state: tuple(events) for state, events in found.items()}

    @cached_property
    def application(self) -> dict[str, Field]:
        """The fields of the start: what is filled in once and kept when the case comes back."""
        start = self.procedure.start.code
        asked = {field.name: field for field in self.procedure.asks}
        return asked | {f.name: f for t in self.procedure.leaving(start) for f in t.needs}

    @cached_property
    def checks(self) -> dict[int, InputCheck]:
        return {number: InputCheck(input_schema(t)) for number, t in enumerate(self.procedure.transitions)}

    @cached_property
    def _asked(self) -> dict[int, Asked]:
        return {
            id(t): _asked(t, self.application, self.checks[number])
            for number, t in enumerate(self.procedure.transitions)
        }

    def asked(self, transition: Transition) -> Asked:
        return self._asked[id(transition)]

    @cached_property
    def naming(self) -> dict[str, Field]:
        """The fields in which people are named, in columns too."""
        return {name: field for name, field in self.procedure.fields().items() if names_people(field)}

    @cached_property
    def final(self) -> frozenset[str]:
        """The states that nothing leaves."""
        return frozenset(s.code for s in self.procedure.states if self.procedure.is_final(s.code))

    @cached_property
    def start_check(self) -> InputCheck:
        return InputCheck(start_schema(self.procedure))

    @cached_property
    def _steps(self) -> dict[tuple[str, int], str]:
        return {}

    def step(self, state: str, transition: Transition) -> str:
        """The machine is asked once for each of its steps: it always answers the same, and takes its time."""
        number = self.index[id(transition)]
        if (state, number) not in self._steps:
            self._steps[state, number] = machine.step(self.machine, state, transition.event.code, number)
        return self._steps[state, number]
