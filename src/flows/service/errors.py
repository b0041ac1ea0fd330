"""The ways in which a request is answered with no. Each carries what the reader needs to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.definition import Person, Text
from flows.engine.decision import FieldError, Refused, Unmet

__all__ = [
    "Ambiguous",
    "Answer",
    "Conflict",
    "FieldError",
    "Forbidden",
    "Invalid",
    "KeyReused",
    "NotFound",
    "NotYet",
    "OutOfReach",
    "Refused",
    "TooLarge",
    "Unavailable",
    "Unmet",
    "Unsupported",
]


class Answer(Exception):
    """A refusal with its sentence in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class NotFound(Answer):
    """There is none, or it is at a site where the asker has no post; the two are not told apart."""

    def __init__(
        self, zh: str = "没有找到，或不属于您的项目", en: str = "Not found, or not at a site of yours"
    ) -> None:
        super().__init__(Text(zh, en))


class Forbidden(Answer):
    """The asker's posts never allow this."""

    def __init__(self, zh: str, en: str, unmet: tuple[Unmet, ...] = ()) -> None:
        super().__init__(Text(zh, en))
        self.unmet = unmet


class Invalid(Answer):
    """The input doesn't fit, field by field."""

    def __init__(self, errors: tuple[FieldError, ...], unmet: tuple[Unmet, ...] = ()) -> None:
        super().__init__(Text("有内容需要改正", "Some of the input needs correcting"))
        self.errors = errors
        self.unmet = unmet

    @classmethod
    def field(cls, path: str, zh: str, en: str) -> Invalid:
        return cls((FieldError(path, Text(zh, en)),))


class TooLarge(Answer):
    """More bytes than are taken."""


class Unsupported(Answer):
    """A kind of file that is not taken."""


class NotYet(Answer):
    """Not where the case is now; the sentence says what comes first."""


class Unavailable(Answer):
    """This installation lacks the means."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Text(zh, en))


class OutOfReach(Answer):
    """What is needed for this doesn't answer just now. Nothing was lost, nothing is half done; later it will do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Text(zh, en))


class KeyReused(Answer):
    """The same Idempotency-Key came with another request."""

    def __init__(self) -> None:
        super().__init__(Text("同一请求编号已用于另一操作", "This idempotency key was used for another request"))


class Ambiguous(Answer):
    """Several of the asker's sites have a case of this number."""

    def __init__(self, number: str, sites: tuple[str, ...]) -> None:
        names = ", ".join(sites)
        super().__init__(
            Text(f"多个项目都有单号 {number}，请指明项目：{names}", f"Several sites have {number}; name one: {names}")
        )
        self.sites = sites


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody did to a case, as the second of two people is told. `at` is on the site's clock."""

    seq: int
    at: datetime
    actor: Person
    event: str
    label: Text
    state: Text


class Conflict(Answer):
    """The case has moved on since the asker's page was drawn. `move` is the last thing that was done."""

    def __init__(self, number: str, move: Move) -> None:
        clock = move.at.strftime("%Y-%m-%d %H:%M")
        who, zh, en = move.actor.name, move.label, move.state
        super().__init__(
            Text(
                f"{who} 已于 {clock} 办理“{zh.zh}”，单据现处于“{en.zh}”",
                f"{who} did “{zh.en}” at {clock}; the case is now in “{en.en}”",
            )
        )
        self.number = number
        self.move = move
