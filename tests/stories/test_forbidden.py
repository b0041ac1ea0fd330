"""Every (post, state, event) that the declaration does not name is refused, one and all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from flows.definition import CLOCK, Actor, Post, Procedure, RoleFrom, Situation, roles_of
from flows.engine.decide import judge
from flows.engine.decision import Refused
from flows.procedures import PROCEDURES, ROLES
from tests.stories.ready import COMPILED, ME, Ready, met, ready

POSTS = (*ROLES, CLOCK.code)


def holders(procedure: Procedure, state: str, event: str, here: Situation) -> set[str]:
    """The posts that the declaration gives the event to in this state, read off its table."""
    found = set()
    for transition in procedure.transitions:
        if transition.event.code == event and state in transition.source:
            holder = transition.by or procedure.state(state).by
            if isinstance(holder, RoleFrom):
                found.add(here.case.data.get(holder.field))
            else:
                found.update(role.code for role in roles_of(holder))
    return found


def best_case(procedure: Procedure, state: str, event: str) -> Ready:
    """Everything but the post as it should be, where there is such an arrow; else any case in that state."""
    here = next((t for t in procedure.transitions if t.event.code == event and state in t.source), None)
    if here:
        return met(ready(procedure.key, here, state))
    some = next(t for t in procedure.transitions if t.event.code == event)
    found = ready(procedure.key, some, some.source[0])
    return replace(found, situation=replace(found.situation, case=replace(found.situation.case, state=state)))


def refused_because(key: str, here: Situation, given: Mapping[str, Any]) -> set[str]:
    with pytest.raises(Refused) as refused:
        judge(COMPILED[key], here, given)
    return {unmet.kind for unmet in refused.value.unmet}


@pytest.mark.parametrize("key", PROCEDURES)
def test_an_event_is_refused_to_every_post_that_does_not_hold_it(key: str) -> None:
    procedure = PROCEDURES[key]
    events = {transition.event.code for transition in procedure.transitions}
    tried = 0
    for state in procedure.states:
        for event in sorted(events):
            found = best_case(procedure, state.code, event)
            mine = holders(procedure, state.code, event, found.situation)
            for post in POSTS:
                if post not in mine:
                    here = replace(found.situation, actor=Actor(ME, ME, (Post(post),)), event=event)
                    assert refused_because(key, here, found.given) & {"post", "state"}, (state.code, event, post)
                    tried += 1
    assert tried > len(procedure.states) * len(events) * (len(POSTS) - 3)


@pytest.mark.parametrize("key", PROCEDURES)
def test_nothing_at_all_is_open_once_a_case_has_ended(key: str) -> None:
    procedure = PROCEDURES[key]
    everybody = Actor(ME, ME, tuple(Post(post) for post in POSTS))
    for state in (state.code for state in procedure.states if procedure.is_final(state.code)):
        for event in {transition.event.code for transition in procedure.transitions}:
            found = best_case(procedure, state, event)
            here = replace(found.situation, actor=everybody, event=event)
            assert refused_because(key, here, found.given) == {"state"}


def test_a_person_without_any_post_can_do_nothing() -> None:
    for key, procedure in PROCEDURES.items():
        for transition in procedure.transitions:
            found = met(ready(key, transition, transition.source[0]))
            here = replace(found.situation, actor=Actor(ME, ME))
            assert "post" in refused_because(key, here, found.given)
