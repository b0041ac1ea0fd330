"""The first sheet of a workbook, read by openpyxl from a file that nobody vouches for.

A workbook is an archive: a few kilobytes can unpack to gigabytes, XML can name entities that grow without end, and the
library takes far longer over a text or a style than reading its bytes does. So each part is unpacked once and thrown
away, its bytes and elements counted, before the library sees any of it.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from flows.definition import Text
from flows.service.errors import TooLarge, Unsupported
from flows.service.importing.raw import FORMULA, Grid, Limits, Wrong, cell_of_value

PIECE = 64 * 1024  # bytes unpacked at a time
PARTS = 500  # of an archive: a workbook of an office has some twenty
WIDEST = 40  # columns that are looked at
LEAD = 20  # rows that may stand above the headings: titles and remarks
LIGHT = 4  # elements of each cell that is looked at: row, cell, value
HEAVY = 30  # all other elements for each row: shared texts with how they are spoken, several to a row
HEAVY_AT_LEAST = 20_000  # styles and themes, however few the rows
LEFT_OVER = 64  # bytes of a mark that the end of a piece may cut
DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ELEMENT = re.compile(rb"<[^\s<>/?!]")
LIGHT_ELEMENT = re.compile(rb"<(?:[^\s<>/?!:]{1,40}:)?(?:row|c|v|t)[\s/>]")
BEFORE_MARKS = b"\xef\xbb\xbf\xfe\xff \t\r\n"  # what may stand before the first mark: how letters are written, blanks
# SyntaxError stands for ElementTree's ParseError, which is one: to name that loads a parser of XML into every process.
BROKEN = (
    BadZipFile, SyntaxError, zlib.error, struct.error, KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError,
    RuntimeError, OSError, OverflowError,
)  # fmt: skip


def workbook_grid(content: bytes, limits: Limits) -> Grid:
    """Up to one row more than the limit. Raises Unsupported, TooLarge."""
    try:
        _weigh(content, limits)
        return _rows(content, limits.rows + LEAD + 1)
    except BROKEN as fault:
        zh, en = "读不了这个工作簿：文件已损坏或加密", "This workbook can't be read: it is damaged or encrypted"
        raise Unsupported(Text(zh, en)) from fault


@dataclass
class _Left:
    """What the parts that are still to come may have. Raises TooLarge once there is none of it."""

    size: int
    light: int
    heavy: int

    def take(self, size: int = 0, light: int = 0, heavy: int = 0) -> None:
        self.size, self.light, self.heavy = self.size - size, self.light - light, self.heavy - heavy
        if min(self.size, self.light, self.heavy) < 0:
            zh, en = (
                "工作簿解开后太大；请只留要导入的一张表",
                "Unpacked, the workbook is too large; leave the one sheet that is to be imported",
            )
            raise TooLarge(Text(zh, en))


def _weigh(content: bytes, limits: Limits) -> None:
    rows = limits.rows + LEAD
    left = _Left(limits.unpacked, rows * WIDEST * LIGHT, rows * HEAVY + HEAVY_AT_LEAST)
    with ZipFile(BytesIO(content)) as archive:
        if len(archive.infolist()) > PARTS:
            raise TooLarge(Text("工作簿里的部件太多", "The workbook has too many parts"))
        for part in archive.infolist():
            if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                zh, en = "工作簿的压缩方式不对", "The workbook is packed in a way that no spreadsheet packs"
                raise Unsupported(Text(zh, en))
            _weigh_part(archive, part, left)


def _weigh_part(archive: ZipFile, part: Any, left: _Left) -> None:
    """What the archive says of sizes, and the part's name of what it is, is not believed."""
    is_xml, tail, marked = part.filename.lower().endswith((".xml", ".rels")), b"", None
    with archive.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            left.take(size=len(piece))
            seen = tail + piece.replace(b"\0", b"")  # two bytes to a letter are read as one
            if DECLARED.search(seen) or (is_xml and b"\0" in piece):
                zh, en = "工作簿里有不该有的声明", "The workbook holds declarations that no spreadsheet writes"
                raise Unsupported(Text(zh, en))
            if marked is None:  # a picture is no XML, though it may look like marks in places
                head = seen.lstrip(BEFORE_MARKS)
                marked = not head or head.startswith(b"<")
            begun = seen.rfind(b"<", -LEFT_OVER)
            seen, tail = (seen, b"") if begun < 0 else (seen[:begun], seen[begun:])
            if marked:
                light = len(LIGHT_ELEMENT.findall(seen))
                left.take(light=light, heavy=len(ELEMENT.findall(seen)) - light)


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
