"""Values of registers and reports as they stand in a table on a page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from flows.service.grid import BESIDE, Cell, Hidden, Share, Value, words
from web.language import lang, t

SHORT = 19  # letters: a moment has 16
Way = Callable[[Hidden], str]
"""The address at which a masked value is revealed; empty where the reader may not."""


def cell_markup(cell: Cell, zone: ZoneInfo, way: Way) -> Markup:
    """Lines below each other. A masked value leads to where it is revealed, for who may."""
    beside = escape(BESIDE.in_(lang()))
    return Markup("<br>").join(beside.join(_value(value, zone, way) for value in line) for line in cell)


def is_figure(cell: Cell) -> bool:
    """Whether it is one number, which stands to the right."""
    return type(_only(cell)) in (int, Decimal, Share)


def look(cell: Cell, zone: ZoneInfo) -> str:
    """The classes of a cell: what is short stays on its line, and noughts step back."""
    if not cell:
        return "empty"
    only = _only(cell)
    if is_figure(cell):
        return "figure nought" if only == 0 else "figure"
    return "short" if only is not None and len(words(only, lang(), zone)) <= SHORT else ""


def _only(cell: Cell) -> Value | None:
    return cell[0][0] if len(cell) == 1 and len(cell[0]) == 1 else None


def _value(value: Value, zone: ZoneInfo, way: Way) -> Markup:
    said = escape(f"{value:,}" if isinstance(value, Decimal) else words(value, lang(), zone))
    address = way(value) if isinstance(value, Hidden) else ""
    if not address:
        return said
    told = t("查看完整内容", "show it in full")
    return Markup('<a class="masked" rel="nofollow" href="{}" title="{}">{}</a>').format(address, told, said)


def reveal_address(number: str, site: str, place: str, back: str) -> str:
    return f"/cases/{quote(number)}/reveal?{urlencode({'place': place, 'site': site, 'back': back})}"
