"""Grids as files: numbers stay numbers, and what people typed stays text, whatever it looks like."""

import csv
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from flows.definition import Text
from flows.service.grid import Cell, Grid, Hidden, Share, listed, one
from flows.service.spreadsheet import LONGEST, csv_of, xlsx_of

ZONE = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
HEADS = (Text("栏", "Column"),)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def grid(*cells: Cell, title: str = "表") -> Grid:
    return Grid(Text(title, title), HEADS, tuple((cell,) for cell in cells))


def lines(found: Grid, lang: str = "zh") -> list[list[str]]:
    return list(csv.reader(StringIO(csv_of(found, lang, ZONE).decode("utf-8-sig"))))


def cells(found: Grid) -> list[tuple[str | None, str, bool]]:
    """(type, value, whether it has a formula) of the cells below the head."""
    with zipfile.ZipFile(BytesIO(xlsx_of([found], "zh", ZONE))) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        strings = [
            "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
            for entry in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
    told = []
    for cell in list(sheet.iter(f"{MAIN}c"))[2:]:
        value = cell.findtext(f"{MAIN}v") or ""
        text = strings[int(value)] if cell.get("t") == "s" else value
        told.append((cell.get("t"), text, cell.find(f"{MAIN}f") is not None))
    return told


@pytest.mark.parametrize("typed", ["=1+1", "+86 139", "-2", "@sum", "\t=1", "\r=1", " =1", "=HYPERLINK(1)", "＝1+1"])
def test_what_looks_like_a_formula_is_text(typed: str) -> None:
    assert lines(grid(one(typed)))[1][0].startswith("'")
    assert [(kind, formula) for kind, _, formula in cells(grid(one(typed)))] == [("s", False)]


@given(some.text(some.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_nothing_that_people_type_becomes_a_formula_or_breaks_a_file(typed: str) -> None:
    (row,) = lines(grid(one(typed.replace("\r", " ").replace("\n", " "))))[1:] or [[""]]
    assert not re.match(r"\s*[=+\-@＝＋－＠]", row[0])
    ((kind, _, formula),) = cells(grid(one(typed)))
    assert (kind, formula) == ("s", False)


def test_numbers_sums_days_and_moments_stay_what_they_are() -> None:
    found = grid(one(3), one(Decimal("-12.50")), one(date(2026, 3, 2)), one(MOMENT), one(Share(3, 4)), one(Share(0, 0)))
    kinds = cells(found)
    assert [kind for kind, *_ in kinds] == [None, None, None, None, None, "s"]
    assert [Decimal(value) for _, value, _ in kinds[:2]] == [3, Decimal("-12.5")]
    assert Decimal(kinds[4][1]) == Decimal("0.75")
    assert [row[0] for row in lines(found)[1:]] == [
        "3",
        "-12.50",
        "2026-03-02",
        "2026-03-02 01:30",
        "3 / 4 = 75.0 %",
        "0 / 0",
    ]


def test_words_are_in_the_language_and_lines_below_each_other() -> None:
    found = grid(
        one(Text("是否", "whether")),
        one(True),
        listed("甲", "乙"),
        (("甲", "乙"),),
        one(Hidden("139••••0001", "x")),
        (),
    )
    assert [row[0] for row in lines(found)[1:]] == ["是否", "是", "甲\n乙", "甲，乙", "139••••0001", ""]
    assert [row[0] for row in lines(found, "en")[1:]] == ["whether", "yes", "甲\n乙", "甲, 乙", "139••••0001", ""]


def test_sheets_have_names_that_a_workbook_takes() -> None:
    titles = ["收/退[款]", "收/退[款]", "'", "很" * 60, "很" * 60]
    with zipfile.ZipFile(BytesIO(xlsx_of([grid(title=title) for title in titles], "zh", ZONE))) as parts:
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
    names = [sheet.get("name") or "" for sheet in book.iter(f"{MAIN}sheet")]
    assert len(set(names)) == len(titles)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_a_cell_holds_no_more_than_a_workbook_takes() -> None:
    ((_, text, _),) = cells(grid(one("长" * (LONGEST + 5))))
    assert len(text) == LONGEST
