"""Entries of registers that a case has opened, as a page or the interface shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.definition import Field, Procedure, Situation, Text
from flows.procedures import ENTRY_KINDS
from flows.procedures.entry_kinds import state_of
from flows.service.masking import NOTHING, shown
from flows.storage.committed import NONE, Names


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of a register that this case opened: a card, an item. `facts` by name, personal ones masked, each with
    what it is called."""

    kind: str
    label: Text
    line: int
    state: str
    state_label: Text
    valid_from: datetime | None
    valid_until: datetime | None
    facts: Mapping[str, Any]
    fields: Mapping[str, Field]


def entries_shown(here: Situation, procedure: Procedure, stored: Names = NOTHING) -> tuple[EntryView, ...]:
    """By register and line. `stored`: as in `masking.shown`."""
    asked = dict(procedure.fields())
    fields = asked | {column.name: column for field in asked.values() for column in field.columns}
    own = sorted((e for e in here.entries if e.case == here.case.number), key=lambda e: (e.kind, e.line))
    return tuple(
        EntryView(
            kind=entry.kind,
            label=ENTRY_KINDS.get(entry.kind, Text(entry.kind, entry.kind)),
            line=entry.line,
            state=entry.state,
            state_label=state_of(entry.kind, entry.state),
            valid_from=entry.valid_from,
            valid_until=entry.valid_until,
            facts=shown(entry.facts, fields, Names(stored.facts.get(entry.kind, NONE), {}, {})),
            fields={name: fields[name] for name in entry.facts if name in fields},
        )
        for entry in own
    )
