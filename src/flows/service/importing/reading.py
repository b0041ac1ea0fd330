"""A file becomes lines: the headings are found, what stands beneath them is told by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.definition import Text
from flows.service.errors import Invalid, TooLarge, Unsupported
from flows.service.importing.columns import COLUMNS, HEADS, plain
from flows.service.importing.raw import Cell, Grid, Limits
from flows.service.importing.text_files import text_grid
from flows.service.importing.workbooks import LEAD, workbook_grid

WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
NEEDED = ("unit", "name")  # one of them is what a row is about


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file that isn't empty; what its columns hold, by their codes."""

    row: int
    cells: Mapping[str, Cell]


def read_file(content: bytes, limits: Limits) -> tuple[Line, ...]:
    """Told by its content, whatever it is called. Raises TooLarge, Unsupported, Invalid."""
    if len(content) > limits.size:
        most = limits.size // 1024**2
        raise TooLarge(Text(f"文件超过 {most} MB", f"The file is larger than {most} MB"))
    if content.startswith(OLD_WORKBOOK):
        zh, en = (
            "这是旧式 .xls 或加密的文件；请另存为 .xlsx",
            "This is an old .xls, or an encrypted file; save it as .xlsx",
        )
        raise Unsupported(Text(zh, en))
    grid = workbook_grid(content, limits) if content.startswith(WORKBOOK) else text_grid(content, limits)
    return _lines(grid, limits)


def _lines(grid: Grid, limits: Limits) -> tuple[Line, ...]:
    at, heads = _heads(grid)
    found = []
    for row, cells in grid[at + 1 :]:
        told = {code: cell for code, cell in zip(heads, cells, strict=False) if code and cell != ""}
        if told:
            found.append(Line(row, told))
    if len(found) > limits.rows or len(grid) > limits.rows + LEAD:
        zh, en = f"超过 {limits.rows} 行；请分成几个文件", f"More than {limits.rows} rows; make several files of it"
        raise TooLarge(Text(zh, en))
    if not found:
        raise Invalid.field("file", "标题下面没有内容", "has nothing beneath its headings")
    return tuple(found)


def _heads(grid: Grid) -> tuple[int, list[str]]:
    """Where the headings stand among the rows, and the code of each column; nothing for one that is not known."""
    for at, (_, cells) in enumerate(grid[:LEAD]):
        codes = [HEADS.get(plain(cell), "") if isinstance(cell, str) else "" for cell in cells]
        if set(NEEDED).intersection(codes) and sum(map(bool, codes)) > 1:
            twice = next((code for code in codes if code and codes.count(code) > 1), "")
            if twice:
                label = COLUMNS[twice].label
                raise Invalid.field("file", f"有两列“{label.zh}”", f"has two columns “{label.en}”")
            return at, codes
    zh, en = "前 20 行里没有找到标题；请用模板", "has no headings in its first 20 rows; take the template"
    raise Invalid.field("file", zh, en)
