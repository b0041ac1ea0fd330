"""What a rule is given and what it finds: the declaration with its arrows and paths, and faults."""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.definition.guards import Guard
from flows.definition.model import Procedure, Transition
from flows.definition.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding of one rule. `path` is the counter-example: the shortest way from the start into the fault; empty
    where the fault is in the words of the declaration, or where no way leads."""

    where: str
    message: Text
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition as it leaves one of its sources."""

    source: str
    transition: Transition

    @property
    def target(self) -> str:
        return self.transition.lands_in(self.source)

    @property
    def guards(self) -> tuple[Guard, ...]:
        route = self.transition.route
        return (*self.transition.when, route) if route else self.transition.when

    def __str__(self) -> str:
        return f"{self.source} --{self.transition.event.code}--> {self.target}"


Way = tuple[Arrow, ...]


@dataclass(frozen=True)
class Subject:
    """A procedure under the eyes of the rules. Arrows from or to states that don't exist are left out, so that one
    misspelt name is one problem and not ten."""

    procedure: Procedure
    clauses: Container[str] | Mapping[str, object]

    @cached_property
    def states(self) -> frozenset[str]:
        return frozenset(state.code for state in self.procedure.states)

    @cached_property
    def arrows(self) -> Way:
        every = (Arrow(source, t) for t in self.procedure.transitions for source in t.source)
        return tuple(arrow for arrow in every if {arrow.source, arrow.target} <= self.states)

    def leaving(self, state: str) -> Way:
        return tuple(arrow for arrow in self.arrows if arrow.source == state)

    @cached_property
    def ways(self) -> Mapping[str, Way]:
        """The shortest way from the start to every state that can be reached."""
        return self.ways_over(lambda arrow: True)

    def ways_over(self, allowed: Callable[[Arrow], bool]) -> Mapping[str, Way]:
        """The shortest way from the start over the arrows `allowed`, to every state that these reach."""
        start = self.procedure.start.code
        ways: dict[str, Way] = {start: ()}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for arrow in self.leaving(here):
                if allowed(arrow) and arrow.target not in ways:
                    ways[arrow.target] = (*ways[here], arrow)
                    waiting.append(arrow.target)
        return ways

    def path(self, state: str) -> tuple[str, ...]:
        return steps(self.ways.get(state, ()))

    def path_over(self, arrow: Arrow) -> tuple[str, ...]:
        return (*self.path(arrow.source), str(arrow))

    def path_of(self, transition: Transition) -> tuple[str, ...]:
        """The shortest way over the transition, from whichever of its sources is nearest; empty where none is
        reached. The target need not exist."""
        reached = [source for source in transition.source if source in self.ways]
        nearest = min(reached, key=lambda source: len(self.ways[source]), default=None)
        return () if nearest is None else self.path_over(Arrow(nearest, transition))


def steps(way: Way) -> tuple[str, ...]:
    return tuple(str(arrow) for arrow in way)


def did_you_mean(name: str, known: Collection[str]) -> Text:
    """The end of a sentence about an unknown name."""
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return Text(f"，是不是“{near[0]}”？", f"; did you mean “{near[0]}”?") if near else Text("。", ".")


def unknown(kind: Text, name: str, known: Collection[str]) -> Text:
    end = did_you_mean(name, known)
    return Text(f"没有名为“{name}”的{kind.zh}{end.zh}", f"There is no {kind.en} “{name}”{end.en}")
