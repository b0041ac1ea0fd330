"""Reports as tests read them: a table of plain words by its code, and what lies behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.service.grid import cell_words
from flows.service.reports import Answer, Table, Wanted, report
from tests.stories.office import SITE, StoryOffice


@dataclass(frozen=True)
class Read:
    answer: Answer

    def table(self, code: str) -> Table:
        return next(table for table in self.answer.tables if table.code == code)

    def rows(self, code: str) -> list[list[str]]:
        """In Chinese."""
        zone = self.answer.month.zone
        rows = self.table(code).all_rows()
        return [[cell_words(figure.cell, "zh", zone) for figure in row.figures] for row in rows]

    def row(self, code: str, key: str) -> dict[str, str]:
        table = self.table(code)
        row = next(row for row in table.all_rows() if row.key == key)
        words = (cell_words(figure.cell, "zh", self.answer.month.zone) for figure in row.figures)
        return dict(zip((head.zh for head in table.heads), words, strict=True))

    def behind(self, code: str, key: str, head: str) -> tuple[str, ...]:
        table = self.table(code)
        row = next(row for row in table.all_rows() if row.key == key)
        return row.figures[[each.zh for each in table.heads].index(head)].cases


def reads(office: StoryOffice, name: str, month: str | None = None, login: str = "director") -> Read:
    return Read(report(office.office, login, Wanted(name, SITE, month), office.now))


def shanghai(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo("Asia/Shanghai"))
