"""What a line says, each value held to what it must be; faults are told by row and column. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from flows.definition import Text
from flows.service.days import within_reach
from flows.service.errors import Invalid
from flows.service.importing.columns import COLUMNS, chosen
from flows.service.importing.raw import Wrong
from flows.service.importing.reading import Line
from flows.service.registers.parties import NewParty, fitting_party
from flows.service.registers.units import fitting_unit

WRITTEN_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
DAYS = ("since", "until")
FLOOR = re.compile(r"-?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Fault:
    """`column`: its code; empty: the row as a whole."""

    row: int
    column: str
    message: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that makes sense by itself. Empty: the file says nothing of it."""

    row: int
    unit: str = ""
    building: str = ""
    floor: int | None = None
    name: str = ""
    phone: str = ""
    id_kind: str = ""
    id_number: str = ""
    tie: str = ""
    since: date | None = None
    until: date | None = None


@dataclass
class _Row:
    """One line on its way to an entry."""

    line: Line
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, zh: str, en: str) -> None:
        self.faults.append(Fault(self.line.row, column, Text(zh, en)))

    def text(self, code: str) -> str:
        cell = self.line.cells.get(code, "")
        if isinstance(cell, Wrong):
            self.fault(code, cell.message.zh, cell.message.en)
            return ""
        if isinstance(cell, date):
            self.fault(
                code,
                "被当成了日期；请把整列设为文本后重填",
                "was taken for a date; make the column text and write it anew",
            )
            return ""
        return cell

    def day(self, code: str) -> date | None:
        cell = self.line.cells.get(code, "")
        found = cell if isinstance(cell, date) else self._written_day(code, self.text(code))
        try:
            return within_reach(code, found)
        except Invalid as invalid:
            self.take(invalid)
            return None

    def _written_day(self, code: str, words: str) -> date | None:
        parts = WRITTEN_DAY.fullmatch(words.replace(" ", ""))
        try:
            if parts:
                return date(*(int(part) for part in parts.groups()))
        except ValueError:  # such as the thirtieth of February
            pass
        if words:
            self.fault(code, "不是日期；写作 2026-03-01", "is not a day; write it like 2026-03-01")
        return None

    def choice(self, code: str) -> str:
        words = self.text(code)
        found = chosen(COLUMNS[code], words) if words else ""
        if found is None:
            labels = list((COLUMNS[code].choices or {}).values())
            zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
            self.fault(code, f"请写其中之一：{zh}", f"must be one of: {en}")
        return found or ""

    def floor(self) -> int | None:
        words = self.text("floor")
        if words and not FLOOR.fullmatch(words):
            self.fault("floor", "须为整数", "must be a whole number")
            return None
        return int(words) if words else None

    def take(self, invalid: Invalid) -> None:
        for error in invalid.errors:
            self.fault({"code": "unit"}.get(error.path, error.path), error.message.zh, error.message.en)


def check(lines: tuple[Line, ...]) -> tuple[list[Entry], list[Fault]]:
    """The rows that make sense by themselves, and what is wrong with the others."""
    entries, faults = [], []
    for line in lines:
        row = _Row(line)
        entry = _entry(row)
        if not row.faults:
            _hangs_together(row, entry)
        faults.extend(row.faults)
        if not row.faults:
            entries.append(entry)
    return entries, faults


def _entry(row: _Row) -> Entry:
    words = {code: row.text(code) for code in ("unit", "building", "name", "phone", "id_number")}
    words["id_number"] = words["id_number"].upper()
    kinds = {code: row.choice(code) for code in ("id_kind", "tie")}
    return Entry(row.line.row, **words, **kinds, floor=row.floor(), since=row.day("since"), until=row.day("until"))


def _hangs_together(row: _Row, entry: Entry) -> None:
    try:
        if entry.unit:
            fitting_unit(entry.unit, entry.building or "-")
        if entry.name:
            fitting_party(NewParty(entry.name, entry.phone, entry.id_kind, entry.id_number))
    except Invalid as invalid:
        row.take(invalid)
    if not entry.unit and not entry.name:
        row.fault("unit", "房号和姓名至少要有一个", "needs a unit or a name")
    if not entry.unit and (entry.building or entry.floor is not None):
        row.fault("unit", "有楼栋或楼层，却没有房号", "is missing beside its building or floor")
    if not entry.name and (entry.phone or entry.id_number or entry.tie):
        row.fault("name", "有电话、证件或关系，却没有姓名", "is missing beside a telephone, document or tie")
    if entry.tie and not entry.unit:
        row.fault("unit", "有关系，却没有房号", "is missing beside a tie")
    if entry.unit and entry.name and not entry.tie:
        row.fault("tie", "请写此人与房号的关系", "is needed between this person and the unit")
    if entry.tie and entry.since is None:
        row.fault("since", "请写从哪天起", "is needed with a tie")
    if not entry.tie and (entry.since or entry.until):
        row.fault("tie", "有日期，却没有关系", "is missing beside its days")
    if entry.since and entry.until and entry.until < entry.since:
        row.fault("until", "结束早于开始", "lies before the beginning")
