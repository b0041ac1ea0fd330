"""A procedure as State Chart XML (W3C SCXML 1.0): guards and routes as named conditions.

Each guard and route is a name of the data model, 1 for met until the interpreter's host sets it to 0; an arrow's condition is that all
of its guards are met, and, where one event has several ways, that its route is and none declared before it. The clock and
other cases send their events from outside, as people do. An arrow that stays where it is has no target, so that the
state is neither left nor entered anew. The rest lies under the namespace `urn:flows:scxml`, which interpreters pass over.
"""

from __future__ import annotations

from xml.etree.ElementTree import Comment, Element, SubElement, indent, register_namespace, tostring

from flows.definition.export import fingerprint
from flows.definition.guards import Guard
from flows.definition.model import Procedure, State, Transition, roles_of
from flows.definition.text import Text
from flows.interchange.told import arrow_words, not_carried, span_expression, state_words

SCXML, OURS = "http://www.w3.org/2005/07/scxml", "urn:flows:scxml"
MET = "1"  # and not `true`, which those that read the data model as Python don't know


def source(procedure: Procedure, lang: str) -> str:
    """The document. `lang` is that of its comments; names are codes."""
    register_namespace("", SCXML)
    register_namespace("flows", OURS)
    given = {"version": "1.0", "name": procedure.key, "initial": procedure.start.code, "datamodel": "ecmascript"}
    declared = {_ours("version"): str(procedure.version), _ours("fingerprint"): fingerprint(procedure)}
    root = Element(_q("scxml"), given | declared)
    _say(root, Text(procedure.zh, procedure.en).in_(lang), *not_carried(procedure, "scxml", lang))
    guards = named_conditions(procedure)
    if guards:
        model = SubElement(root, _q("datamodel"))
        for guard in guards:
            _say(model, Text(guard.zh, guard.en).in_(lang))
            SubElement(model, _q("data"), {"id": guard.code, "expr": MET})
    for state in procedure.states:
        _state(root, procedure, state, lang)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def named_conditions(procedure: Procedure) -> list[Guard]:
    """Every guard and route once, in the order declared."""
    found: dict[str, Guard] = {}
    for transition in procedure.transitions:
        for guard in (*transition.when, *([transition.route] if transition.route else ())):
            found.setdefault(guard.code, guard)
    return list(found.values())


def condition(procedure: Procedure, transition: Transition, source: str) -> str:
    """What must hold for this arrow to be taken from `source`; empty where nothing must."""
    parts = []
    for other in procedure.leaving(source):
        if other is transition:
            break
        if other.event == transition.event and other.route:
            parts.append(f"{other.route.code} == false")  # `!` is not known to all: some read conditions as Python
    if transition.route:
        parts.append(transition.route.code)
    parts += [guard.code for guard in transition.when]
    return " && ".join(dict.fromkeys(parts))


def _q(name: str) -> str:
    return f"{{{SCXML}}}{name}"


def _ours(name: str) -> str:
    return f"{{{OURS}}}{name}"


def _say(parent: Element, *lines: str) -> None:
    """A comment; two hyphens would end it."""
    parent.append(Comment(f" {'; '.join(lines)} ".replace("--", "- -")))


def _state(root: Element, procedure: Procedure, state: State, lang: str) -> None:
    final = procedure.is_final(state.code)
    element = SubElement(root, _q("final" if final else "state"), {"id": state.code})
    element.set(_ours("name"), Text(state.zh, state.en).in_(lang))
    if final:
        return
    element.set(_ours("by"), " ".join(role.code for role in roles_of(state.by)))
    _say(element, *state_words(procedure, state, lang).split("\n"))
    for transition in procedure.leaving(state.code):
        _transition(element, procedure, transition, state.code, lang)
    for deadline in state.deadlines:
        limit = {"code": deadline.code, "after": span_expression(procedure, deadline.span), "clause": deadline.clause}
        SubElement(element, _ours("deadline"), limit | ({"event": deadline.event} if deadline.event else {}))


def _transition(parent: Element, procedure: Procedure, transition: Transition, source: str, lang: str) -> None:
    given = {"event": transition.event.code}
    if cond := condition(procedure, transition, source):
        given["cond"] = cond
    if transition.target is not None:
        given["target"] = transition.target
    element = SubElement(parent, _q("transition"), given)
    element.set(_ours("by"), " ".join(role.code for role in roles_of(procedure.holder(transition, source))))
    element.set(_ours("clause"), transition.clause)
    _say(element, *arrow_words(procedure, transition, source, lang).split("\n"))
