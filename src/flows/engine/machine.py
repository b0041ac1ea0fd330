"""The only module that imports `transitions`.

One machine per declaration, built once and shared; it never holds a model. A step is taken by a throw-away cursor, so
that no trap of the library can touch a case: attaching a model resets a persisted state, automatic `to_<state>`
triggers go round the guards, wildcards leave final states, a refused guard is a bare False, and a state that is
misspelt springs into being or fails only when it is reached.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transitions import EventData, Machine, MachineError

from flows.definition import Procedure

__all__ = ["ImpossibleStep", "Machine", "build", "step"]


class ImpossibleStep(Exception):
    """The machine knows no such step: the declaration and the decision disagree, which is a defect of ours."""


class _Cursor:
    """Where a step is; lives for one step."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _is_chosen(index: int) -> Callable[[EventData], bool]:
    # The library compares a condition's answer with True; anything truthy but other would refuse in silence.
    def chosen(data: EventData) -> bool:
        return bool(data.kwargs["chosen"] == index)

    return chosen


def build(procedure: Procedure) -> Machine:
    """The machine of `procedure`. Raises ImpossibleStep for a state that is not declared."""
    known = [state.code for state in procedure.states]
    machine = Machine(model=None, states=known, initial=known[0], auto_transitions=False, send_event=True, queued=False)
    for index, transition in enumerate(procedure.transitions):
        for source in transition.source:
            target = transition.lands_in(source)
            for name in (source, target):
                if name not in known:
                    raise ImpossibleStep(f"{procedure.key}: unknown state {name!r}")
            machine.add_transition(transition.event.code, source, target, conditions=[_is_chosen(index)])
    return machine


def step(machine: Machine, state: str, event: str, chosen: int) -> str:
    """The state after `event` by the transition number `chosen` of the declaration."""
    if state not in machine.states:
        raise ImpossibleStep(f"unknown state {state!r}")
    cursor = _Cursor(state)
    trigger: Any = machine.events.get(event)
    if trigger is None:
        raise ImpossibleStep(f"unknown event {event!r}")
    try:
        taken = trigger.trigger(cursor, chosen=chosen)
    except MachineError as fault:
        raise ImpossibleStep(str(fault)) from fault
    if taken is not True:
        raise ImpossibleStep(f"{event!r} is not open in {state!r}")
    return cursor.state
