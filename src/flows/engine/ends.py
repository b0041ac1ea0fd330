"""Which ends a case may be brought to, and how far it is from them."""

from __future__ import annotations

from collections.abc import Iterable

from flows.definition import Procedure
from flows.definition.arrows import LOOKS, ONWARD

ONWARDS = frozenset({"forward", "approval", "note", "escalate", "expire", "follow"})
WAYS: tuple[frozenset[str] | None, ...] = (ONWARDS, ONWARDS | {"return"}, None)
"""Kinds of events that bring a case on; to send it back so that others may begin anew is not to finish it, but where there
is no other way. None: every kind, for what can only be broken off."""
WELL = ONWARD | {"escalate"}


def goal_of(procedure: Procedure, state: str) -> tuple[frozenset[str], frozenset[str] | None]:
    """The ends to bring a case to, and over which kinds of events: those that are no refusal or withdrawal, where it can yet
    come to one."""
    into: dict[str, set[str]] = {}
    for transition in procedure.transitions:
        for source in transition.source:
            into.setdefault(transition.lands_in(source), set()).add(LOOKS[transition.event.kind])
    final = frozenset(one.code for one in procedure.states if procedure.is_final(one.code))
    well = frozenset(code for code in final if into.get(code, set()) <= WELL)
    for kinds in WAYS:
        if state in far_from(procedure, well, kinds):
            return well, kinds
    return final, None


def far_from(procedure: Procedure, ends: Iterable[str], kinds: frozenset[str] | None) -> dict[str, int]:
    """State to how many arrows it is from one of `ends`, over arrows of these kinds."""
    found, edge = dict.fromkeys(ends, 0), list(ends)
    for here in edge:
        for transition in procedure.transitions:
            if kinds is not None and transition.event.kind not in kinds:
                continue
            for source in transition.source:
                if transition.lands_in(source) == here and source not in found:
                    found[source] = found[here] + 1
                    edge.append(source)
    return found
