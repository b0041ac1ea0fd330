"""A price list of a site: a setting of many lines, one for each thing on offer.

A line reads `item | per | price`, such as `日常保洁 / Regular cleaning | 小时 / hour | 40.00`: the office writes its own words,
in one language or both. As a setting it has a source, its changes are kept, and a case keeps the list that it began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flows.definition.model import Setting

PRICE_LIST = "price list"
"""The unit of a setting that is one."""
MOST_LINES, LONGEST_WORD = 100, 80
DEAREST = Decimal("999999.99")


@dataclass(frozen=True, slots=True)
class Price:
    """What one `per` (an hour, a window) of `item` costs, in yuan."""

    item: str
    per: str
    price: Decimal


class NoPriceList(ValueError):
    """`line` is the number of the line that can't be read, from 1; nought where it is the list as a whole."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} of the price list can't be read")
        self.line = line


def prices(text: str) -> tuple[Price, ...]:
    """The lines in their order; blank ones are passed over. Raises NoPriceList where a line has not three parts, its
    price is no sum, an item stands twice, or the list is empty or too long."""
    found: dict[str, Price] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        one = _line(line)
        if one is None or one.item in found:
            raise NoPriceList(number)
        found[one.item] = one
    if not 0 < len(found) <= MOST_LINES:
        raise NoPriceList(0)
    return tuple(found.values())


def _line(line: str) -> Price | None:
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    if len(parts) != 3 or not all(0 < len(part) <= LONGEST_WORD for part in parts):
        return None
    try:
        price = Decimal(parts[2]).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    fits = price.is_finite() and 0 <= price <= DEAREST and price == Decimal(parts[2])
    return Price(parts[0], parts[1], price) if fits else None


def written(lines: Iterable[Price]) -> str:
    """As `prices` reads it, a line each."""
    return "\n".join(f"{one.item} | {one.per} | {one.price}" for one in lines)


def price_of(settings: Mapping[str, Any], code: str, item: str) -> Price | None:
    """What `item` costs by the list in the setting `code`; None where it is not on it."""
    return next((one for one in prices(str(settings[code])) if one.item == item), None)


def price_lists(declared: Iterable[Setting], settings: Mapping[str, Any]) -> dict[str, tuple[Price, ...]]:
    """Every price list among the settings of a case, by the setting's code."""
    return {each.code: prices(str(settings[each.code])) for each in declared if each.unit == PRICE_LIST}
