"""What a cell of a file may hold, before anybody has asked whether it fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from flows.definition import Text

LONGEST = 2000  # letters of one cell that are looked at
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number, and makes noughts of the rest
GUARDED = tuple("=+-@")  # what an apostrophe stands before, in lines with commas that we or others have written
FORMULA = Text("是公式；请只粘贴数值", "is a formula; paste values only")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read: rows, bytes, and bytes of what is packed in it."""

    rows: int
    size: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that can't be read at all."""

    message: Text


Cell = str | date | Wrong
Grid = list[tuple[int, list[Cell]]]
"""Each row with its number as the program shows it that wrote the file."""


def cell_of_text(text: str) -> Cell:
    """Of a file that is nothing but text."""
    found = text[:LONGEST].strip()
    if found.startswith("'") and found[1:].startswith(GUARDED):
        return found[1:]
    return Wrong(FORMULA) if found.startswith("=") else found


def cell_of_value(value: object) -> Cell:
    """Of a workbook, whose cells have kinds."""
    match value:
        case None:
            return ""
        case str():
            return value[:LONGEST].strip()
        case bool():
            return Wrong(Text("是“真”或“假”；请改为文字", "is true or false; write words"))
        case int() | float():
            return _number(value)
        case datetime():
            return (
                value.date()
                if value.time() == time()
                else Wrong(Text("带有钟点；只写日期", "has a time of day; write the day alone"))
            )
        case date():
            return value
        case _:
            return Wrong(Text("读不懂；请把整列设为文本", "can't be read; make the column text"))


def _number(value: float) -> Cell:
    if abs(value) >= EXACT:
        zh, en = (
            "是数字，超过 15 位的末几位已丢失；请把整列设为文本后重填",
            "is a number: of more than 15 digits the last are lost; make the column text and write it anew",
        )
        return Wrong(Text(zh, en))
    return str(int(value)) if value == int(value) else str(value)
