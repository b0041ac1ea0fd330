"""What a file of units and people may have in its columns, and the words by which each is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flows.definition import Text
from flows.service.registers.parties import ID_KINDS
from flows.service.registers.units import TENURES

# Remarks in brackets and marks beside a heading or a word. A bracket that nothing closes goes on to the end: to look for
# its end from each of a thousand in vain would take a thousand times as long.
ASIDE = re.compile(r"[（(][^)）]*(?:[)）]|\Z)|[\s*＊:：_]")


@dataclass(frozen=True, slots=True)
class Column:
    """`also`: other words that offices write above it. `choices`: the words that it takes, by code."""

    code: str
    label: Text
    help: Text
    also: tuple[str, ...] = ()
    choices: Mapping[str, Text] | None = None


# fmt: off
COLUMNS: Mapping[str, Column] = {column.code: column for column in (
    Column("unit", Text("房号", "Unit"), Text("如 3-1502；不含空格和斜线", "such as 3-1502, without blanks or slashes"), ("房间号", "单元号", "room")),
    Column("building", Text("楼栋", "Building"), Text("新房号必填", "needed for a new unit"), ("栋", "楼号")),
    Column("floor", Text("楼层", "Floor"), Text("整数，可不填", "a whole number, or nothing"), ("层",)),
    Column("name", Text("姓名", "Name"), Text("个人或单位；只登记房号时不填", "a person or firm; nothing where the row is about a unit alone"), ("业主姓名", "客户姓名", "名称")),
    Column("phone", Text("电话", "Telephone"), Text("可不填", "may be left out"), ("手机", "手机号", "联系电话", "phone", "mobile")),
    Column("id_kind", Text("证件种类", "Kind of document"), Text("和号码一起填", "together with its number"), ("证件类型", "idkind"), ID_KINDS),
    Column("id_number", Text("证件号码", "Number of the document"), Text("整列设为文本，否则末几位会丢", "the column as text, or the last digits are lost"), ("身份证号", "身份证号码", "证件号", "idnumber")),
    Column("tie", Text("关系", "Tie"), Text("与房号的关系", "to the unit"), ("身份", "住户类型", "tenure"), TENURES),
    Column("since", Text("起始日期", "Since"), Text("如 2026-03-01", "such as 2026-03-01"), ("开始日期", "起", "from")),
    Column("until", Text("结束日期", "Until"), Text("最后一天；没有就不填", "the last day; nothing where there is none"), ("截止日期", "止", "to")),
)}
# fmt: on
OTHER_WORDS = {"身份证": "id_card", "二代身份证": "id_card", "产权人": "owner", "租客": "tenant", "承租人": "tenant"}


def plain(words: str) -> str:
    return ASIDE.sub("", words).casefold()


def _known_heads() -> dict[str, str]:
    found = {}
    for column in COLUMNS.values():
        for words in (column.code, column.label.zh, column.label.en, *column.also):
            found[plain(words)] = column.code
    return found


HEADS = _known_heads()
"""What stands above a column, without marks and blanks, to the column's code."""


def chosen(column: Column, words: str) -> str | None:
    """The code of a choice, written as code or in either language; None: it is not one of the column's."""
    asked = plain(words)
    for code, label in (column.choices or {}).items():
        if asked in (plain(code), plain(label.zh), plain(label.en)):
            return code
    code = OTHER_WORDS.get(asked, "")
    return code if code in (column.choices or {}) else None
