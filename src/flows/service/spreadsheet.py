"""Grids as files: a workbook, or lines with commas. What people typed is text there, and never a formula.

A cell that begins with `=` or the like is run by the program that opens the file: whoever can type a name into a form
could have the reader's machine do as they like. A workbook says of each cell that it is text; lines with commas can't,
there an apostrophe goes before it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

from flows.definition import Text
from flows.service.grid import Cell, Grid, Share, Value, cell_words

BOM = "\ufeff"  # without it a spreadsheet takes Chinese for the letters of its own country
RUNS = tuple("=+-@\t\r\n|%＝＋－＠")
LONGEST = 32_767  # letters that a cell of a workbook holds
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
WIDEST, NARROWEST = 48, 8  # letters
MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


def csv_of(grid: Grid, lang: str, zone: ZoneInfo) -> bytes:
    """With a byte-order mark, comma and CRLF, as spreadsheets expect it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(head.in_(lang)) for head in grid.heads])
    for row in grid.rows:
        writer.writerow([_typed_or_safe(cell, lang, zone) for cell in row])
    return (BOM + out.getvalue()).encode()


def _typed_or_safe(cell: Cell, lang: str, zone: ZoneInfo) -> str:
    text = cell_words(cell, lang, zone)
    return text if isinstance(_single(cell), int | Decimal | date) else safe(text)


def safe(text: str) -> str:
    """The same text, with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(RUNS) or text.lstrip().startswith(RUNS) else text


def _single(cell: Cell) -> Value | None:
    return cell[0][0] if len(cell) == 1 and len(cell[0]) == 1 else None


def xlsx_of(grids: Sequence[Grid], lang: str, zone: ZoneInfo) -> bytes:
    """A sheet for each grid. Numbers, sums and dates are what they are, so that they can be added up and sorted."""
    import xlsxwriter  # for those few requests alone that ask for a workbook

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        formats = {name: book.add_format(look) for name, look in LOOKS.items()}
        for name, grid in zip(_names([grid.title for grid in grids], lang), grids, strict=True):
            _Page(book.add_worksheet(name), formats, lang, zone).write(grid)
    return out.getvalue()


LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#56635d"},
    "head": {"bold": True, "bottom": 1, "bg_color": "#f0f2ef", "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "number": {"valign": "top"},
    "sum": {"valign": "top", "num_format": "#,##0.00"},
    "share": {"valign": "top", "num_format": "0.0%"},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd"},
    "moment": {"valign": "top", "num_format": "yyyy-mm-dd hh:mm"},
}


def _names(titles: Iterable[Text], lang: str) -> list[str]:
    """Of sheets: short, different, and without what a workbook does not take."""
    found: list[str] = []
    for title in titles:
        plain = NOT_IN_A_NAME.sub(" ", title.in_(lang)).strip()[:27] or "-"
        count = sum(name == plain or name.startswith(f"{plain} (") for name in found)
        found.append(f"{plain} ({count + 1})" if count else plain)
    return found


class _Page:
    """One sheet."""

    def __init__(self, sheet: Any, formats: dict[str, Any], lang: str, zone: ZoneInfo) -> None:
        self.sheet, self.formats, self.lang, self.zone = sheet, formats, lang, zone

    def write(self, grid: Grid) -> None:
        self._text(0, 0, grid.title.in_(self.lang), "title")
        for number, note in enumerate(grid.notes, 1):
            self._text(number, 0, note.in_(self.lang), "note")
        top = len(grid.notes) + 2
        for column, head in enumerate(grid.heads):
            self._text(top, column, head.in_(self.lang), "head")
            self.sheet.set_column(column, column, self._width(grid, column))
        for number, row in enumerate(grid.rows, top + 1):
            for column, cell in enumerate(row):
                self._cell(number, column, cell)
        if not grid.rows:
            self._text(top + 1, 0, grid.empty.in_(self.lang), "note")
        self.sheet.freeze_panes(top + 1, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(top)

    def _text(self, row: int, column: int, text: str, look: str) -> None:
        self.sheet.write_string(row, column, text[:LONGEST], self.formats[look])

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        value = _single(cell)
        match value:
            case bool() | None:
                self._text(row, column, cell_words(cell, self.lang, self.zone), "text")
            case int():
                self.sheet.write_number(row, column, value, self.formats["number"])
            case Decimal():
                self.sheet.write_number(row, column, value, self.formats["sum"])
            case Share() if value.percent is not None:
                self.sheet.write_number(row, column, Decimal(value.part) / value.whole, self.formats["share"])
            case datetime():
                there = value.astimezone(self.zone).replace(tzinfo=None)
                self.sheet.write_datetime(row, column, there, self.formats["moment"])
            case date():
                self.sheet.write_datetime(row, column, value, self.formats["day"])
            case _:
                self._text(row, column, cell_words(cell, self.lang, self.zone), "text")

    def _width(self, grid: Grid, column: int) -> int:
        """By the longest of the first rows; a Chinese letter is as wide as two."""
        texts = [cell_words(row[column], self.lang, self.zone) for row in grid.rows[:200]]
        longest = max(_wide(line) for text in (*texts, grid.heads[column].in_(self.lang)) for line in text.split("\n"))
        return max(NARROWEST, min(longest + 2, WIDEST))


def _wide(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
