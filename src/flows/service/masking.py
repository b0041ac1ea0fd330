"""Personal values as a screen shows them: enough to recognise, too little to misuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.definition import Field

DOTS = "••••"


def masked(value: str, kind: str) -> str:
    """An ID number keeps its first three and last four characters, a telephone its first three and last four digits,
    anything else its first character (domain notes 1.5)."""
    if kind in ("id_number", "phone"):
        return f"{value[:3]}{DOTS}{value[-4:]}" if len(value) > 7 else DOTS
    return f"{value[:1]}{DOTS}"


def shown(data: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The case's data with every personal value masked, in rows too."""
    return {name: _shown(value, fields.get(name)) for name, value in data.items()}


def _shown(value: Any, field: Field | None) -> Any:
    if field is None or value is None:
        return value
    if field.kind == "rows":
        columns = {column.name: column for column in field.columns}
        return [shown(row, columns) for row in value]
    return masked(str(value), field.kind) if field.personal else value
