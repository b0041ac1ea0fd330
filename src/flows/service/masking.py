"""Personal values as a screen shows them: enough to recognise, too little to misuse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flows.definition import Field, Text
from flows.storage.committed import NONE, REMOVED, Names

DOTS = "••••"
NOTHING = Names(NONE, {}, {})
GONE = Text("（已删除）", "(removed)")
"""How a value that was removed reads where a page has one language."""
# In a file's name: 15 digits or more (an ID number has 18, its last may be X; an old one 15), or a mobile telephone.
ID_RUN = re.compile(r"\d{15,}[Xx]?|\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]")
PHONE_RUN = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")


def is_gone(value: Any) -> bool:
    """Whether it says that a value was removed."""
    return bool(value == REMOVED)


def masked(value: str, kind: str) -> str:
    """One that is gone says so. An ID number keeps its first three and last four characters, a telephone its first three and last four digits,
    anything else its first character (domain notes 1.5)."""
    if is_gone(value):
        return value
    if kind in ("id_number", "phone"):
        return f"{value[:3]}{DOTS}{value[-4:]}" if len(value) > 7 else DOTS
    return f"{value[:1]}{DOTS}"


def shown(data: Mapping[str, Any], fields: Mapping[str, Field], stored: Names = NOTHING) -> dict[str, Any]:
    """The case's data with every personal value masked, in rows too. `stored`: what is masked besides, of a case that is only
    stored any more (`privacy.term`)."""
    return {name: _shown(value, fields.get(name), stored) for name, value in data.items()}


def _shown(value: Any, field: Field | None, stored: Names) -> Any:
    if field is None or value is None:
        return value
    if field.kind == "rows":
        columns = {column.name: column for column in field.columns}
        inside = Names(stored.columns.get(field.name, NONE), {}, {})
        return [shown(row, columns, inside) for row in value]
    named = field.name in stored.fields and isinstance(value, str)
    return masked(str(value), field.kind) if field.personal or named else value


def name_shown(name: str) -> str:
    """A file's name without the ID numbers and telephones that people put into it. Masked once it stays as it is."""
    named = ID_RUN.sub(lambda run: masked(run.group(), "id_number"), name)
    return PHONE_RUN.sub(lambda run: masked(run.group(), "phone"), named)
