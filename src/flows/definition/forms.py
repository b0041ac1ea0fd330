"""The facts and the evidence that a transition asks for: typed fields and kinds of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.definition.text import freeze_lists

FieldKind = Literal[
    "text",
    "note",
    "integer",
    "money",
    "date",
    "moment",
    "flag",
    "choice",
    "phone",
    "id_number",
    "user",
    "rows",
    "lines",
]
PDF_OR_PICTURE = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Field:
    """A typed fact. Values are JSON: money a string of digits with two decimals, a date `YYYY-MM-DD`, a moment
    RFC 3339 with its offset, a user the login, rows a list of objects with `columns`, lines a list of the line numbers of
    entries of the case that are in use in the register `register`.

    `personal` values are masked on screen and never logged. `adds` (rows only): what an event gives is added to the
    rows that the case has, not put in their place. `role` (user only): the post that the named person must hold.
    `offers` (text only): the setting with the price list of which the value is an item.
    `minimum` and `maximum` bound the value (integer, money) or the number of rows or lines.
    """

    name: str
    kind: FieldKind
    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    columns: tuple[Field, ...] = ()
    role: str | None = None
    personal: bool = False
    adds: bool = False
    register: str | None = None
    offers: str | None = None

    def __post_init__(self) -> None:
        freeze_lists(self, "choices", "columns")


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of evidence. `at_least` of it are needed, or, with `per`, that many for each row of the field named.
    `fresh`: what counts is what was added since the case came into its state; evidence of an earlier visit, or brought
    before there was anything to sign, does not."""

    code: str
    zh: str
    en: str
    at_least: int = 1
    at_most: int = 10
    per: str | None = None
    accepts: tuple[str, ...] = PDF_OR_PICTURE
    personal: bool = False
    fresh: bool = False

    def __post_init__(self) -> None:
        freeze_lists(self, "accepts")
