"""Rules about the arrows: every state can be reached and left, every arrow can be taken."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition.checks.names import where
from flows.definition.checks.subject import Arrow, Fault, Subject
from flows.definition.text import Text


def start_is_open(subject: Subject) -> Iterator[Fault]:
    """Something can be done with a new case."""
    start = subject.procedure.start.code
    if subject.procedure.is_final(start):
        yield Fault(f"state {start}", Text("起始环节没有任何操作。", "Nothing can be done in the first state."))


def reachable(subject: Subject) -> Iterator[Fault]:
    """Every state can be reached from the start. Arrows out of one that can't are dead with it; they are no problem
    of their own."""
    for state in subject.procedure.states:
        if state.code not in subject.ways:
            said = Text("从起始环节走不到这里。", "No way leads here from the start.")
            yield Fault(f"state {state.code}", said)


def no_trap(subject: Subject) -> Iterator[Fault]:
    """A state with something to do in it has a way out as well: an event that stays where it is does not count."""
    for closed in _closed_rounds(subject):
        if len(closed) == 1:
            said = Text("进来后只能停留，无法离开。", "Once here, every event stays here: there is no way out.")
            yield Fault(f"state {closed[0]}", said, subject.path(closed[0]))


def can_end(subject: Subject) -> Iterator[Fault]:
    """From every state a final one can be reached. Told once for each set of states that goes round in itself."""
    for closed in _closed_rounds(subject):
        if len(closed) > 1:
            names = ", ".join(closed)
            said = Text(f"只能在 {names} 之间循环，无法结束。", f"The case goes round in {names} and can't end.")
            yield Fault(f"state {closed[0]}", said, subject.path(closed[0]))


def transition_dead(subject: Subject) -> Iterator[Fault]:
    """Of several arrows with one event and source, the first whose condition is met is taken: one that stands after
    an unconditional one, or repeats a condition, is never taken."""
    for arrows in _choices(subject).values():
        routes: set[str | None] = set()
        for arrow in arrows:
            code = arrow.transition.route.code if arrow.transition.route else None
            if None in routes:
                said = Text(
                    "排在无条件的流转之后，永远轮不到。", "Stands after an unconditional one and is never taken."
                )
                yield Fault(str(arrow), said, subject.path_over(arrow))
            elif code in routes:
                said = Text(f"条件“{code}”已用过，永远轮不到。", f"Repeats the condition “{code}” and is never taken.")
                yield Fault(str(arrow), said, subject.path_over(arrow))
            routes.add(code)


def unrouted_last(subject: Subject) -> Iterator[Fault]:
    """The last of the arrows with one event and source has no condition, so that one is always taken."""
    for arrows in _choices(subject).values():
        if all(arrow.transition.route for arrow in arrows):
            last = arrows[-1]
            said = Text("条件都不满足时无路可走。", "When no condition is met there is nowhere to go.")
            yield Fault(str(last), said, subject.path_over(last))


def routes_ask_alike(subject: Subject) -> Iterator[Fault]:
    """The arrows with one event and source ask for the same fields: which of them is taken is known only once they
    are filled in, so that what one alone asks for would never be asked."""
    for arrows in _choices(subject).values():
        asked = {field.name: field for field in arrows[-1].transition.needs}
        for arrow in arrows[:-1]:
            fields = {field.name: field for field in arrow.transition.needs}
            odd = sorted(name for name in asked | fields if asked.get(name) != fields.get(name))
            if odd:
                names = ", ".join(odd)
                said = Text(
                    f"同一操作的各条流转所填字段不同：{names}。",
                    f"The ways of one event ask for different fields: {names}.",
                )
                yield Fault(str(arrow), said, subject.path_over(arrow))


def source_named_once(subject: Subject) -> Iterator[Fault]:
    """A transition leaves each of its sources once, and leaves at least one."""
    for transition in subject.procedure.transitions:
        if len(set(transition.source)) != len(transition.source) or not transition.source:
            said = Text("来源环节漏写或重复。", "A source is missing or named twice.")
            yield Fault(where(transition), said, subject.path_of(transition))


def return_leads_back(subject: Subject) -> Iterator[Fault]:
    """What is returned can come to the same place again: a `return` that never does is a rejection."""
    for arrow in subject.arrows:
        if arrow.transition.event.kind == "return" and arrow.source not in _from(subject, arrow.target):
            said = Text("退回后再也到不了原环节。", "What is returned can never come back to where it was.")
            yield Fault(str(arrow), said, subject.path_over(arrow))


def _choices(subject: Subject) -> dict[tuple[str, str], list[Arrow]]:
    """The arrows by source and event, in the order in which they are tried."""
    choices: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in dict.fromkeys(subject.arrows):
        choices.setdefault((arrow.source, arrow.transition.event.code), []).append(arrow)
    return choices


def _from(subject: Subject, start: str) -> frozenset[str]:
    """The states that a case in `start` can come to, `start` included."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for arrow in subject.leaving(here):
            if arrow.target not in found:
                found.add(arrow.target)
                waiting.append(arrow.target)
    return frozenset(found)


def _closed_rounds(subject: Subject) -> Iterator[list[str]]:
    """Sets of reachable states that, once entered, are never left and hold no final state; each in the order in
    which the case comes to them."""
    onward = {state: _from(subject, state) for state in subject.ways}
    for states in dict.fromkeys(onward.values()):
        ends = any(subject.procedure.is_final(code) for code in states)
        if not ends and all(onward[other] == states for other in states):
            yield [code for code in subject.ways if code in states]
