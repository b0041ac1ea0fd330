"""From what a browser sends to the JSON values of an event's fields, and back to what inputs show.

Inputs are named `data.<field>`, and `data.<field>.<row>.<column>` for rows. What can't be read stays as it was typed, so
that the schema refuses it at its own field and the page shows it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from flows.service.vocabulary import Field

Cells = dict[str, str]
Typed = Mapping[str, str | list[Cells]]
"""What stands in the inputs: text by field name, and for rows a list of such."""

PREFIX = "data."
MOST_ROWS = 500  # more than any form takes; what a forged request sends is not counted further
PLAIN = frozenset(
    {"integer", "money", "phone", "id_number", "date", "moment", "lines"}
)  # typed with full-width digits at times


def typed_in(fields: Iterable[Field], form: MultiDict[str, str]) -> dict[str, str | list[Cells]]:
    """What was typed, rows without the blank ones."""
    return {field.name: _rows(field, form) if field.kind == "rows" else _text(field, form) for field in fields}


def _text(field: Field, form: MultiDict[str, str]) -> str:
    """Lines chosen come one by one, and stand in one input's place with commas between."""
    name = PREFIX + field.name
    return ",".join(form.getlist(name)[:MOST_ROWS]) if field.kind == "lines" else form.get(name, "")


def _rows(field: Field, form: MultiDict[str, str]) -> list[Cells]:
    pattern = re.compile(rf"{re.escape(PREFIX + field.name)}\.(\d{{1,4}})\.")
    numbers = sorted({int(found.group(1)) for name in form if (found := pattern.match(name))})[:MOST_ROWS]
    rows = (
        {column.name: form.get(f"{PREFIX}{field.name}.{number}.{column.name}", "") for column in field.columns}
        for number in numbers
    )
    return [row for row in rows if any(cell.strip() for cell in row.values())]


def values_of(fields: Iterable[Field], typed: Typed, zone: ZoneInfo) -> dict[str, Any]:
    """The JSON values of what was typed. None for what was left empty: where the case has a value, it is emptied."""
    found: dict[str, Any] = {}
    for field in fields:
        given = typed.get(field.name, "")
        if isinstance(given, list):
            rows = [_cells(field, row, zone) for row in given]
            found[field.name] = rows or ([] if field.minimum == 0 else None)
        else:
            found[field.name] = _value(field, given, zone) if given.strip() else None
    return {name: value for name, value in found.items() if value is not None or name in typed}


def _cells(field: Field, row: Cells, zone: ZoneInfo) -> dict[str, Any]:
    return {name: value for name, value in values_of(field.columns, row, zone).items() if value is not None}


def _value(field: Field, given: str, zone: ZoneInfo) -> Any:
    text = unicodedata.normalize("NFKC", given).strip() if field.kind in PLAIN else given
    match field.kind:
        case "flag":
            return {"yes": True, "no": False}.get(text, text)
        case "integer":
            return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else text
        case "lines":
            return [int(one) if re.fullmatch(r"[0-9]{1,9}", one.strip()) else one for one in text.split(",")]
        case "money":
            return text.lstrip("¥￥").replace(",", "").strip()
        case "moment":
            return _moment(text, zone)
        case "note":
            return text.replace("\r\n", "\n")
    return text


def _moment(text: str, zone: ZoneInfo) -> str:
    """`2026-03-02T10:30` on the site's clock as RFC 3339 with its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def typed_from(fields: Iterable[Field], values: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str | list[Cells]]:
    """Values of a case as inputs show them: the other way round."""
    found: dict[str, str | list[Cells]] = {}
    for field in fields:
        value = values.get(field.name)
        if value is None or field.adds:
            continue
        if field.kind == "rows":
            found[field.name] = [{c.name: _cell(c, row.get(c.name), zone) for c in field.columns} for row in value]
        else:
            found[field.name] = _cell(field, value, zone)
    return found


def _cell(field: Field, value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if field.kind == "flag":
        return "yes" if value else "no"
    if field.kind == "lines":
        return ",".join(str(line) for line in value)
    if field.kind == "moment":
        return datetime.fromisoformat(value).astimezone(UTC).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return str(value)
