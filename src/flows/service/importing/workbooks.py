"""The first sheet of a workbook, read by openpyxl from a file that nobody vouches for.

A workbook is an archive: a few kilobytes can unpack to gigabytes, and XML can name entities that grow without end. So
each part is unpacked once and thrown away, counted, before the library sees any of it.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from flows.definition import Text
from flows.service.errors import TooLarge, Unsupported
from flows.service.importing.raw import FORMULA, Grid, Limits, Wrong, cell_of_value

PIECE = 64 * 1024  # bytes unpacked at a time
PARTS = 500  # of an archive: a workbook of an office has some twenty
WIDEST = 40  # columns that are looked at
LEAD = 20  # rows that may stand above the headings: titles and remarks
BROKEN = (BadZipFile, ParseError, zlib.error, KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError, RuntimeError)  # fmt: skip


def workbook_grid(content: bytes, limits: Limits) -> Grid:
    """Up to one row more than the limit. Raises Unsupported, TooLarge."""
    try:
        _weigh(content, limits)
        return _rows(content, limits.rows + LEAD + 1)
    except BROKEN as fault:
        zh, en = "读不了这个工作簿：文件已损坏或加密", "This workbook can't be read: it is damaged or encrypted"
        raise Unsupported(Text(zh, en)) from fault


def _weigh(content: bytes, limits: Limits) -> None:
    left = limits.unpacked
    with ZipFile(BytesIO(content)) as archive:
        if len(archive.infolist()) > PARTS:
            raise TooLarge(Text("工作簿里的部件太多", "The workbook has too many parts"))
        for part in archive.infolist():
            left = _weigh_part(archive, part, left)


def _weigh_part(archive: ZipFile, part: Any, left: int) -> int:
    """What is left for the parts after this one. What the archive says of its sizes is not believed."""
    is_xml, tail = part.filename.endswith((".xml", ".rels")), b""
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            left -= len(piece)
            if left < 0:
                zh, en = (
                    "工作簿解开后太大；请只留要导入的一张表",
                    "Unpacked, the workbook is too large; leave the one sheet that is to be imported",
                )
                raise TooLarge(Text(zh, en))
            if is_xml and (b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece or b"\0" in piece):
                zh, en = "工作簿里有不该有的声明", "The workbook holds declarations that no spreadsheet writes"
                raise Unsupported(Text(zh, en))
            tail = piece[-len("<!DOCTYPE") :]
    return left


def _rows(content: bytes, most: int) -> Grid:
    import openpyxl  # for those few requests alone that bring a workbook

    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        if not book.worksheets:
            raise Unsupported(Text("工作簿里没有表", "The workbook has no sheet"))
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size need not be true
        rows = sheet.iter_rows(max_row=most, max_col=WIDEST)
        return [(number, [_cell(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    finally:
        book.close()


def _cell(cell: Any) -> Any:
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return Wrong(FORMULA)
    if kind == "e":
        return Wrong(Text("是出错的公式", "is a formula that failed"))
    return cell_of_value(cell.value)
