"""Rules about all procedures of an office together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.definition.checks.names import meanings, where
from flows.definition.checks.subject import Fault, unknown
from flows.definition.effects import StartCase
from flows.definition.guards import Guard
from flows.definition.model import Procedure
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
                f"“{other.key}”立案须有“{field.name}”。", f"“{other.key}” does not start without “{field.name}”."
            )
    for name in effect.copies:
        if name not in takes:
            yield unknown(Text(f"“{other.key}”起始字段", f"first field of “{other.key}”"), name, takes)
