"""Lines with commas, in UTF-8 or in GB18030, as spreadsheets save them in Chinese."""

from __future__ import annotations

import csv
from io import StringIO

from flows.definition import Text
from flows.service.errors import Unsupported
from flows.service.importing.raw import Grid, Limits, cell_of_text
from flows.service.importing.workbooks import LEAD, WIDEST

LETTERS = ("utf-8-sig", "gb18030")


def text_grid(content: bytes, limits: Limits) -> Grid:
    """Up to one row more than the limit. Raises Unsupported."""
    found: Grid = []
    reader = csv.reader(StringIO(_decoded(content), newline=""), strict=True)
    try:
        for number, row in enumerate(reader, 1):
            found.append((number, [cell_of_text(cell) for cell in row[:WIDEST]]))
            if len(found) > limits.rows + LEAD:
                break
    except csv.Error as fault:
        zh, en = (
            f"第 {reader.line_num} 行读不懂：引号不成对",
            f"Line {reader.line_num} can't be read: its quotes don't match",
        )
        raise Unsupported(Text(zh, en)) from fault
    return found


def _decoded(content: bytes) -> str:
    for letters in LETTERS:
        try:
            found = content.decode(letters)
        except UnicodeDecodeError:
            continue
        if "\0" not in found:
            return found
    zh, en = (
        "读不了这个文件：请存为 .xlsx，或 UTF-8、GB18030 的 .csv",
        "This file can't be read: save it as .xlsx, or as .csv in UTF-8 or GB18030",
    )
    raise Unsupported(Text(zh, en))
