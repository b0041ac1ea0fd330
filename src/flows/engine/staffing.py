"""Whether people can bring a case to its end: a search over who takes which step, exact up to a bound. Pure.

What is asked of people is asked: posts, who is there when, who stands in for whom, four eyes and every other guard about
who a person is, signatures, whom a case names. Everything else (papers, facts, money, registers) is taken for something that
people can bring. Whom a form names is chosen among those who may be named; whoever is alike is tried once.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count, product, repeat
from typing import Any

from flows.definition import (
    Actor,
    Case,
    Compute,
    Post,
    Procedure,
    RoleFrom,
    Situation,
    Transition,
    roles_of,
)
from flows.engine.conditions import HOLDING
from flows.engine.decide import BY_ITSELF
from flows.engine.ends import far_from, goal_of
from flows.engine.staffing_steps import Outcome, Step, approval, signed_roles
from flows.engine.who_acts import lets

MOST_STEPS = 10_000  # situations looked at for one case (beyond the handbook); more: not decided

Times = tuple[tuple[Actor, ...], ...]
"""Who is there, in each stretch of time between two changes, in their order."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A case as far as people matter: where, when, who has had a hand in it, and the people whom its facts name."""

    case: Case
    time: int
    path: tuple[Step, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        case = self.case
        hands = frozenset((a.people(), a.signs, a.role, a.state, a.round == case.round) for a in case.approvals)
        named = tuple(sorted((k, v) for k, v in case.data.items() if isinstance(v, str)))
        return case.state, self.time, hands, case.registrars, named

    def people(self) -> frozenset[str]:
        """Everybody whom it makes a difference to be."""
        named = " ".join(str(value) for value in self.case.data.values() if isinstance(value, str)).split()
        return self.case.registrars.union(named, *(a.people() for a in self.case.approvals))


_Waiting = tuple[int, int, Iterator[_Node]]


@dataclass
class Search:
    """For the cases of one procedure. `base`: a situation with the site's zone and the settings of the case. `above`: the
    posts over a post on the reporting line, which may give a task that names a person to another; empty: nobody may."""

    procedure: Procedure
    base: Situation
    times: Times
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)
    most: int = MOST_STEPS
    _alike: dict[str, Any] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        people = {actor.login for time in self.times for actor in time}
        for login in people:
            posts = (tuple(a.posts for a in time if a.login == login) for time in self.times)
            self._alike[login] = tuple(frozenset(p for held in found for p in held) for found in posts)

    def started(self, case: Case) -> Iterator[Case]:
        """A fresh case, by whoever may begin it, naming whoever may be named."""
        roles = {role.code for role in roles_of(self.procedure.start.by)}
        starts = _Node(case, 0)
        for _, actor, post in self._able(starts, roles):
            hands = frozenset({actor.login} | ({post.instead_of.login} if post.instead_of else set()))
            asked = [f for f in self.procedure.asks if f.kind == "user" and f.required]
            for named in self._named(starts, {f.name: f.role for f in asked}):
                yield replace(case, registered_by=actor.login, registrars=hands, data={**case.data, **named})

    def run(self, cases: Iterable[Case]) -> Outcome:
        """Whether one of these beginnings can be brought to an end. What is nearer to an end goes first, and what follows from
        it is worked out one by one: most cases are ended long before everything has been tried."""
        waiting, order, seen = list[_Waiting](), count(), set[Any]()
        begun = map(_Node, cases, repeat(0))
        first = next(begun, None)
        if first is None:
            start = self.procedure.start.code
            return Outcome(ends=False, path=(), state=start, wanted=self.procedure.leaving(start)[:1])
        goal, kinds = goal_of(self.procedure, first.case.state)
        far, best = far_from(self.procedure, goal, kinds), first
        heapq.heappush(waiting, (MOST_STEPS, next(order), chain([first], begun)))
        while waiting:
            distance, _, following = heapq.heappop(waiting)
            node = next(following, None)
            if node is None:
                continue
            heapq.heappush(waiting, (distance, next(order), following))
            if node.case.state in goal:
                return Outcome(ends=True, path=node.path, state=node.case.state)
            if node.key in seen:
                continue
            if len(seen) >= self.most:
                return Outcome(ends=False, path=best.path, state=best.case.state, decided=False)
            seen.add(node.key)
            here = far.get(node.case.state, MOST_STEPS)
            if here < far.get(best.case.state, MOST_STEPS):
                best = node
            heapq.heappush(waiting, (here, next(order), self._after(node, kinds)))
        return Outcome(ends=False, path=best.path, state=best.case.state, wanted=self._onward(best, far, kinds))

    def _onward(self, node: _Node, far: Mapping[str, int], kinds: frozenset[str] | None) -> tuple[Transition, ...]:
        here = node.case.state
        found = [t for t in self.procedure.leaving(here) if kinds is None or t.event.kind in kinds]
        nearer = [t for t in found if t.signs or far.get(t.lands_in(here), MOST_STEPS) < far.get(here, MOST_STEPS)]
        shut = [t for t in nearer if not any(True for _ in self._by(node, t))]
        return tuple(t for t in shut if self._signed(node.case, t)) or tuple(shut)

    def _after(self, node: _Node, kinds: frozenset[str] | None) -> Iterator[_Node]:
        for transition in self.procedure.leaving(node.case.state):
            if kinds is not None and transition.event.kind not in kinds:
                continue
            if transition.event.kind in BY_ITSELF:
                yield self._taken(node, transition, node.time, None, None, {})
                continue
            for time, actor, post, named in self._by(node, transition):
                yield self._taken(node, transition, time, actor, post, named)
        yield from self._given(node)

    def _given(self, node: _Node) -> Iterator[_Node]:
        """Where the state names a person, as soon as a superior is there: to each other holder of its posts."""
        case = node.case
        name = self.procedure.state(case.state).named
        present = case.data.get(name) if name else None
        roles = self._roles(case, self.procedure.state(case.state).by)
        over = frozenset[str]().union(*(self.above.get(role, ()) for role in roles))
        superior = next(iter(self._able(node, set(over))), None) if name and present is not None else None
        if name is None or superior is None:
            return
        time, who, post = superior
        mentioned, tried = node.people(), {present}
        for actor in (actor for there in self.times[time:] for actor in there):
            alike = actor.login if actor.login in mentioned else self._alike[actor.login]
            if actor.login != present and alike not in tried and any(p.role in roles for p in actor.posts):
                tried.add(alike)
                after = replace(case, data={**case.data, name: actor.login})
                step = Step(None, case.state, case.state, who, post, actor.name)
                yield _Node(after, time, (*node.path, step))

    def _roles(self, case: Case, holder: Any) -> set[str]:
        roles = {role.code for role in roles_of(holder)}
        if isinstance(holder, RoleFrom) and (code := case.data.get(holder.field)) is not None:
            roles &= {str(code)}
        return roles

    def _by(self, node: _Node, transition: Transition) -> Iterator[tuple[int, Actor, Post, Mapping[str, str]]]:
        """Who may take the arrow, from when on, naming whom."""
        case, holder = node.case, self.procedure.holder(transition, node.case.state)
        if not self._signed(case, transition):
            return
        roles = self._roles(case, holder)
        choice: dict[str, str] = {}
        asked = {f.name: f.role for f in transition.needs if f.kind == "user" and f.required}
        for time, actor, post in self._able(node, roles):
            if isinstance(holder, RoleFrom):
                choice = {holder.field: post.role}
            for named in self._named(node, asked):
                if self._may(case, transition, actor, post, {**choice, **named}):
                    yield time, actor, post, {**choice, **named}

    def _able(self, node: _Node, roles: set[str]) -> Iterator[tuple[int, Actor, Post]]:
        """Everybody with such a post, as early as they are there; of those who are alike, one."""
        mentioned, tried = node.people(), set[Any]()
        for time in range(node.time, len(self.times)):
            for actor in self.times[time]:
                for post in actor.posts:
                    absent = post.instead_of.login if post.instead_of else ""
                    who = actor.login if actor.login in mentioned else self._alike[actor.login]
                    if post.role in roles and (who, post.role, absent) not in tried:
                        tried.add((who, post.role, absent))
                        yield time, actor, post

    def _named(self, node: _Node, asked: Mapping[str, str | None]) -> Iterator[Mapping[str, str]]:
        """Each way to name a person for every field that asks for one."""
        ways = [[(name, login) for login in self._who(node, role)] for name, role in asked.items()]
        for chosen in product(*ways):
            yield dict(chosen)

    def _who(self, node: _Node, role: str | None) -> Iterator[str]:
        mentioned, tried = node.people(), set[Any]()
        for time in self.times[node.time :]:
            for actor in time:
                alike = actor.login if actor.login in mentioned else self._alike[actor.login]
                holds = role is None or any(p.role == role and p.instead_of is None for p in actor.posts)
                if holds and alike not in tried:
                    tried.add(alike)
                    yield actor.login

    def _may(self, case: Case, transition: Transition, actor: Actor, post: Post, named: Mapping[str, str]) -> bool:
        data = {**case.data, **named}
        here = self._situation(case, transition, actor, post, data)
        state = self.procedure.state(case.state)
        meant = case.data.get(transition.named or (state.named if transition.by is None else None) or "")
        if meant is not None and meant not in here.acting_people:
            return False
        if transition.signs and post.role in signed_roles(case):
            return False
        given = {f.name for f in transition.needs}
        # What reads a fact that is still to be written can be met by writing it so.
        asked = (g for g in transition.when if g.identity and not (given & set(g.reads)) - set(named))
        return all(lets(guard, here, named) for guard in asked)

    def _situation(
        self, case: Case, transition: Transition, actor: Actor, post: Post | None, data: Mapping[str, Any]
    ) -> Situation:
        return replace(self.base, case=case, event=transition.event.code, actor=actor, post=post, data=data)

    def _signed(self, case: Case, transition: Transition) -> bool:
        if transition.signs or transition.target is None or transition.event.kind not in HOLDING:
            return True
        needed = {s.role.code for s in self.procedure.state(case.state).sign_offs if s.needed(case.settings)}
        return needed <= signed_roles(case)

    def _taken(
        self,
        node: _Node,
        transition: Transition,
        time: int,
        actor: Actor | None,
        post: Post | None,
        named: Mapping[str, str],
    ) -> _Node:
        case, source = node.case, node.case.state
        target, data = transition.lands_in(source), {**case.data, **named}
        step = Step(transition, source, target, actor, post)
        hands: frozenset[str] = frozenset()
        if actor is not None and post is not None:
            data |= self._worked_out(case, transition, actor, post, data)
            hands = frozenset({actor.login} | ({post.instead_of.login} if post.instead_of else set()))
        registers = source == self.procedure.start.code != target
        after = replace(
            case,
            state=target,
            data=data,
            approvals=(*case.approvals, *approval(case, transition, actor, post)),
            round=case.round + (transition.event.kind == "return"),
            registrars=case.registrars | (hands if registers else frozenset()),
        )
        return _Node(after, time, (*node.path, step))

    def _worked_out(
        self, case: Case, transition: Transition, actor: Actor, post: Post, data: Mapping[str, Any]
    ) -> dict[str, str]:
        """What rules work out of who acts; what they would make of facts that aren't there is nobody's matter here."""
        found: dict[str, str] = {}
        for effect in transition.effects:
            if isinstance(effect, Compute):
                here = self._situation(case, transition, actor, post, {**data, **found})
                try:
                    value = effect.rule.value(here)
                except (ArithmeticError, LookupError, TypeError, ValueError):
                    continue
                if isinstance(value, str):
                    found[effect.field] = value
        return found
