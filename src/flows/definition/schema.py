"""JSON Schema 2020-12 of what an event is given, worked out from its fields.

The form on screen, the interface and the check of what came in all use these, so none of them can ask for something
else than the others. `title` and `description` are Chinese; `x-title-en` and `x-description-en` stand beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flows.definition.forms import Choice, Field
from flows.definition.model import Procedure, Transition

Schema = dict[str, Any]

# Beyond the handbook, which bounds nothing: a line of 200 characters holds any name or address of a printed form's
# line, a box of 4,000 is about two sheets of A4.
MOST = 999_999_999  # of any count: beyond it a slip of the keyboard is likelier (beyond the handbook)
TEXT_LONGEST = 200
NOTE_LONGEST = 4000
# Beyond the handbook: more lines than a gang of workers or a lorry of furniture fills, few enough for one page.
ROWS_MOST = 200

# `[0-9]` and not `\d`, which in Python takes full-width digits too; `$(?!\n)` because Python's `$` lets a last line
# break pass. Both read the same in ECMA 262, which JSON Schema refers to.
_END = r"$(?!\n)"
MONEY = r"^[0-9]{1,9}(\.[0-9]{1,2})?" + _END
# No date of an office lies outside these three centuries, and one at the edge of the calendar can't be moved to UTC.
DAY = r"^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}" + _END
# RFC 3339 allows small letters too; Python reads only these.
MOMENT = r"^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.+-]+Z?" + _END
LOGIN = r"^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}" + _END
# Mainland mobile, mainland landline with or without area code and extension, service number, or E.164 from abroad.
PHONE = (
    r"^(?:(?:\+?86[ -]?)?1[3-9][0-9]{9}"
    r"|(?:0[1-9][0-9]{1,2}[ -]?)?[2-9][0-9]{6,7}(?:[ -][0-9]{1,6})?"
    r"|400[ -]?[0-9]{3}[ -]?[0-9]{4}"
    r"|\+[1-9][0-9]{6,14})" + _END
)
# GB 11643 (area, birthday, serial, check character), else a passport or permit; what has the length of the first but
# no possible birthday is a slip of the pen, not a passport.
ID_NUMBER = (
    r"^(?:[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"|(?![0-9]{17}[0-9Xx]$)[A-Za-z0-9]{5,20})" + _END
)
# Not blank and without control characters: PostgreSQL can't hold NUL in text, and a spreadsheet refuses the others.
TEXT = r"^(?=.*\S)[^\x00-\x1f\x7f]+" + _END
NOTE = r"^(?=[\s\S]*\S)[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$"

_STRINGS: dict[str, Schema] = {
    "text": {"pattern": TEXT, "maxLength": TEXT_LONGEST},
    "note": {"pattern": NOTE, "maxLength": NOTE_LONGEST},
    "money": {"pattern": MONEY},
    "date": {"format": "date", "pattern": DAY},
    "moment": {"format": "date-time", "pattern": MOMENT},
    "phone": {"pattern": PHONE},
    "id_number": {"pattern": ID_NUMBER},
    "user": {"pattern": LOGIN},
}


def field_schema(field: Field) -> Schema:
    """The schema of one field's value. `x-kind` is the field's kind; `x-personal`, `x-role`, `x-adds` and
    `x-offers` (the setting with the price list) are the field's; the bounds of a sum, which is a string, are `x-minimum` and `x-maximum`."""
    return _field(field, draft=False)


def input_schema(transition: Transition, *, required: Collection[str] | None = None) -> Schema:
    """The schema of the data that an event is given. `required` names the fields that must be there in place of
    those that the declaration requires: what the case has already need not be given again."""
    asked = [f.name for f in transition.needs if (f.required if required is None else f.name in required)]
    return _object(((field.name, _field(field, draft=False)) for field in transition.needs), asked)


def start_schema(procedure: Procedure) -> Schema:
    """The schema of what a new case is given: what the procedure asks for at the start, and the fields that the first
    event will ask for, of those none required and no list complete, for a draft may be begun with little."""
    begins = {field.name for field in procedure.asks}
    fields = {field.name: field for field in procedure.asks}
    for transition in procedure.leaving(procedure.start.code):
        for field in transition.needs:
            fields.setdefault(field.name, field)
    required = [field.name for field in procedure.asks if field.required]
    return _object(((name, _field(field, draft=name not in begins)) for name, field in fields.items()), required)


def _object(properties: Iterable[tuple[str, Schema]], required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _field(field: Field, *, draft: bool) -> Schema:
    return {**_words(field), **_value(field, draft=draft), **_marks(field)}


def _words(field: Field) -> Schema:
    words = {"title": field.zh, "x-title-en": field.en}
    if field.help_zh or field.help_en:
        words |= {"description": field.help_zh, "x-description-en": field.help_en}
    return words


def _marks(field: Field) -> Schema:
    marks: Schema = {"x-kind": field.kind, "x-personal": field.personal}
    if field.role is not None:
        marks["x-role"] = field.role
    if field.kind == "rows":
        marks["x-adds"] = field.adds
    if field.register is not None:
        marks["x-register"] = field.register
    if field.offers is not None:
        marks["x-offers"] = field.offers
    return marks


def _value(field: Field, *, draft: bool) -> Schema:
    match field.kind:
        case "integer":
            return {"type": "integer", "minimum": -MOST, "maximum": MOST, **_bounds(field, "minimum", "maximum")}
        case "flag":
            return {"type": "boolean"}
        case "choice":
            return {
                "type": "string",
                "enum": [choice.code for choice in field.choices],
                "x-choices": [_choice(choice) for choice in field.choices],
            }
        case "rows":
            return _rows(field, draft=draft)
        case "lines":
            return _lines(field)
        case "money":
            return {"type": "string", **_STRINGS["money"], **_bounds(field, "x-minimum", "x-maximum")}
        case kind:
            return {"type": "string", **_STRINGS[kind]}


def _choice(choice: Choice) -> Schema:
    return {"code": choice.code, "zh": choice.zh, "en": choice.en}


def _bounds(field: Field, least: str, most: str) -> Schema:
    bounds = {least: field.minimum, most: field.maximum}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _lines(field: Field) -> Schema:
    """Lines of a register, each once."""
    least = field.minimum if field.minimum is not None else int(field.required)
    most = ROWS_MOST if field.maximum is None else field.maximum
    item = {"type": "integer", "minimum": 1, "maximum": MOST}
    return {"type": "array", "items": item, "uniqueItems": True, "minItems": least, "maxItems": most}


def _rows(field: Field, *, draft: bool) -> Schema:
    """A list asked for has at least one row, or `minimum`; that of a draft may have gaps and be short."""
    asked = () if draft else tuple(column.name for column in field.columns if column.required)
    least = field.minimum if field.minimum is not None else int(field.required)
    return {
        "type": "array",
        "items": _object(((column.name, _field(column, draft=draft)) for column in field.columns), asked),
        "minItems": 0 if draft else least,
        "maxItems": ROWS_MOST if field.maximum is None else field.maximum,
    }
