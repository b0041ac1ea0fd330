"""Rules about all procedures of an office together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.definition.checks.names import meanings, where
from flows.definition.checks.subject import Fault, unknown
from flows.definition.effects import StartCase, Tell
from flows.definition.guards import Guard
from flows.definition.model import Procedure, Transition
from flows.definition.text import Text

SHARED = ("event", "role", "guard", "rule")

Found = Iterator[tuple[str, Fault]]


def prefix_unique(procedures: Sequence[Procedure]) -> Found:
    """Two procedures never give the same number; versions of one procedure share a prefix."""
    owner: dict[str, str] = {}
    for p in procedures:
        first = owner.setdefault(p.prefix, p.key)
        if first != p.key:
            said = Text(f"编号前缀“{p.prefix}”已归“{first}”。", f"The prefix “{p.prefix}” belongs to “{first}”.")
            yield p.key, Fault("prefix", said)


def version_declared_once(procedures: Sequence[Procedure]) -> Found:
    """A procedure and its version stand for one declaration."""
    seen: set[tuple[str, int]] = set()
    for p in procedures:
        if (p.key, p.version) in seen:
            said = Text(f"第 {p.version} 版声明了两次。", f"Version {p.version} is declared twice.")
            yield p.key, Fault("version", said)
        seen.add((p.key, p.version))


def related_procedure_known(procedures: Sequence[Procedure]) -> Found:
    """A case that another starts is of a procedure that exists and can take the fields copied to it."""
    by_key = {p.key: p for p in procedures}
    for p in procedures:
        for transition in p.transitions:
            for effect in transition.effects:
                if isinstance(effect, StartCase):
                    for said in _start_faults(effect, by_key):
                        yield p.key, Fault(where(transition), said)


def followed_event_known(procedures: Sequence[Procedure]) -> Found:
    """What an event tells other cases to take is one that follows, of a procedure that exists."""
    by_key = {p.key: p for p in procedures}
    for p, transition, effect in _tells(procedures):
        other = by_key.get(effect.procedure)
        if other is None:
            yield p.key, Fault(where(transition), unknown(Text("流程", "procedure"), effect.procedure, by_key))
        elif effect.event not in (known := _following(other)):
            said = unknown(
                Text(f"“{other.key}”随办的操作", f"event of “{other.key}” that follows"), effect.event, known
            )
            yield p.key, Fault(where(transition), said)


def follower_is_told(procedures: Sequence[Procedure]) -> Found:
    """What follows on another case, some event tells."""
    told = {(effect.procedure, effect.event) for _, _, effect in _tells(procedures)}
    for p in procedures:
        for event in sorted(_following(p)):
            if (p.key, event) not in told:
                said = Text("没有关联单据带动它，永远不会办理。", "No other case tells of it, so it is never taken.")
                yield p.key, Fault(f"event {event}", said)


def _tells(procedures: Sequence[Procedure]) -> Iterator[tuple[Procedure, Transition, Tell]]:
    for p in procedures:
        for transition in p.transitions:
            yield from ((p, transition, effect) for effect in transition.effects if isinstance(effect, Tell))


def _following(procedure: Procedure) -> set[str]:
    return {t.event.code for t in procedure.transitions if t.event.kind == "follow"}


def word_shared(procedures: Sequence[Procedure]) -> Found:
    """An event, post, guard or rule means the same in every procedure: one word, one meaning, one translation."""
    first: dict[tuple[str, str], tuple[str, object]] = {}
    for p in procedures:
        for kind, code, things in meanings(p):
            if kind in SHARED:
                owner, thing = first.setdefault((kind, code), (p.key, things[0]))
                if things[0] != thing:
                    said = Text(f"与“{owner}”中的写法不同。", f"Declared differently in “{owner}”.")
                    yield p.key, Fault(f"{kind} {code}", said)


def excluded_guard_known(procedures: Sequence[Procedure]) -> Found:
    """A guard that another says it excludes is used somewhere."""
    guards = {thing.code: (p.key, thing) for p in procedures for thing in _guards(p)}
    for key, guard in guards.values():
        for code in guard.excludes:
            if code not in guards:
                yield key, Fault(f"guard {guard.code}", unknown(Text("前置条件", "guard"), code, guards))


def _guards(p: Procedure) -> Iterator[Guard]:
    for _, _, things in meanings(p):
        yield from (thing for thing in things if isinstance(thing, Guard))


def _start_faults(effect: StartCase, by_key: dict[str, Procedure]) -> Iterator[Text]:
    other = by_key.get(effect.procedure)
    if other is None:
        yield unknown(Text("流程", "procedure"), effect.procedure, by_key)
        return
    takes = {field.name for transition in other.leaving(other.start.code) for field in transition.needs}
    takes |= {field.name for field in other.asks}
    for field in other.asks:
        if field.required and field.name not in effect.copies:
            yield Text(
                f"“{other.key}”新建时须有“{field.name}”。", f"“{other.key}” does not start without “{field.name}”."
            )
    for name in effect.copies:
        if name not in takes:
            yield unknown(Text(f"“{other.key}”起始字段", f"first field of “{other.key}”"), name, takes)
