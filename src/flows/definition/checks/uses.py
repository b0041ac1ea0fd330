"""Where a declaration names a field, and where a field gets its value: the ground of three rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.definition.checks.subject import Arrow
from flows.definition.effects import (
    Compute,
    Effect,
    ExpectPayment,
    GiveNumber,
    MoveEntry,
    OpenEntry,
    RecordPayment,
    StartCase,
)
from flows.definition.forms import Field
from flows.definition.model import Holder, Procedure, RoleFrom, State, Transition

ANY: frozenset[str] = frozenset()
MOMENTS = frozenset({"date", "moment"})
MONEY = frozenset({"money"})
ROWS = frozenset({"rows"})
LINE = frozenset({"integer", "lines"})
ONE_LINE = frozenset({"integer"})
PERSON = frozenset({"user"})
POST = frozenset({"choice", "text"})


@dataclass(frozen=True, slots=True)
class Use:
    """One naming of a field. `kinds` are those that make sense there (empty: any). `rows` is the rows field whose
    columns may be meant as well. `early`: read before the event gives anything. `firm`: a value must be there."""

    field: str
    kinds: frozenset[str] = ANY
    rows: str | None = None
    early: bool = False
    firm: bool = False


def fields_of(procedure: Procedure) -> dict[str, Field]:
    """Every field declared, by name."""
    return dict(procedure.fields())


def written_by(transition: Transition) -> frozenset[str]:
    """The fields that the effects of a transition fill in."""
    return frozenset(e.field for e in transition.effects if isinstance(e, GiveNumber | Compute))


def known_fields(procedure: Procedure) -> frozenset[str]:
    written = (written_by(transition) for transition in procedure.transitions)
    return frozenset(procedure.fields()).union(*written) | given_at_start(procedure)


def given_at_start(procedure: Procedure) -> frozenset[str]:
    """What every case has from its first moment."""
    asked = {field.name for field in procedure.asks if field.required}
    return frozenset(asked | {compute.field for compute in procedure.computes})


def supplies(arrow: Arrow, name: str, *, firm: bool) -> bool:
    """Whether taking the arrow gives the field a value; `firm`: without fail, so that a field left empty at will
    does not count."""
    if name in written_by(arrow.transition):
        return True
    return any(f.name == name and (f.required or not firm) for f in arrow.transition.needs)


def uses_of_state(state: State) -> Iterator[Use]:
    yield from _holder_uses(state.by)
    if state.named is not None:
        yield Use(state.named, PERSON, early=True)
    for deadline in state.deadlines:
        span = deadline.span
        for named in (span.field if span.unit == "field" else span.since, span.before):
            if named is not None:
                yield Use(named, MOMENTS, early=True)


def uses_of_transition(transition: Transition) -> Iterator[Use]:
    yield from _holder_uses(transition.by)
    if transition.named is not None:
        yield Use(transition.named, PERSON, early=True)
    for guard in (*transition.when, *((transition.route,) if transition.route else ())):
        yield from (Use(name) for name in guard.reads)
    yield from (Use(document.per, ROWS) for document in transition.documents if document.per is not None)
    for effect in transition.effects:
        yield from _effect_uses(effect)


def _holder_uses(holder: Holder | None) -> Iterator[Use]:
    if isinstance(holder, RoleFrom):
        yield Use(holder.field, POST, early=True, firm=True)


def _effect_uses(effect: Effect) -> Iterator[Use]:
    match effect:
        case OpenEntry():
            yield from _entry_uses(effect)
        case MoveEntry(line=str() as line):
            yield Use(line, LINE, firm=True)
        case ExpectPayment(amount=amount):
            yield Use(amount, MONEY, firm=True)
        case RecordPayment(amount=amount, receipt=receipt):
            yield Use(amount, MONEY, firm=True)
            yield Use(receipt, firm=True)
        case StartCase(copies=copies):
            yield from (Use(name) for name in copies)


def _entry_uses(effect: OpenEntry) -> Iterator[Use]:
    if effect.per is not None:
        yield Use(effect.per, ROWS, firm=True)
    if effect.again is not None:
        yield Use(effect.again, ONE_LINE, firm=True)
    yield from (Use(name, rows=effect.per) for name in effect.copies)
    moments = (effect.valid_from, effect.valid_until)
    yield from (Use(name, MOMENTS, rows=effect.per) for name in moments if name is not None)
