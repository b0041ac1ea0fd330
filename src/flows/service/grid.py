"""Values as registers and reports hand them on, before anybody has chosen a language: a page, a spreadsheet and a
program each write them in their own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flows.definition import Text

YES, NO = Text("是", "yes"), Text("否", "no")
NOTHING = Text("没有记录", "Nothing is recorded")
BESIDE = Text("，", ", ")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A personal value, masked. `place` says where in its case it stands, for who may be shown it."""

    shown: str
    place: str


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; of none, there is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return (Decimal(100 * self.part) / self.whole).quantize(Decimal("0.1")) if self.whole else None


Value = str | Text | bool | int | Decimal | Share | date | datetime | Hidden
"""A moment is aware UTC; a Decimal is a sum in yuan, or a figure with decimals."""
Line = tuple[Value, ...]
Cell = tuple[Line, ...]
"""As many lines as there are; none: nothing is recorded. Values of one line stand beside each other."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its title, ready to be written. `notes` stand above it; `empty` is said where there are no rows."""

    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Text, ...] = ()
    empty: Text = NOTHING


def one(value: Value | None) -> Cell:
    """The cell with this value alone."""
    return () if value is None else ((value,),)


def listed(*values: Value) -> Cell:
    """Each on a line of its own."""
    return tuple((value,) for value in values)


def words(value: Value, lang: str, zone: ZoneInfo) -> str:
    """As a person reads it."""
    match value:
        case Text():
            return value.in_(lang)
        case bool():
            return (YES if value else NO).in_(lang)
        case Hidden():
            return value.shown
        case Share():
            return f"{value.part} / {value.whole}" + (f" = {value.percent} %" if value.whole else "")
        case datetime():
            return value.astimezone(zone).isoformat(" ", "minutes")[:16]
        case date():
            return value.isoformat()
    return str(value)


def cell_words(cell: Cell, lang: str, zone: ZoneInfo) -> str:
    """Lines below each other, values of a line beside each other."""
    return "\n".join(BESIDE.in_(lang).join(words(value, lang, zone) for value in line) for line in cell)
