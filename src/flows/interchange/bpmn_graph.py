"""A procedure as nodes and flows of BPMN 2.0.

A state that somebody holds is a user task in the lane of its holder; more than one way in joins before it, more than one
way out parts after it, as bpmnlint asks. A deadline is a timer on the task's edge: with an event of the clock it ends the
task and leads on, without one it only tells. What another case brings about is a message on the edge. A final state is
an end event, once for each arrow that leads there, so that no line crosses the picture for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from flows.definition.captions import holder_words
from flows.definition.limits import Deadline
from flows.definition.model import CLOCK, Event, Procedure, State, Transition, roles_of
from flows.definition.text import Text
from flows.interchange.told import arrow_words, flow_name, is_pressed, is_timed

Kind = Literal["start", "task", "fork", "join", "end", "timer", "message"]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One move of the declaration: a transition taken from one of its sources."""

    transition: Transition
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Node:
    """`state` is where it stands: its column and lane are that state's. `host`: the task on whose edge it sits, there
    at `place`. `reached`: the final state that an end event stands for; `told` of one that only ends a reminder."""

    id: str
    kind: Kind
    name: str
    state: str
    host: str | None = None
    place: int = 0
    interrupts: bool = True
    deadline: Deadline | None = None
    reached: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""
    words: str = ""
    condition: str = ""
    arrow: Arrow | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    id: str
    name: str
    posts: tuple[str, ...]
    states: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Graph:
    procedure: Procedure
    lang: str
    lanes: tuple[Lane, ...]
    nodes: dict[str, Node]
    flows: list[Flow]

    def of_state(self, code: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.state == code]


def graph(procedure: Procedure, lang: str) -> Graph:
    return _Drawn(procedure, lang).graph


def lanes(procedure: Procedure, lang: str) -> tuple[Lane, ...]:
    """One for each holder: states held by two posts have a lane of both."""
    found: dict[str, Lane] = {}
    for state in procedure.states:
        if not procedure.is_final(state.code):
            posts = tuple(role.code for role in roles_of(state.by))
            name = holder_words(procedure, state.by, lang) or Text(CLOCK.zh, CLOCK.en).in_(lang)
            lane = found.setdefault(name, Lane(f"lane_{len(found) + 1}", name, posts))
            lane.states.append(state.code)
    return tuple(found.values())


