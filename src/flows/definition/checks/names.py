"""Rules about names: each means one thing, each is known, each is plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from flows.definition.checks.subject import Fault, Subject, unknown
from flows.definition.checks.uses import Use, fields_of, known_fields, uses_of_state, uses_of_transition
from flows.definition.effects import Compute, MoveEntry, OpenEntry
from flows.definition.forms import Field
from flows.definition.model import Procedure, Transition, roles_of
from flows.definition.text import Text

STATE = Text("环节", "state")
FIELD = Text("字段", "field")
PLAIN = re.compile(r"[a-z][a-z0-9_]*")
PLAIN_CHOICE = re.compile(r"[a-z0-9][a-z0-9_]*")
PREFIX = re.compile(r"[A-Z]{2,4}")


def keys_unique(subject: Subject) -> Iterator[Fault]:
    """A code is given once, and what is named twice is the same thing both times."""
    p = subject.procedure
    yield from _twice("state", (state.code for state in p.states))
    yield from _twice("setting", (setting.code for setting in p.settings))
    for state in p.states:
        path = subject.path(state.code)
        yield from _twice(f"state {state.code}: deadline", (deadline.code for deadline in state.deadlines), path)
    yield from _twice("at the start: field", (field.name for field in p.asks))
    for transition in p.transitions:
        place, path = where(transition), subject.path_of(transition)
        yield from _twice(f"{place}: field", (field.name for field in transition.needs), path)
        yield from _twice(f"{place}: document", (document.code for document in transition.documents), path)
        yield from _twice(f"{place}: guard", (guard.code for guard in transition.when), path)
    for field in _every_field(p):
        yield from _twice(f"field {field.name}: choice", (choice.code for choice in field.choices))
        yield from _twice(f"field {field.name}: column", (column.name for column in field.columns))


def one_meaning(subject: Subject) -> Iterator[Fault]:
    """An event, guard, rule, post, field, document or deadline that is named in two places is declared alike in both.
    A field may be required in one place and optional in another."""
    for kind, code, things in meanings(subject.procedure):
        if any(thing != things[0] for thing in things):
            said = Text(f"“{code}”有两种不同的写法。", f"“{code}” is declared in two different ways.")
            yield Fault(f"{kind} {code}", said)


def known_names(subject: Subject) -> Iterator[Fault]:
    """Every state, event, setting, register and field that is named exists."""
    yield from _unknown_targets(subject)
    yield from _unknown_in_deadlines(subject)
    yield from _unknown_in_sign_offs(subject)
    yield from _unknown_fields(subject)
    opened = {e.kind for t in subject.procedure.transitions for e in t.effects if isinstance(e, OpenEntry)}
    for transition in subject.procedure.transitions:
        moved = [effect.kind for effect in transition.effects if isinstance(effect, MoveEntry)]
        chosen_from = [field.register for field in transition.needs if field.register is not None]
        for kind in dict.fromkeys((*moved, *chosen_from)):
            if kind not in opened:
                message = unknown(Text("本流程登记本", "register with entries of this procedure"), kind, opened)
                yield Fault(where(transition), message, subject.path_of(transition))


def codes_plain(subject: Subject) -> Iterator[Fault]:
    """Codes stand in URLs, databases, tests and scripts: small letters, digits and underscores."""
    for kind, code in _codes(subject.procedure):
        pattern = PLAIN_CHOICE if kind == "choice" else PLAIN
        if not pattern.fullmatch(code):
            said = Text("代码只用小写字母、数字和下划线。", "A code has small letters, digits and underscores only.")
            yield Fault(f"{kind} {code}", said)


def version_and_prefix(subject: Subject) -> Iterator[Fault]:
    """Versions count from 1; a number begins with two to four capital letters."""
    p = subject.procedure
    if p.version < 1:
        yield Fault("version", Text("版本号从 1 开始。", "Versions count from 1."))
    if not PREFIX.fullmatch(p.prefix):
        yield Fault(
            "prefix", Text("编号前缀为二至四个大写字母。", "The prefix of numbers is two to four capital letters.")
        )


def where(transition: Transition) -> str:
    """A transition as its declaration writes it, with all its sources."""
    sources = ", ".join(transition.source)
    target = transition.target or (sources if len(transition.source) == 1 else "(stays)")
    return f"{sources} --{transition.event.code}--> {target}"


def meanings(procedure: Procedure) -> Iterator[tuple[str, str, list[object]]]:
    """Every shared word of a procedure: its kind, its code, and what stands for it in each place."""
    found: dict[tuple[str, str], list[object]] = {}
    for kind, code, thing in _words(procedure):
        found.setdefault((kind, code), []).append(thing)
    for (kind, code), things in found.items():
        yield kind, code, things


def placed_uses(subject: Subject) -> Iterator[tuple[str, tuple[str, ...], Use]]:
    """Every naming of a field, with its place and the way there."""
    for state in subject.procedure.states:
        path = subject.path(state.code)
        yield from ((f"state {state.code}", path, use) for use in uses_of_state(state))
    for transition in subject.procedure.transitions:
        path = subject.path_of(transition)
        yield from ((where(transition), path, use) for use in uses_of_transition(transition))


def _words(p: Procedure) -> Iterator[tuple[str, str, object]]:
    yield from (("field", field.name, replace(field, required=True)) for field in p.asks)
    yield from (("rule", compute.rule.code, compute.rule) for compute in p.computes)
    for state in p.states:
        yield from (("role", role.code, role) for role in roles_of(state.by))
        yield from (("role", signature.role.code, signature.role) for signature in state.sign_offs)
        yield from (("deadline", deadline.code, deadline) for deadline in state.deadlines)
    for t in p.transitions:
        yield "event", t.event.code, t.event
        yield from (("role", role.code, role) for role in roles_of(t.by))
        yield from (("guard", guard.code, guard) for guard in (*t.when, *((t.route,) if t.route else ())))
        yield from (("field", field.name, replace(field, required=True)) for field in t.needs)
        yield from (("document", document.code, document) for document in t.documents)
        yield from (("rule", e.rule.code, e.rule) for e in t.effects if isinstance(e, Compute))


def _every_field(p: Procedure) -> Iterator[Field]:
    for field in (*p.asks, *(field for transition in p.transitions for field in transition.needs)):
        yield field
        yield from field.columns


def _codes(p: Procedure) -> Iterator[tuple[str, str]]:
    yield "procedure", p.key
    yield from (("state", state.code) for state in p.states)
    yield from (("setting", setting.code) for setting in p.settings)
    yield from ((kind, code) for kind, code, _ in meanings(p))
    for field in _every_field(p):
        yield from (("column", column.name) for column in field.columns)
        yield from (("choice", choice.code) for choice in field.choices)


def _twice(kind: str, codes: Iterable[str], path: tuple[str, ...] = ()) -> Iterator[Fault]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            said = Text(f"“{code}”声明了两次。", f"“{code}” is declared twice.")
            yield Fault(f"{kind} {code}", said, path)
        seen.add(code)


def _unknown_targets(subject: Subject) -> Iterator[Fault]:
    for transition in subject.procedure.transitions:
        named = (*transition.source, *((transition.target,) if transition.target is not None else ()))
        for code in named:
            if code not in subject.states:
                yield Fault(where(transition), unknown(STATE, code, subject.states), subject.path_of(transition))


def _unknown_in_deadlines(subject: Subject) -> Iterator[Fault]:
    events = {transition.event.code for transition in subject.procedure.transitions}
    settings = {setting.code for setting in subject.procedure.settings}
    for state in subject.procedure.states:
        for deadline in state.deadlines:
            place = f"state {state.code}: deadline {deadline.code}"
            if deadline.event is not None and deadline.event not in events:
                message = unknown(Text("操作", "event"), deadline.event, events)
                yield Fault(place, message, subject.path(state.code))
            if deadline.span.setting is not None and deadline.span.setting not in settings:
                message = unknown(Text("参数", "setting"), deadline.span.setting, settings)
                yield Fault(place, message, subject.path(state.code))


def _unknown_in_sign_offs(subject: Subject) -> Iterator[Fault]:
    settings = {setting.code for setting in subject.procedure.settings}
    for state in subject.procedure.states:
        named: list[tuple[str, str | None]] = [(f"sign-off {one.role.code}", one.setting) for one in state.sign_offs]
        named += [(f"pause {pause.code}", pause.setting) for pause in state.pauses]
        for what, setting in named:
            if setting is not None and setting not in settings:
                message = unknown(Text("参数", "setting"), setting, settings)
                yield Fault(f"state {state.code}: {what}", message, subject.path(state.code))


def _unknown_fields(subject: Subject) -> Iterator[Fault]:
    known, fields = known_fields(subject.procedure), fields_of(subject.procedure)
    for place, path, use in placed_uses(subject):
        rows = fields.get(use.rows or "")
        columns = {column.name for column in rows.columns} if rows else set()
        if use.field not in known | columns:
            yield Fault(place, unknown(FIELD, use.field, known | columns), path)
