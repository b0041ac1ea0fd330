"""Named pure functions of a situation: guards that let an event pass or refuse it, rules that work out a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flows.definition.forms import Choice, FieldKind
from flows.definition.situation import Situation
from flows.definition.text import Text, freeze_lists


@dataclass(frozen=True, slots=True)
class Guard:
    """A named pure predicate with the sentence shown when it refuses.

    `because` gives a sentence that fits the very situation (which authorisation ran out, and when); without it the
    guard's own sentence is shown. `reads` names the fields it looks at, `excludes` the guards that can never be met
    together with it. An `identity` guard is about who a person is, an `absolute` one is
    the law or what an effect relies on: special treatment can override neither. `terms` bind special treatment
    further. `facts` names what it must know of other cases, which is looked up only for who asks.
    """

    code: str
    test: Callable[[Situation], bool]
    zh: str
    en: str
    because: Callable[[Situation], Text] | None = None
    reads: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    identity: bool = False
    facts: tuple[str, ...] = ()
    absolute: bool = False
    terms: Terms | None = None

    def __post_init__(self) -> None:
        freeze_lists(self, "reads", "excludes", "facts")

    def sentence(self, situation: Situation) -> Text:
        return self.because(situation) if self.because else Text(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a guard may be set aside by special treatment: by whoever holds the post `by`, whichever stands one
    level above, and not before `when` is met."""

    by: str
    when: Guard


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pure function of the situation that works out a value of the case (a sum, the next level up). `kind` is
    that of a field holding such a value, by which it is read out, `choices` what its codes are called; `facts` as for a
    guard."""

    code: str
    value: Callable[[Situation], Any]
    zh: str
    en: str
    kind: FieldKind | None = None
    facts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        freeze_lists(self, "facts", "choices")