class _Drawn:
    def __init__(self, procedure: Procedure, lang: str) -> None:
        self.procedure, self.lang = procedure, lang
        self.graph = Graph(procedure, lang, lanes(procedure, lang), {}, [])
        self._open = [state for state in procedure.states if not procedure.is_final(state.code)]
        self._ends: Counter[str] = Counter()
        self._into = self._ways_in()
        start = procedure.start
        begins = self._add(Node("start", "start", self._say("登记", "Registered"), start.code))
        for state in self._open:
            self._task(state)
        self._flow(begins, self._entry(start.code))
        for state in self._open:
            self._ways_out(state)

    def _say(self, zh: str, en: str) -> str:
        return Text(zh, en).in_(self.lang)

    def _add(self, node: Node) -> str:
        self.graph.nodes[node.id] = node
        return node.id

    def _flow(
        self,
        source: str,
        target: str,
        name: str = "",
        words: str = "",
        condition: str = "",
        arrow: Arrow | None = None,
    ) -> None:
        ident = f"flow_{len(self.graph.flows) + 1}"
        self.graph.flows.append(Flow(ident, source, target, name, words, condition, arrow))

    def _arrows(self, source: str) -> list[Arrow]:
        return [Arrow(t, source, t.lands_in(source)) for t in self.procedure.leaving(source)]

    def pressed(self, source: str) -> list[Arrow]:
        """Ways out of the task itself: those that people take, or, where there are none, all."""
        every = self._arrows(source)
        return [arrow for arrow in every if is_pressed(self.procedure, arrow.transition, source)] or every

    def timed(self, source: str) -> dict[str, list[Arrow]]:
        """Ways from its edge by event, in the order declared."""
        found: dict[str, list[Arrow]] = {}
        pressed = self.pressed(source)
        for arrow in self._arrows(source):
            alone = arrow in pressed and not is_pressed(self.procedure, arrow.transition, source)
            if is_timed(self.procedure, arrow.transition, source) and not alone:
                found.setdefault(arrow.transition.event.code, []).append(arrow)
        return found

    def _ways_in(self) -> Counter[str]:
        found = Counter([self.procedure.start.code])
        for state in self._open:
            found.update(arrow.target for arrow in self.pressed(state.code))
            for event, arrows in self.timed(state.code).items():
                times = max(1, sum(d.event == event for d in state.deadlines))
                found.update(arrow.target for arrow in arrows * times if arrow.transition.target is not None)
        return found

    def _entry(self, code: str) -> str:
        return f"join_{code}" if self._into[code] > 1 else f"task_{code}"

    def _task(self, state: State) -> None:
        name, pressed = Text(state.zh, state.en).in_(self.lang), self.pressed(state.code)
        if len(pressed) == 1:
            name += f" → {flow_name(self.procedure, pressed[0].transition, state.code, self.lang)}"
        task = self._add(Node(f"task_{state.code}", "task", name, state.code))
        if self._into[state.code] > 1:
            self._flow(self._add(Node(f"join_{state.code}", "join", "", state.code)), task)

    def _ways_out(self, state: State) -> None:
        task, pressed = f"task_{state.code}", self.pressed(state.code)
        if len(pressed) == 1:
            self._take(task, pressed[0], "")
        else:
            fork = self._add(Node(f"fork_{state.code}", "fork", self._say("怎么办理？", "What is done?"), state.code))
            self._flow(task, fork)
            for arrow in pressed:
                self._take(fork, arrow, _condition(arrow, pressed))
        timed = self.timed(state.code)
        for place, deadline in enumerate(state.deadlines):
            self._limit(state, place, deadline, timed.get(deadline.event or "", []))
        taken = {deadline.event for deadline in state.deadlines}
        told = [arrows for event, arrows in timed.items() if event not in taken]
        for place, arrows in enumerate(told, len(state.deadlines)):
            self._message(state, place, arrows)

    def _limit(self, state: State, place: int, deadline: Deadline, arrows: Sequence[Arrow]) -> None:
        moves = any(arrow.transition.target is not None for arrow in arrows)
        name = Text(deadline.zh, deadline.en).in_(self.lang)
        ident, task = f"due_{state.code}_{deadline.code}", f"task_{state.code}"
        timer = self._add(Node(ident, "timer", name, state.code, task, place, moves, deadline))
        if not moves and not arrows:
            self._flow(timer, self._end(state.code, self._say("提醒", "Reminder"), None, place))
        self._from_edge(timer, arrows, place)

    def _message(self, state: State, place: int, arrows: Sequence[Arrow]) -> None:
        event: Event = arrows[0].transition.event
        moves = any(arrow.transition.target is not None for arrow in arrows)
        ident, words = f"told_{state.code}_{event.code}", Text(event.zh, event.en).in_(self.lang)
        edge = self._add(Node(ident, "message", words, state.code, f"task_{state.code}", place, moves))
        self._from_edge(edge, arrows, place)

    def _from_edge(self, edge: str, arrows: Sequence[Arrow], place: int) -> None:
        if len(arrows) > 1:
            state = self.graph.nodes[edge].state
            fork = self._add(Node(f"way_{edge}", "fork", self._say("走哪条路？", "Which way?"), state, place=place))
            self._flow(edge, fork)
            edge = fork
        for arrow in arrows:
            self._take(edge, arrow, _condition(arrow, arrows) if len(arrows) > 1 else "", place)

    def _take(self, origin: str, arrow: Arrow, condition: str, place: int = 0) -> None:
        procedure, transition, source = self.procedure, arrow.transition, arrow.source
        if procedure.is_final(arrow.target):
            final = procedure.state(arrow.target)
            target = self._end(source, Text(final.zh, final.en).in_(self.lang), final.code, place)
        elif transition.target is None and self.graph.nodes[origin].host:
            target = self._end(source, self._say("环节不变", "Stays"), None, place)
        else:
            target = self._entry(arrow.target)
        # A name only where ways part: bpmnlint calls others superfluous. The only way out stands in the task's own name.
        name = flow_name(procedure, transition, source, self.lang) if condition else ""
        words = arrow_words(procedure, transition, source, self.lang)
        self._flow(origin, target, name, words, condition, arrow)

    def _end(self, state: str, name: str, reached: str | None, place: int) -> str:
        kind = reached or "told"
        self._ends[kind] += 1
        return self._add(Node(f"end_{kind}_{self._ends[kind]}", "end", name, state, place=place, reached=reached))


def _condition(arrow: Arrow, beside: Iterable[Arrow]) -> str:
    """Which event, and of several ways of one event that its route is met and none of those declared before."""
    parts = [f'event == "{arrow.transition.event.code}"']
    for other in beside:
        if other is arrow:
            break
        if other.transition.event == arrow.transition.event and other.transition.route:
            parts.append(f"not {other.transition.route.code}")
    if arrow.transition.route:
        parts.append(arrow.transition.route.code)
    return " and ".join(parts)
