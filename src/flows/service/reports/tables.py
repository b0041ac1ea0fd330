"""What a report comes to: tables of figures, each figure with the cases that it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from flows.definition import Text
from flows.service.grid import Cell, Grid, Value, one

Tone = Literal["", "good", "warn", "bad"]
NONE = Text("本月没有", "None this month")


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell, and the numbers of the cases behind it. `tone`: whether it is as it should be, where that is the
    question."""

    cell: Cell
    cases: tuple[str, ...] = ()
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`key` names it among the rows of its table, however the figures move."""

    key: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` are one for each figure of a row. `total` stands below the rows. `empty` is said where there are none."""

    code: str
    title: Text
    heads: tuple[Text, ...]
    rows: tuple[Row, ...]
    notes: tuple[Text, ...] = ()
    empty: Text = NONE
    total: Row | None = None

    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows


def figure(value: Value | None, cases: Iterable[str] = (), tone: Tone = "") -> Figure:
    return Figure(one(value), tuple(dict.fromkeys(cases)), tone)


def counted(cases: Iterable[str]) -> Figure:
    """How many, and which."""
    found = tuple(cases)
    return Figure(one(len(found)), tuple(dict.fromkeys(found)))


def row(key: str, *figures: Figure | Value | None) -> Row:
    return Row(key, tuple(each if isinstance(each, Figure) else figure(each) for each in figures))


def grid_of(table: Table, notes: Iterable[Text] = ()) -> Grid:
    """As a table to take away."""
    rows = tuple(tuple(each.cell for each in found.figures) for found in table.all_rows())
    return Grid(table.title, table.heads, rows, (*notes, *table.notes), table.empty)
