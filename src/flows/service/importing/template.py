"""An empty file to fill in, its columns made text so that a unit 3-12 stays a unit and doesn't become a day in March."""

from __future__ import annotations

from io import BytesIO
from zoneinfo import ZoneInfo

from flows.definition import Text
from flows.service.grid import Grid
from flows.service.importing.columns import COLUMNS
from flows.service.spreadsheet import csv_of

TITLE = Text("房号和人员导入", "Units and people to import")
FILLED = 2000  # rows beneath the headings that offer the choices
WIDTH = 16  # letters


def template(kind: str, lang: str) -> bytes:
    """`kind`: xlsx or csv. Headings in the reader's language; both are understood."""
    if kind == "csv":
        heads = tuple(column.label for column in COLUMNS.values())
        return csv_of(Grid(TITLE, heads, ()), lang, ZoneInfo("UTC"))
    import xlsxwriter  # for those few requests alone that ask for a workbook

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(TITLE.in_(lang)[:27])
        head, text = (
            book.add_format({"bold": True, "bottom": 1, "bg_color": "#f0f2ef"}),
            book.add_format({"num_format": "@"}),
        )
        for at, column in enumerate(COLUMNS.values()):
            sheet.set_column(at, at, WIDTH, text)
            sheet.write_string(0, at, column.label.in_(lang), head)
            sheet.write_comment(0, at, column.help.in_(lang))
            if column.choices:
                words = [label.in_(lang) for label in column.choices.values()]
                sheet.data_validation(1, at, FILLED, at, {"validate": "list", "source": words})
        sheet.freeze_panes(1, 0)
    return out.getvalue()
