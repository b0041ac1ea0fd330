"""What stands on a printed form, in words: no case, no rule, nothing left to look up. The page and the PDF are both set
from it, so that they say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from flows.definition import Text
from flows.printing import pictures

Size = Literal["A4", "A5", "card"]
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A label and what stands beside it: words, or a `table` below it. `wide`: a line of its own."""

    label: Text
    words: Text = NOTHING
    wide: bool = False
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who took the event of a place. `instead_of` names whom a substitute stood in for; `at` is on the site's clock; `found`:
    what they wrote down beside their opinion."""

    name: str
    post: Text
    at: str
    instead_of: str = ""
    words: str = ""
    found: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for signatures. Without any yet it is left blank; `by_hand`: to be signed with a pen. `seal`: the seal
    belongs here; `waiting`: the posts that have not signed yet. `wide`: a line of its own."""

    label: Text
    signatures: tuple[Signature, ...] = ()
    waiting: Text = NOTHING
    by_hand: bool = False
    seal: bool = False
    wide: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A form for one case or one entry of a register. `address` is where its `code` is checked. `seal` is the name in
    the seal: empty until somebody has given it. `over` is printed across a form that is void or at its end; `marks` say
    what was treated specially; `small` is the small print at its foot."""

    size: Size
    title: Text
    site: Text
    number: str
    line: str
    validity: Text
    items: tuple[Item, ...]
    spots: tuple[Spot, ...]
    marks: tuple[Text, ...]
    note: Text
    copies: tuple[Text, ...]
    code: str
    address: str
    small: tuple[Text, ...]
    seal: str = ""
    over: Text = NOTHING
    photo: bool = False
    hidden: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", _paired(self.items))
        object.__setattr__(self, "spots", _paired(self.spots))

    @property
    def qr(self) -> str:
        """SVG of the code that leads to `address`."""
        return pictures.qr(self.address)

    @property
    def seal_picture(self) -> str:
        """SVG of the seal; empty where nobody gave one."""
        return pictures.seal(self.seal) if self.seal else ""


Cell = TypeVar("Cell", Item, Spot)


def _paired(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Two narrow ones stand side by side; one that is left alone takes the whole line."""
    found: list[Cell] = []
    alone = False
    for cell in cells:
        if cell.wide and alone:
            found[-1] = replace(found[-1], wide=True)
        alone = not cell.wide and not alone
        found.append(cell)
    if alone:
        found[-1] = replace(found[-1], wide=True)
    return tuple(found)
