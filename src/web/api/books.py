"""/registers: the registers of procedures, line by line. Personal values come masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flows.service.books import Asked, book, books_of
from flows.service.errors import Invalid
from flows.service.vocabulary import Text
from web.api.cells import CELL, cell_json
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.shapes import AT_SITE, CURSOR, GIVEN_DAY, STRING, label, line, listed, obj, or_null, ref

REGISTER = obj(code=STRING, procedure=STRING, label=ref("Label"), entry=or_null(STRING), clause=STRING)
CELLS: Schema = {"type": "object", "additionalProperties": CELL, "description": "by the source of the column"}
PAGE = obj(
    register=ref("Register"),
    site=STRING,
    columns=listed(obj(source=STRING, label=ref("Label"))),
    items=listed(obj(case=or_null(STRING), cells=CELLS)),
    cursor=or_null(STRING),
)
SCHEMAS: Mapping[str, Schema] = {"Register": REGISTER, "RegisterPage": PAGE}


def site_of(call: Call) -> str:
    """The site asked for, or the only one of the caller's. Raises Invalid."""
    asked, known = call.query.get("site"), call.identity.sites
    if asked is None and len(known) != 1:
        raise Invalid.field("site", f"请指明项目：{', '.join(known)}", f"is needed: one of {', '.join(known)}")
    return str(asked or known[0])


def _index(call: Call) -> Reply:
    found = [register for key in call.office.catalogue.current for register in books_of(call.office, key)]
    return Reply({"items": [_register(register) for register in found]})


def _read(call: Call) -> Reply:
    given = call.query.get
    asked = Asked(
        call.path["procedure"],
        site_of(call),
        given("register"),
        _day(given("since")),
        _day(given("until")),
        given("state"),
        given("unit"),
        given("cursor"),
    )
    found = book(call.office, call.login, asked, call.now)
    lines = [
        {
            "case": one.case,
            "cells": {h.source: cell_json(cell) for h, cell in zip(found.headings, one.cells, strict=True)},
        }
        for one in found.lines
    ]
    columns = [{"source": heading.source, "label": label(heading.label)} for heading in found.headings]
    told = {"register": _register(found.register), "site": asked.site, "columns": columns}
    return Reply({**told, "items": lines, "cursor": found.cursor})


def _day(given: str | None) -> date | None:
    return date.fromisoformat(given) if given else None


def _register(register: Any) -> dict[str, Any]:
    return {
        "code": register.code,
        "procedure": register.procedure,
        "label": label(register),
        "entry": register.entry,
        "clause": register.clause,
    }


ENDPOINTS = (
    Endpoint(
        "GET", "/registers", "list_registers",
        Text("有哪些登记本", "Which registers there are"),
        _index, obj(items=listed(ref("Register"))),
    ),
    Endpoint(
        "GET", "/registers/{procedure}", "read_register",
        Text("登记本的内容，新的在前；证件号码和电话已遮盖", "A register line by line, the newest first; ID numbers and telephones masked"),
        _read, ref("RegisterPage"), refusals=("not_found",),
        query=(
            Parameter("register", line(60), Text("登记本代号；不写为第一本", "Its code; else the procedure's first")),
            AT_SITE,
            Parameter("since", GIVEN_DAY, Text("登记日期自", "Registered on this day or later")),
            Parameter("until", GIVEN_DAY, Text("登记日期至", "Registered on this day or earlier")),
            Parameter("state", line(60), Text("环节或登记项状态", "In this state, of the case or of the entry")),
            Parameter("unit", line(40), Text("房号", "Of the unit of this code")),
            CURSOR,
        ),
    ),
)  # fmt: skip
