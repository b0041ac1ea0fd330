"""Words to write JSON Schemas with, and the shapes that several answers share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flows.service.vocabulary import Person, Text
from web.api.endpoint import Call, Parameter, Schema

LARGEST_ID = 2**63 - 1  # what both databases can hold
# One line: not blank, no control characters. PostgreSQL holds no NUL in text.
LINE = r"^(?=.*\S)[^\x00-\x1f\x7f]+$(?!\n)"
# Several lines; may be empty.
PROSE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

STRING: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
ID: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
# As a request gives them: what can be reckoned with, as for the fields of a case.
GIVEN_MOMENT: Schema = {**MOMENT, "pattern": r"^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.+-]+Z?$(?!\n)"}
GIVEN_DAY: Schema = {**DAY, "pattern": r"^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$(?!\n)"}
ANY_OBJECT: Schema = {"type": "object"}


def obj(**properties: Schema) -> Schema:
    """An answer's object: every property is there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def asked(required: tuple[str, ...], **properties: Schema) -> Schema:
    """A request's object: nothing but these, the `required` ones at least."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    if "type" in schema and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def line(longest: int = 200) -> Schema:
    return {"type": "string", "pattern": LINE, "maxLength": longest}


def prose(longest: int = 4000) -> Schema:
    return {"type": "string", "pattern": PROSE, "maxLength": longest}


def one_of(codes: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(codes)}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def paged(items: Schema) -> Schema:
    """`cursor`, given back as the parameter of that name, leads to the page behind; null: this is the last."""
    return obj(items=listed(items), cursor=or_null(STRING))


LABEL = obj(zh=STRING, en=STRING)
PERSON = obj(login=STRING, name=STRING)
SHARED: Mapping[str, Schema] = {"Label": LABEL, "Person": PERSON}


def label(text: Any) -> dict[str, str]:
    """Of a `Text`, or of anything with `zh` and `en`."""
    return {"zh": text.zh, "en": text.en}


def person(who: Person) -> dict[str, str]:
    return {"login": who.login, "name": who.name}


def someone(who: Person | None) -> dict[str, str] | None:
    return person(who) if who else None


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return at.isoformat() if at else None


def filters(call: Call) -> dict[str, Any]:
    """What the address asks for, as the lists of the service take it."""
    return {name: value for name, value in call.query.items() if name != "lang"}


# What a search box may hold; the services bound it further where they must.
SEARCH: Schema = {"type": "string", "pattern": PROSE, "maxLength": 100}

CURSOR = Parameter("cursor", line(2000), Text("上一页给出的页码标记", "The mark that the page before gave out"))
SITE = Parameter(
    "site",
    line(40),
    Text("项目代号；单号不止一个项目有时必填", "The site's key; needed where several sites have the number"),
)
AT_SITE = Parameter("site", line(40), Text("只看此项目", "Of this site alone"))
# The one change that is made to what is revoked and not edited.
REVOKED = asked(("revoked",), revoked={"type": "boolean", "enum": [True]})
