"""An entry of a register that a case has opened, as JSON beside its schema."""

from __future__ import annotations

from typing import Any

from flows.service.case_entries import EntryView
from web.api.shapes import ANY_OBJECT, ID, MOMENT, STRING, label, moment, obj, or_null, ref

ENTRY = obj(
    kind=STRING,
    label=ref("Label"),
    line=ID,
    state={"type": "string", "enum": ["in_use", "void", "returned", "used", "ended"]},
    state_label=ref("Label"),
    valid_from=or_null(MOMENT),
    valid_until=or_null(MOMENT),
    facts=ANY_OBJECT,
)


def entry_json(entry: EntryView) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "label": label(entry.label),
        "line": entry.line,
        "state": entry.state,
        "state_label": label(entry.state_label),
        "valid_from": moment(entry.valid_from),
        "valid_until": moment(entry.valid_until),
        "facts": dict(entry.facts),
    }
