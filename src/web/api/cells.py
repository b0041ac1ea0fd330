"""Values of registers and reports as programs read them, and the schema of such tables."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flows.service.grid import Cell, Hidden, Share, Value
from flows.service.vocabulary import Text
from web.api.endpoint import Schema
from web.api.shapes import COUNT, STRING, label, listed, moment, obj, ref

VALUE: Schema = {
    "description": "text, label, flag, whole number; sums and figures with decimals as strings; days and moments as RFC 3339",
    "anyOf": [
        STRING,
        {"type": "boolean"},
        {"type": "integer"},
        ref("Label"),
        obj(part=COUNT, whole=COUNT),
    ],
}
CELL: Schema = {"description": "a list of lines, each a list of values", **listed(listed(VALUE))}


def cell_json(cell: Cell) -> list[list[Any]]:
    return [[_value(value) for value in line] for line in cell]


def _value(value: Value) -> Any:
    match value:
        case Text():
            return label(value)
        case Hidden():
            return value.shown
        case Share():
            return {"part": value.part, "whole": value.whole}
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value
