"""Words that are taken: by the engine, by the numbers of cases, by the numbers that another event gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.definition.checks.names import where
from flows.definition.checks.subject import Fault
from flows.definition.effects import GiveNumber
from flows.definition.model import Procedure, Transition
from flows.definition.text import Text

ENGINES_OWN = frozenset(
    {
        "start",
        "attach_paper",
        "claim_task",
        "release_task",
        "assign_task",
        "end_entry",
        "pause_clock",
        "resume_clock",
        "move_deadlines",
        "spot_check",
        "remove_papers",
        "remove_values",
        "hold_papers",
        "release_papers",
        "special_treatment",
        "change_version",
    }
)
"""Entries of the history that the engine writes itself; replaying takes them by these names."""


def reserved_words(procedures: Sequence[Procedure]) -> Iterator[tuple[str, Fault]]:
    """No event is called as the engine calls one of its own. Numbers given on the way share their counter with nothing
    else: neither with a procedure's cases nor with a field of another meaning."""
    cases = {p.prefix: p.key for p in procedures}
    meant: dict[str, tuple[str, GiveNumber]] = {}
    for p in procedures:
        for code in dict.fromkeys(t.event.code for t in p.transitions):
            if code in ENGINES_OWN:
                said = Text(f"“{code}”是系统自用的操作名。", f"“{code}” is an event of the engine's own.")
                yield p.key, Fault(f"event {code}", said)
        for transition, effect in _numbers(p):
            if effect.prefix in cases:
                owner = cases[effect.prefix]
                said = Text(
                    f"编号前缀“{effect.prefix}”已归“{owner}”。", f"The prefix “{effect.prefix}” belongs to “{owner}”."
                )
                yield p.key, Fault(where(transition), said)
            elif meant.setdefault(effect.prefix, (p.key, effect)) != (p.key, effect):
                said = Text(
                    f"编号前缀“{effect.prefix}”另有所指。", f"The prefix “{effect.prefix}” stands for something else."
                )
                yield p.key, Fault(where(transition), said)


def _numbers(p: Procedure) -> Iterator[tuple[Transition, GiveNumber]]:
    for transition in p.transitions:
        yield from ((transition, effect) for effect in transition.effects if isinstance(effect, GiveNumber))
