"""A procedure's declaration as plain data for programs: its states, its arrows, and what each event is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from flows.definition import Deadline, Document, Guard, Procedure, RoleFrom, State, Text, Transition, roles_of
from flows.definition.schema import input_schema, start_schema
from flows.engine.compiled import Compiled
from flows.service.errors import NotFound
from flows.service.office import Office

Data = dict[str, Any]


def declarations(office: Office) -> list[Mapping[str, Any]]:
    """Every procedure of today, in the order declared."""
    return [_described(_Same(compiled)) for compiled in office.catalogue.current.values()]


def declaration(office: Office, key: str) -> Mapping[str, Any]:
    """Raises NotFound."""
    return _described(_Same(_compiled(office, key)))


def _compiled(office: Office, key: str) -> Compiled:
    found = office.catalogue.current.get(key)
    if found is None:
        raise NotFound("没有这个流程", "There is no such procedure")
    return found


class _Same:
    """Compiled declarations compared by their fingerprint alone, which stands for all of their content."""

    __slots__ = ("compiled",)

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled

    def __hash__(self) -> int:
        return hash(self.compiled.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.compiled.fingerprint == self.compiled.fingerprint


@lru_cache(maxsize=256)
def _described(same: _Same) -> Mapping[str, Any]:
    procedure = same.compiled.procedure
    return {
        "key": procedure.key,
        "version": procedure.version,
        "fingerprint": same.compiled.fingerprint,
        "prefix": procedure.prefix,
        "label": _both(procedure),
        "about": {"zh": procedure.about_zh, "en": procedure.about_en},
        "clause": procedure.clause,
        "unit": procedure.unit,
        "applicant": procedure.applicant,
        "start": start_schema(procedure),
        "states": [_state(procedure, state) for state in procedure.states],
        "transitions": [_arrow(procedure, t, source) for t in procedure.transitions for source in t.source],
        "events": _events(procedure),
        "guards": {guard.code: _both(guard) for guard in _guards(procedure)},
        "settings": [
            {"code": s.code, "default": s.default, "unit": s.unit, "label": _both(s), "source": s.source}
            for s in procedure.settings
        ],
    }


def _both(labelled: Any) -> Data:
    return {"zh": labelled.zh, "en": labelled.en}


def _posts(holder: Any) -> list[str]:
    return [role.code for role in roles_of(holder)]


def _state(procedure: Procedure, state: State) -> Data:
    return {
        "code": state.code,
        "label": _both(state),
        "by": _posts(state.by),
        "by_field": state.by.field if isinstance(state.by, RoleFrom) else None,
        "named": state.named,
        "final": procedure.is_final(state.code),
        "ask": _both(Text(state.ask_zh, state.ask_en)),
        "deadlines": [_deadline(deadline) for deadline in state.deadlines],
        "sign_offs": [sign_off.role.code for sign_off in state.sign_offs],
    }


def _deadline(deadline: Deadline) -> Data:
    span = {"unit": deadline.span.unit, "amount": deadline.span.amount}
    named = {name: getattr(deadline.span, name) for name in ("setting", "field", "since", "before")}
    return {
        "code": deadline.code,
        "label": _both(deadline),
        "span": span | named,
        "event": deadline.event,
        "clause": deadline.clause,
    }


def _arrow(procedure: Procedure, transition: Transition, source: str) -> Data:
    holder = procedure.holder(transition, source)
    return {
        "event": transition.event.code,
        "label": _both(transition.event),
        "kind": transition.event.kind,
        "source": source,
        "target": transition.lands_in(source),
        "by": _posts(holder),
        "by_field": holder.field if isinstance(holder, RoleFrom) else None,
        "named": transition.named or (procedure.state(source).named if transition.by is None else None),
        "guards": [guard.code for guard in transition.when],
        "route": transition.route.code if transition.route else None,
        "documents": [_document(document) for document in transition.documents],
        "reason": transition.reason,
        "opinion": transition.needs_opinion,
        "signs": transition.signs,
        "clause": transition.clause,
        "input": input_schema(transition),
    }


def _document(document: Document) -> Data:
    return {
        "kind": document.code,
        "label": _both(document),
        "at_least": document.at_least,
        "at_most": document.at_most,
        "per": document.per,
        "accepts": list(document.accepts),
        "fresh": document.fresh,
    }


def _guards(procedure: Procedure) -> Iterable[Guard]:
    for transition in procedure.transitions:
        yield from transition.when
        if transition.route:
            yield transition.route


def _events(procedure: Procedure) -> list[Data]:
    """Each event once; where its arrows are given different things, the schema allows any of them."""
    inputs: dict[str, list[Data]] = {}
    events = {}
    for transition in procedure.transitions:
        events[transition.event.code] = transition.event
        schema = input_schema(transition)
        known = inputs.setdefault(transition.event.code, [])
        if schema not in known:
            known.append(schema)
    return [
        {
            "event": code,
            "label": _both(event),
            "kind": event.kind,
            "input": inputs[code][0] if len(inputs[code]) == 1 else {"anyOf": inputs[code]},
        }
        for code, event in events.items()
    ]
