"""The shortest way to every arrow, worked out from the declaration and walked on the engine: from a start to the arrow, each
step judged and concluded, and what comes of it carried on."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from flows.definition import CLOCK, Actor, Case, GiveNumber, Post, Transition
from flows.definition.checks.subject import Arrow, Subject
from flows.engine.conclude import conclude
from flows.engine.decide import BY_ITSELF, judge
from flows.engine.replay import apply
from flows.procedures import PROCEDURES
from tests.procedures.situations import period, situation
from tests.stories.ready import COMPILED, ME, Ready, arrows, met, ready

ARROWS = list(arrows())


@cache
def found(key: str, place: int, source: str) -> Ready:
    return met(ready(key, PROCEDURES[key].transitions[place], source))


def called(value: Any, name: str) -> Any:
    """With the one who acts under another name: nobody takes two steps of a way."""
    if isinstance(value, Mapping):
        return {called(inside, name): called(thing, name) for inside, thing in value.items()}
    if isinstance(value, list):
        return [called(one, name) for one in value]
    return name if value == ME else value


def begun(key: str) -> Case:
    here = situation(key, state=PROCEDURES[key].start.code).case
    return replace(here, approvals=(), round=1, registrars=frozenset({"starter"}), registered_by="starter", revision=1)


def step(key: str, case: Case, arrow: Arrow, number: int) -> Case:
    """The case after the arrow; its facts, papers and registers are as the arrow wants them."""
    transition, name = arrow.transition, f"{ME}{number}"
    one = found(key, PROCEDURES[key].transitions.index(transition), arrow.source)
    clock = Actor(CLOCK.code, CLOCK.zh, (Post(CLOCK.code),))
    actor = clock if transition.event.kind in BY_ITSELF else replace(one.situation.actor, login=name, name=name)
    signed = [replace(a, round=case.round, state=case.state) for a in one.situation.case.approvals]
    here = replace(case, data=called(one.situation.case.data, name), settings=one.situation.case.settings)
    here = replace(here, approvals=(*case.approvals, *signed), waivers=(), number=one.situation.case.number)
    # What follows from an extension is pressed by nobody, so `ready` knows nothing of it: the register has another end.
    entries = (period(99),) if transition.event.kind == "follow" else one.situation.entries
    there = replace(
        one.situation, case=here, data=here.data, entries=entries, actor=actor, staff=called(one.situation.staff, name)
    )
    verdict = judge(COMPILED[key], there, called(one.given, name))
    assert verdict.transition is transition
    numbers = {effect.field: "N-1" for effect in transition.effects if isinstance(effect, GiveNumber)}
    decision = conclude(COMPILED[key], verdict, lambda *_: None, numbers)
    assert apply(here, decision.record) == decision.case
    return decision.case


def way_to(key: str, transition: Transition, source: str) -> tuple[Arrow, ...]:
    ways = Subject(PROCEDURES[key], frozenset()).ways
    return (*ways[source], Arrow(source, transition))


@pytest.mark.parametrize("key", PROCEDURES)
def test_the_shortest_way_to_every_arrow_can_be_walked(key: str) -> None:
    walked = 0
    for of, transition, source in ARROWS:
        if of != key:
            continue
        case = begun(key)
        for number, arrow in enumerate(way_to(key, transition, source)):
            assert case.state == arrow.source
            case = step(key, case, arrow, number)
            assert case.state == arrow.target
        assert case.state == transition.lands_in(source)
        walked += 1
    assert walked == sum(len(transition.source) for transition in PROCEDURES[key].transitions)
