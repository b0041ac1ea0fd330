"""A declaration made ready to run: its machine, its arrows by state and event, its input checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flows.definition import Field, Procedure, Transition
from flows.definition.schema import input_schema, start_schema
from flows.engine import machine
from flows.engine.checking import InputCheck
from flows.engine.machine import Machine


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
