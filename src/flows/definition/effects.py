"""What an event brings about beside the new state. The engine knows each effect by name."""

from __future__ import annotations

from dataclasses import dataclass

from flows.definition.guards import Rule
from flows.definition.text import freeze_lists


@dataclass(frozen=True, slots=True)
class GiveNumber:
    """The next number of `prefix` for the site and year goes into `field`, without gaps."""

    field: str
    prefix: str
    zh: str = "编号"
    en: str = "Number"


@dataclass(frozen=True, slots=True)
class Compute:
    """`rule`'s value goes into `field`."""

    field: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """A new entry of the register `kind`, in use; `per` (a rows field): one for each row. `copies` are the fields, or
    columns of the row, kept with it; `valid_from` and `valid_until` name fields, or columns of the row, holding a date or moment. Of rows that are added
    to (`Field.adds`) only the new ones open entries.
    `again` names the integer field with the line that is issued anew: the new entry copies that line's facts."""

    kind: str
    copies: tuple[str, ...] = ()
    per: str | None = None
    again: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None

    def __post_init__(self) -> None:
        freeze_lists(self, "copies")


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """Entries of the register `kind` of this case go to the state `to` (void, returned, used, ended): the line or
    lines that stand in the field `line` (integer, lines), or, without it, all that are in use."""

    kind: str
    to: str
    line: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectPayment:
    """The sum in `amount` is now due for `purpose`. A sum of nought writes nothing."""

    purpose: str
    amount: str


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """The sum in `amount` came in for `purpose`, with the receipt number in `receipt`; a refund: `gives_back`; what is
    kept of a deposit for damage: `keeps`. A sum of nought writes nothing."""

    purpose: str
    amount: str
    receipt: str
    gives_back: bool = False
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class StartCase:
    """A related case of `procedure` starts for the same unit and applicant, with `copies` of this case's fields."""

    procedure: str
    copies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        freeze_lists(self, "copies")


@dataclass(frozen=True, slots=True)
class Tell:
    """The open cases of `procedure` for the same unit take `event`, one of kind "follow", at once and with this one,
    where their guards let them."""

    procedure: str
    event: str


Effect = GiveNumber | Compute | OpenEntry | MoveEntry | ExpectPayment | RecordPayment | StartCase | Tell
