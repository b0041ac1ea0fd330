"""/procedures: the declarations themselves, and their diagrams."""

from __future__ import annotations

from collections.abc import Mapping

from flows.service.declarations import declaration, declarations
from flows.service.explaining import procedure_picture
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Endpoint, Reply, Schema
from web.api.shapes import ANY_OBJECT, COUNT, FLAG, ID, STRING, listed, obj, or_null, ref

_POSTS = {"by": listed(STRING), "by_field": or_null(STRING), "named": or_null(STRING)}
_NAMED = {name: or_null(STRING) for name in ("setting", "field", "since", "before")}
_SPAN = obj(unit=STRING, amount=COUNT, **_NAMED)
STATE = obj(
    code=STRING,
    label=ref("Label"),
    **_POSTS,
    final=FLAG,
    ask=ref("Label"),
    deadlines=listed(obj(code=STRING, label=ref("Label"), span=_SPAN, event=or_null(STRING), clause=STRING)),
    sign_offs=listed(STRING),
)
TRANSITION = obj(
    event=STRING,
    label=ref("Label"),
    kind=STRING,
    source=STRING,
    target=STRING,
    **_POSTS,
    guards=listed(STRING),
    route=or_null(STRING),
    documents=listed(
        obj(
            kind=STRING,
            label=ref("Label"),
            at_least=COUNT,
            at_most=COUNT,
            per=or_null(STRING),
            accepts=listed(STRING),
            fresh=FLAG,
        )
    ),
    reason=FLAG,
    opinion=FLAG,
    signs=FLAG,
    clause=STRING,
    input=ANY_OBJECT,
)
PROCEDURE = obj(
    key=STRING,
    version=ID,
    fingerprint=STRING,
    prefix=STRING,
    label=ref("Label"),
    about=ref("Label"),
    clause=STRING,
    unit={"type": "string", "enum": ["required", "optional", "none"]},
    applicant={"type": "string", "enum": ["required", "optional", "none"]},
    start=ANY_OBJECT,
    states=listed(ref("State")),
    transitions=listed(ref("Transition")),
    events=listed(obj(event=STRING, label=ref("Label"), kind=STRING, input=ANY_OBJECT)),
    guards={"type": "object", "additionalProperties": ref("Label")},
    settings=listed(obj(code=STRING, default={}, unit=STRING, label=ref("Label"), source=STRING)),
)
SCHEMAS: Mapping[str, Schema] = {"State": STATE, "Transition": TRANSITION, "Procedure": PROCEDURE}


def _all(call: Call) -> Reply:
    return Reply({"items": declarations(call.office)})


def _one(call: Call) -> Reply:
    return Reply(declaration(call.office, call.path["key"]))


def _diagram(call: Call) -> Reply:
    return Reply(procedure_picture(call.office, call.path["key"], call.lang), media="image/svg+xml")


ENDPOINTS = (
    Endpoint(
        "GET", "/procedures", "list_procedures",
        Text("全部流程的声明", "The declarations of all procedures"),
        _all, obj(items=listed(ref("Procedure"))),
    ),
    Endpoint(
        "GET", "/procedures/{key}", "read_procedure",
        Text("一个流程的声明：环节、流转、各操作的输入格式", "One declaration: states, transitions, the input of each event"),
        _one, ref("Procedure"),
    ),
    Endpoint(
        "GET", "/procedures/{key}/diagram.svg", "read_diagram",
        Text("流程图", "The procedure's diagram"),
        _diagram, None, media="image/svg+xml",
    ),
)  # fmt: skip
