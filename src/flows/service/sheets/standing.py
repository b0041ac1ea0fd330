"""Which entries of a history still count for what is printed."""

from __future__ import annotations

from flows.definition import Procedure
from flows.service.case_history import HistoryView


def kinds_of(procedure: Procedure) -> dict[str, str]:
    """The kind of every event of the procedure."""
    return {transition.event.code: transition.event.kind for transition in procedure.transitions}


def standing(history: tuple[HistoryView, ...], procedure: Procedure) -> tuple[HistoryView, ...]:
    """A return to a step takes back what was done since the case was last there: an opinion on papers that were
    sent back is no opinion on those that come next."""
    kinds, kept = kinds_of(procedure), list[HistoryView]()
    for entry in history:
        if kinds.get(entry.event) == "return":
            before = [place for place, one in enumerate(kept) if one.target == entry.target]
            if before:
                del kept[before[-1] + 1 :]
        kept.append(entry)
    return tuple(kept)
