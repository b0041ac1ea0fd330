"""What the rules answer: an offer, a refusal with every reason, or a decision with all that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from flows.definition import Case, Guard, Person, Post, StartCase, Tell, Text, Transition

UnmetKind = Literal["state", "post", "person", "papers", "signatures", "guard"]


@dataclass(frozen=True, slots=True)
class Unmet:
    """One condition that is not met. `guard` is its code, `roles` the posts that the event belongs to, `who_can` the
    people who could act (filled in where somebody asks)."""

    guard: str
    kind: UnmetKind
    message: Text
    roles: tuple[str, ...] = ()
    who_can: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldError:
    """A fault of the input; `path` is the field, with row and column for rows: `workers.0.name`."""

    path: str
    message: Text


class Refused(Exception):
    """The event may not be taken. Carries every unmet condition and every fault of the input at once."""

    def __init__(self, unmet: tuple[Unmet, ...], errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__("; ".join([u.message.en for u in unmet] + [f"{e.path}: {e.message.en}" for e in errors]))
        self.unmet = unmet
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Offer:
    """An event as shown to an actor. `depends` are guards over what the actor is still to fill in: they do not close
    the button, they are told beforehand."""

    transition: Transition
    allowed: bool
    unmet: tuple[Unmet, ...]
    depends: tuple[Guard, ...]
    post: Post | None


@dataclass(frozen=True, slots=True)
class EntryChange:
    """A register entry of the case that is opened, or moves to another state."""

    kind: str
    line: int
    state: str
    opens: bool
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentChange:
    """`kind` is expected, received, refunded or kept; `amount` is yuan as a string with two decimals."""

    purpose: str
    kind: str
    amount: str
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    state: str
    audience: tuple[str, ...]
    named: str | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunningDeadline:
    code: str
    state: str
    due_at: datetime
    event: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """An event that is taken: the record that history keeps, the case as it is afterwards, and what else is written.

    `record` is the JSON of the history entry without its place in the chain. `task` None with `moves` True: the case
    is closed. `deadlines` are all that run afterwards.
    """

    transition: Transition
    record: Mapping[str, Any]
    case: Case
    moves: bool
    task: NewTask | None
    deadlines: tuple[RunningDeadline, ...]
    entries: tuple[EntryChange, ...] = ()
    payments: tuple[PaymentChange, ...] = ()
    starts: tuple[StartCase, ...] = ()
    tells: tuple[Tell, ...] = ()
