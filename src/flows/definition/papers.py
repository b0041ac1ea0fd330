"""What an office keeps on paper of its cases: printed forms and registers, declared as data beside the procedures.

They are views: a change of their layout is no change of the procedure, so they carry no version and stand in no
fingerprint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.definition.limits import BEYOND
from flows.definition.text import Text, freeze_lists

Size = Literal["A4", "A5", "card"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a signature or an opinion. With `event` the name, post, time and opinion of who took that event are
    printed there once it is taken; without, a line is left to sign on by hand. With `state` only as it is taken from
    that state, where several posts endorse one after the other."""

    zh: str
    en: str
    event: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed form of a procedure. `entry`: one sheet for each entry of that register (a card, a pass), else one for
    the case. `after`: the events one of which must have been taken before it may be printed (none: any time).
    `fields` are printed in this order, rows as a table; of an entry its facts go first. `seal`: the event after which
    the office's seal is drawn; a printed form never shows one that nobody gave. `copies` names each copy
    that is printed (kept, handed out). `in_full` are the personal fields without which the form is of no use (the
    telephone on a dispatch slip): masked as everywhere, until a post of the procedure asks for them, which is recorded.
    `photo`: a frame for a one-inch photo."""

    code: str
    procedure: str
    zh: str
    en: str
    size: Size = "A4"
    entry: str | None = None
    after: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    seal: str | None = None
    copies: tuple[Text, ...] = ()
    in_full: tuple[str, ...] = ()
    photo: bool = False
    note_zh: str = ""
    note_en: str = ""
    clause: str = BEYOND

    def __post_init__(self) -> None:
        freeze_lists(self, "after", "fields", "places", "copies", "in_full")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register. `source` is one of `SOURCES`, or

    - `field:NAME` a fact of the case (of rows: as many lines), `fact:NAME` a fact of the entry,
    - `at:EVENT`, `by:EVENT`, `said:EVENT` when, by whom, and with what opinion or reason the event was last taken,
    - `paid:PURPOSE`, `receipt:PURPOSE` what came in for a purpose, and its receipt.

    Without a label the source's own is used.
    """

    source: str
    zh: str = ""
    en: str = ""


SOURCES = frozenset(
    {
        "number",
        "unit",
        "applicant",
        "state",
        "opened_at",
        "closed_at",
        "line",
        "entry_state",
        "valid_from",
        "valid_until",
    }
)


@dataclass(frozen=True, slots=True)
class Register:
    """A register (登记本) that the office keeps: a line for each case of `procedure`, or, with `entry`, for each entry of
    that kind. `states` are the words for the states of an entry."""

    code: str
    procedure: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    entry: str | None = None
    states: tuple[tuple[str, Text], ...] = ()
    clause: str = BEYOND

    def __post_init__(self) -> None:
        freeze_lists(self, "columns", "states")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What money is for. A deposit goes back; what is collected on behalf of somebody else is passed on whole, without
    a handling fee; compensation makes good a damage."""

    code: str
    zh: str
    en: str
    nature: Literal["fee", "deposit", "on_behalf", "compensation"] = "fee"
