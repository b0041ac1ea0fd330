"""Tables of a declaration read back from plain data."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from flows.definition.effects import Compute, Effect
from flows.definition.forms import Choice, Document, Field
from flows.definition.guards import Guard, Rule
from flows.definition.limits import Deadline, PauseReason, Rung, Span
from flows.definition.model import Event, Holder, Role, RoleFrom, SignOff, State, Transition
from flows.definition.writing import EFFECTS, PLAIN_OF_TRANSITION

Thing = TypeVar("Thing")


class UnknownName(LookupError):
    """The data names a guard, rule, post, event or effect that isn't there. `near` is the name that may be meant."""

    def __init__(self, kind: str, name: str, known: Collection[str]) -> None:
        near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
        super().__init__(f"no {kind} “{name}”" + (f"; did you mean “{near[0]}”?" if near else ""))
        self.kind, self.name, self.near = kind, name, (near[0] if near else None)


class Reader:
    """Finds by code what the tables name."""

    def __init__(self, data: Mapping[str, Any], guards: Mapping[str, Guard], rules: Mapping[str, Rule]) -> None:
        self.roles = {code: Role(**each) for code, each in data["roles"].items()}
        self.events = {code: Event(**each) for code, each in data["events"].items()}
        self.guards = {code: _as_said(each, find("guard", code, guards)) for code, each in data["guards"].items()}
        self.rules = {code: _worked_out(each, find("rule", code, rules)) for code, each in data["rules"].items()}

    def state(self, each: Mapping[str, Any]) -> State:
        given = {
            "by": self._holder(each["by"]),
            "deadlines": [_deadline(limit) for limit in each["deadlines"]],
            "pauses": [PauseReason(**pause) for pause in each.get("pauses", ())],
            "sign_offs": [self._sign_off(signature) for signature in each["sign_offs"]],
        }
        return State(**{**each, **given})

    def transition(self, each: Mapping[str, Any]) -> Transition:
        return Transition(
            find("event", each["event"], self.events),
            each["source"],
            each["target"],
            by=self._holder(each["by"]),
            when=[find("guard", code, self.guards) for code in each["when"]],
            route=find("guard", each["route"], self.guards) if each["route"] else None,
            needs=[read_field(field) for field in each["needs"]],
            documents=[Document(**document) for document in each["documents"]],
            effects=[self.effect(effect) for effect in each["effects"]],
            **{name: each[name] for name in PLAIN_OF_TRANSITION if name != "target"},
        )

    def _holder(self, holder: Any) -> Holder | None:
        match holder:
            case None:
                return None
            case str():
                return find("post", holder, self.roles)
            case Mapping():
                return RoleFrom(holder["field"], tuple(find("post", code, self.roles) for code in holder["roles"]))
            case _:
                return tuple(find("post", code, self.roles) for code in holder)

    def _sign_off(self, each: Any) -> SignOff:
        """A code, or with the setting that turns it on: a pair."""
        if isinstance(each, str):
            return SignOff(find("post", each, self.roles))
        return SignOff(find("post", each["role"], self.roles), each["setting"])

    def compute(self, each: Mapping[str, Any]) -> Compute:
        return Compute(each["field"], find("rule", each["rule"], self.rules))

    def effect(self, each: Mapping[str, Any]) -> Effect:
        kind = find("effect", each["effect"], EFFECTS)
        given = {name: value for name, value in each.items() if name != "effect"}
        return self.compute(each) if kind is Compute else kind(**given)


def _deadline(each: Mapping[str, Any]) -> Deadline:
    ladder = [Rung(**rung) for rung in each.get("ladder", ())]
    return Deadline(**{**each, "span": Span(**each["span"]), "ladder": ladder})


def find(kind: str, code: str, things: Mapping[str, Thing]) -> Thing:
    if code not in things:
        raise UnknownName(kind, code, things)
    return things[code]


def _as_said(each: Mapping[str, Any], guard: Guard) -> Guard:
    """The guard that runs today, on today's terms, under the sentence that the stored version gave it."""
    lists = {"reads": tuple(each["reads"]), "excludes": tuple(each["excludes"])}
    return replace(guard, **{**each, **lists, "terms": guard.terms})


def _worked_out(each: Mapping[str, Any], rule: Rule) -> Rule:
    choices = [Choice(**choice) for choice in each.get("choices", ())]
    return Rule(**{**each, "value": rule.value, "choices": choices})


def read_field(each: Mapping[str, Any]) -> Field:
    parts = {
        "choices": [Choice(**choice) for choice in each["choices"]],
        "columns": [read_field(c) for c in each["columns"]],
    }
    return Field(**{**each, **parts})
