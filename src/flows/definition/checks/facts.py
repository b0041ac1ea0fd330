"""Rules about the facts: what is read has been given, forms make sense, guards can be met."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition.checks.constants import words_of
from flows.definition.checks.names import placed_uses
from flows.definition.checks.subject import Arrow, Fault, Subject, steps
from flows.definition.checks.uses import (
    Use,
    fields_of,
    given_at_start,
    known_fields,
    supplies,
    uses_of_state,
    uses_of_transition,
)
from flows.definition.forms import Field
from flows.definition.model import REASONED
from flows.definition.text import Text


def fields_supplied(subject: Subject) -> Iterator[Fault]:
    """Whatever is read somewhere has been asked for on every way there. What names a post or sums money must have
    been required there; elsewhere a field that may be left empty will do, for who reads it knows that it may be."""
    known = known_fields(subject.procedure)
    for state in subject.procedure.states:
        for use in uses_of_state(state):
            if use.field in known:
                yield from _unsupplied(subject, f"state {state.code}", state.code, use, None)
    for arrow in subject.arrows:
        for use in uses_of_transition(arrow.transition):
            own = not use.early and supplies(arrow, use.field, firm=use.firm)
            if use.field in known and not own:
                yield from _unsupplied(subject, str(arrow), arrow.source, use, arrow)


def field_kind_fits(subject: Subject) -> Iterator[Fault]:
    """A person stands in a user field, a sum in a money field, a moment in a date or moment, lines in rows."""
    fields = fields_of(subject.procedure)
    for place, path, use in placed_uses(subject):
        field = fields.get(use.field)
        if field and use.kinds and field.kind not in use.kinds:
            kinds = " / ".join(sorted(use.kinds))
            said = Text(
                f"“{use.field}”应为 {kinds}，而不是 {field.kind}。",
                f"“{use.field}” should be {kinds}, not {field.kind}.",
            )
            yield Fault(place, said, path)


def field_makes_sense(subject: Subject) -> Iterator[Fault]:
    """A choice has choices, rows have columns and are not nested, bounds are in order, marks stand where they count."""
    for field in subject.procedure.asks:
        yield from _nonsense(f"field {field.name}", field)
        if field.kind in ("rows", "lines"):
            said = Text("新建时只问单项。", "At the start only single facts are asked for.")
            yield Fault(f"field {field.name}", said)
    for transition in subject.procedure.transitions:
        for field in transition.needs:
            yield from _nonsense(f"field {field.name}", field)
        for document in transition.documents:
            if not 0 <= document.at_least <= document.at_most or not document.accepts:
                said = Text(
                    "件数上下限颠倒，或没有可接受的文件类型。", "Bounds are out of order, or no type is accepted."
                )
                yield Fault(f"document {document.code}", said)


def guards_contradict(subject: Subject) -> Iterator[Fault]:
    """The guards and the route of one transition can be met together: none shuts out another, whichever says so."""
    for arrow in subject.arrows:
        guards = arrow.guards
        for number, one in enumerate(guards):
            for other in guards[number + 1 :]:
                if other.code in one.excludes or one.code in other.excludes:
                    both = f"“{one.code}”, “{other.code}”"
                    said = Text(f"前置条件互相排斥：{both}。", f"Guards that can never be met together: {both}.")
                    yield Fault(str(arrow), said, subject.path_over(arrow))


def guard_names_what_it_reads(subject: Subject) -> Iterator[Fault]:
    """A guard lists in `reads` whatever it looks at of what its own event asks for: until that is filled in nobody can
    say whether it is met, and one that does not tell would shut the button before anything can be filled in. Seen by
    the names that stand in its function and in those it calls."""
    for arrow in subject.arrows:
        asked = {field.name for field in arrow.transition.needs}
        for guard in arrow.guards:
            untold = sorted(asked & words_of([guard.test]) - set(guard.reads))
            if untold:
                names = ", ".join(untold)
                said = Text(
                    f"“{guard.code}”未声明所读字段：{names}。", f"“{guard.code}” does not tell that it reads: {names}."
                )
                yield Fault(str(arrow), said, subject.path_over(arrow))


def reason_carried(subject: Subject) -> Iterator[Fault]:
    """Whatever sends back, ends or voids asks for a reason; nothing has turned that off."""
    for arrow in subject.arrows:
        if arrow.transition.event.kind in REASONED and not arrow.transition.reason:
            said = Text("退回、终止类操作必须写明原因。", "What sends back or ends a case must ask for a reason.")
            yield Fault(str(arrow), said, subject.path_over(arrow))


def _unsupplied(subject: Subject, place: str, state: str, use: Use, last: Arrow | None) -> Iterator[Fault]:
    if use.field in given_at_start(subject.procedure):
        return
    ways = subject.ways_over(lambda arrow: not supplies(arrow, use.field, firm=use.firm))
    if state in ways and not _is_column(subject, use):
        way = (*ways[state], *((last,) if last else ()))
        said = Text(f"走到这里时“{use.field}”可能还没有填写。", f"On this way “{use.field}” has not been given yet.")
        yield Fault(place, said, steps(way))


def _is_column(subject: Subject, use: Use) -> bool:
    rows = fields_of(subject.procedure).get(use.rows or "")
    return rows is not None and any(column.name == use.field for column in rows.columns)


def _nonsense(place: str, field: Field) -> Iterator[Fault]:
    rows = field.kind == "rows"
    wrong = (
        (field.kind == "choice") != bool(field.choices)
        or rows != bool(field.columns)
        or any(column.kind in ("rows", "lines") for column in field.columns)
        or (field.adds and not rows)
        or (field.kind == "lines") != (field.register is not None)
        or (field.role is not None and field.kind != "user")
        or (field.minimum is not None and field.maximum is not None and field.minimum > field.maximum)
    )
    if wrong:
        said = Text("字段的声明自相矛盾。", "The declaration of the field does not make sense.")
        yield Fault(place, said)
    for column in field.columns:
        yield from _nonsense(f"{place}: column {column.name}", column)
