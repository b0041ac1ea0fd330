"""Tables of a declaration written as plain data; posts, events, guards and rules are named by code."""

from __future__ import annotations

from dataclasses import fields as attributes_of
from dataclasses import is_dataclass
from typing import Any

from flows.definition.effects import (
    Compute,
    Effect,
    ExpectPayment,
    GiveNumber,
    MoveEntry,
    OpenEntry,
    RecordPayment,
    StartCase,
    Tell,
)
from flows.definition.forms import Document, Field
from flows.definition.guards import Guard, Rule, Terms
from flows.definition.limits import Deadline, Span
from flows.definition.model import Event, Holder, Role, RoleFrom, SignOff, State, Transition, roles_of

EFFECTS: dict[str, type[Effect]] = {
    "give_number": GiveNumber,
    "compute": Compute,
    "open_entry": OpenEntry,
    "move_entry": MoveEntry,
    "expect_payment": ExpectPayment,
    "record_payment": RecordPayment,
    "start_case": StartCase,
    "tell": Tell,
}
EFFECT_NAMES = {kind: name for name, kind in EFFECTS.items()}
PLAIN_OF_TRANSITION = ("target", "named", "signs", "reason", "clause")
# Attributes that came after the first declarations were stored: written only where they say something, so that what
# was stored before keeps its fingerprint.
LATER: dict[type, tuple[str, ...]] = {
    Field: ("register", "offers"),
    Span: ("since", "before"),
    Deadline: ("ladder", "urgent"),
    State: ("pauses",),
    RecordPayment: ("keeps",),
    Rule: ("kind", "facts", "choices"),
    Document: ("fresh",),
    Guard: ("terms",),
}


def plain(thing: Any) -> Any:
    """A frozen declaration as dictionaries and lists. Raises TypeError for what JSON has no word for."""
    if isinstance(thing, Terms):
        return {"by": thing.by, "when": thing.when.code}
    if is_dataclass(thing):
        return plain_but(thing)
    if isinstance(thing, tuple | list):
        return [plain(each) for each in thing]
    if thing is None or isinstance(thing, str | int | float | bool):
        return thing
    raise TypeError(f"{thing!r} can't be written as JSON")


def plain_but(thing: Any, *left_out: str) -> dict[str, Any]:
    names = (each.name for each in attributes_of(thing) if each.name not in left_out)
    later = LATER.get(type(thing), ())
    return {name: plain(getattr(thing, name)) for name in names if name not in later or getattr(thing, name)}


class Writer:
    """Gathers what the tables name by code while they are written."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Any]] = {"roles": {}, "events": {}, "guards": {}, "rules": {}}

    def tables(self) -> dict[str, Any]:
        return {
            kind: {code: plain_but(thing, "test", "because", "value") for code, thing in sorted(found.items())}
            for kind, found in self._found.items()
        }

    def state(self, state: State) -> dict[str, Any]:
        sign_offs = [self._sign_off(signature) for signature in state.sign_offs]
        return {**plain_but(state, "by", "sign_offs"), "by": self._holder(state.by), "sign_offs": sign_offs}

    def _sign_off(self, signature: SignOff) -> Any:
        code = self._code("roles", signature.role)
        return {"role": code, "setting": signature.setting} if signature.setting else code

    def transition(self, transition: Transition) -> dict[str, Any]:
        return {
            "event": self._code("events", transition.event),
            "source": list(transition.source),
            "by": self._holder(transition.by),
            **{name: getattr(transition, name) for name in PLAIN_OF_TRANSITION},
            "when": [self._code("guards", guard) for guard in transition.when],
            "route": self._code("guards", transition.route) if transition.route else None,
            "needs": plain(transition.needs),
            "documents": plain(transition.documents),
            "effects": [self.effect(effect) for effect in transition.effects],
        }

    def _code(self, kind: str, thing: Role | Event | Guard | Rule) -> str:
        if self._found[kind].setdefault(thing.code, thing) != thing:
            raise ValueError(f"two different {kind} go by the code “{thing.code}”")
        return thing.code

    def _holder(self, holder: Holder | None) -> Any:
        codes = [self._code("roles", role) for role in roles_of(holder)]
        match holder:
            case None | Role():
                return codes[0] if codes else None
            case RoleFrom():
                return {"field": holder.field, "roles": codes}
            case _:
                return codes

    def effect(self, effect: Effect) -> dict[str, Any]:
        named = {"effect": EFFECT_NAMES[type(effect)]}
        if isinstance(effect, Compute):
            return {**named, "field": effect.field, "rule": self._code("rules", effect.rule)}
        return {**named, **plain_but(effect)}
