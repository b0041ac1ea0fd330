"""What a procedure is: two tables of frozen data, states and transitions, and the words on them.

Nothing here runs a case. Guards and rules are named pure functions of a `Situation`; everything else is plain data
that `export` can write down and read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.definition.effects import Compute, Effect
from flows.definition.forms import Document, Field
from flows.definition.guards import Guard
from flows.definition.limits import BEYOND, Deadline, PauseReason
from flows.definition.text import freeze_lists

EventKind = Literal[
    "forward",
    "approval",
    "note",
    "return",
    "reject",
    "withdraw",
    "cancel",
    "void",
    "revoke",
    "escalate",
    "expire",
    "follow",
]
REASONED: frozenset[str] = frozenset({"return", "reject", "withdraw", "cancel", "void", "revoke"})

Presence = Literal["required", "optional", "none"]


@dataclass(frozen=True, slots=True)
class Role:
    """A post that a person can hold. `superior` is the next post on the reporting line; `seats` how many people a
    site has in it at the most (None: any number), which decides whether a four-eyes chain can be staffed."""

    code: str
    zh: str
    en: str
    superior: str | None = None
    seats: int | None = None
    clause: str = BEYOND


CLOCK = Role("clock", "时钟", "The clock")


@dataclass(frozen=True, slots=True)
class RoleFrom:
    """A holder that the case itself names: the post whose code stands in `field`, one of `roles`."""

    field: str
    roles: tuple[Role, ...]

    def __post_init__(self) -> None:
        freeze_lists(self, "roles")


Holder = Role | RoleFrom | tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A verb that a person presses or the clock fires. Its kind says what must be written with it: an approval an
    opinion, whatever sends back or ends a case a reason. One that follows is never pressed: another case tells of it, and
    the clock takes it then."""

    code: str
    zh: str
    en: str
    kind: EventKind = "forward"


@dataclass(frozen=True, slots=True)
class Setting:
    """A number or word that a site may change. `source` is its clause, or says that it goes beyond the handbook.
    `minimum` and `maximum`, both allowed, bound a number; None: as `bounds` has it for the unit."""

    code: str
    default: Any
    zh: str
    en: str
    source: str
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class SignOff:
    """One of several signatures, in any order, that a state needs before it can be left. With `setting` it is needed
    where that setting of the site, yes or no, is on."""

    role: Role
    setting: str | None = None

    def needed(self, settings: Mapping[str, Any]) -> bool:
        return self.setting is None or bool(settings[self.setting])


@dataclass(frozen=True, slots=True)
class State:
    """Where a case is. `by` holds it (none: a final state); `named` is the field with the one person meant.
    `ask` says in the office's words what this step asks of whoever holds it.
    `pauses` are the reasons for which its clock may be stopped."""

    code: str
    zh: str
    en: str
    by: Holder | None = None
    ask_zh: str = ""
    ask_en: str = ""
    named: str | None = None
    deadlines: tuple[Deadline, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    pauses: tuple[PauseReason, ...] = ()

    def __post_init__(self) -> None:
        freeze_lists(self, "deadlines", "sign_offs", "pauses")


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow, or the same arrow from several states. `target` None: the case stays where it is.

    `by` omitted: whoever holds the source state. `when`: the guards, all of which must be met. `route`: the condition
    that picks this one of several transitions with the same event and source; they are tried in the order declared
    and the last has none. `signs`: the actor's signature towards the state's sign-offs.
    """

    event: Event
    source: tuple[str, ...]
    target: str | None
    by: Holder | None = None
    when: tuple[Guard, ...] = ()
    needs: tuple[Field, ...] = ()
    documents: tuple[Document, ...] = ()
    effects: tuple[Effect, ...] = ()
    route: Guard | None = None
    named: str | None = None
    signs: bool = False
    reason: bool = False
    clause: str = ""

    def __init__(
        self,
        event: Event,
        source: str | Iterable[str],
        target: str | None,
        *,
        by: Holder | None = None,
        when: Iterable[Guard] = (),
        needs: Iterable[Field] = (),
        documents: Iterable[Document] = (),
        effects: Iterable[Effect] = (),
        route: Guard | None = None,
        named: str | None = None,
        signs: bool = False,
        reason: bool = False,
        clause: str,
    ) -> None:
        values = {
            "event": event,
            "source": (source,) if isinstance(source, str) else tuple(source),
            "target": target,
            "by": by,
            "when": tuple(when),
            "needs": tuple(needs),
            "documents": tuple(documents),
            "effects": tuple(effects),
            "route": route,
            "named": named,
            "signs": signs,
            "reason": reason or event.kind in REASONED,
            "clause": clause,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def needs_opinion(self) -> bool:
        return self.event.kind == "approval"

    def lands_in(self, source: str) -> str:
        return source if self.target is None else self.target


@dataclass(frozen=True, slots=True)
class Procedure:
    """A kind of work and its declaration. The first state is the start; a state with no way out is final. `asks` are
    the facts without which no case begins (the month of a roster, the person trained); `computes` works out, from them
    and in this order, what the first deadlines or forms need."""

    key: str
    version: int
    zh: str
    en: str
    prefix: str
    clause: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    settings: tuple[Setting, ...] = ()
    unit: Presence = "required"
    applicant: Presence = "required"
    about_zh: str = ""
    about_en: str = ""
    asks: tuple[Field, ...] = ()
    computes: tuple[Compute, ...] = ()

    def __init__(
        self,
        key: str,
        *,
        version: int,
        zh: str,
        en: str,
        prefix: str,
        clause: str,
        states: Iterable[State],
        transitions: Iterable[Transition],
        settings: Iterable[Setting] = (),
        unit: Presence = "required",
        applicant: Presence = "required",
        about_zh: str = "",
        about_en: str = "",
        asks: Iterable[Field] = (),
        computes: Iterable[Compute] = (),
    ) -> None:
        values = {
            "key": key,
            "version": version,
            "zh": zh,
            "en": en,
            "prefix": prefix,
            "clause": clause,
            "states": tuple(states),
            "transitions": tuple(transitions),
            "settings": tuple(settings),
            "unit": unit,
            "applicant": applicant,
            "about_zh": about_zh,
            "about_en": about_en,
            "asks": tuple(asks),
            "computes": tuple(computes),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def start(self) -> State:
        return self.states[0]

    def state(self, code: str) -> State:
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)

    def leaving(self, source: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.transitions if source in t.source)

    def is_final(self, code: str) -> bool:
        return not any(code in t.source for t in self.transitions)

    def holder(self, transition: Transition, source: str) -> Holder | None:
        return transition.by or self.state(source).by

    def fields(self) -> Mapping[str, Field]:
        """Every field of the procedure by name, in the order in which the declaration first names it."""
        found = {field.name: field for field in self.asks}
        for transition in self.transitions:
            for field in transition.needs:
                found.setdefault(field.name, field)
        return found

    def documents(self) -> Mapping[str, Document]:
        found: dict[str, Document] = {}
        for transition in self.transitions:
            for document in transition.documents:
                found.setdefault(document.code, document)
        return found


def roles_of(holder: Holder | None) -> tuple[Role, ...]:
    """The posts that a holder can stand for; none for a final state."""
    if holder is None:
        return ()
    if isinstance(holder, Role):
        return (holder,)
    if isinstance(holder, RoleFrom):
        return holder.roles
    return holder
