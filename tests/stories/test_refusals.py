"""Every guard refuses at each of its uses, alone, with its own sentence; with all of them met the arrow is taken."""

from dataclasses import replace

import pytest

from flows.definition import Guard, Transition
from flows.engine.decide import BY_ITSELF, judge
from flows.engine.decision import Refused
from flows.engine.form import merged
from flows.procedures import GUARDS
from tests.stories.ready import COMPILED, ENTAILS, SPOILT, arrows, met, ready

Use = tuple[str, Transition, str]
ARROWS = [(key, t, source) for key, t, source in arrows() if t.event.kind not in BY_ITSELF]
GUARDED = [((key, t, source), guard) for key, t, source in ARROWS for guard in t.when]
ROUTED = [((key, t, source), t.route) for key, t, source in ARROWS if t.route]


def named(value: Guard | Use) -> str:
    if isinstance(value, Guard):
        return value.code
    key, transition, source = value
    return f"{key}-{transition.event.code}-{source}-{transition.target}"


@pytest.mark.parametrize("use", ARROWS, ids=named)
def test_an_arrow_is_taken_where_everything_is_as_it_should_be(use: Use) -> None:
    found = met(ready(*use))
    verdict = judge(COMPILED[use[0]], found.situation, found.given)
    assert verdict.transition is found.transition


@pytest.mark.parametrize(("use", "guard"), GUARDED, ids=named)
def test_a_guard_refuses_alone_with_its_own_sentence(use: Use, guard: Guard) -> None:
    found = SPOILT[guard.code](met(ready(*use)))
    with pytest.raises(Refused) as refused:
        judge(COMPILED[use[0]], found.situation, found.given)
    assert refused.value.errors == ()
    said = {unmet.guard: unmet.message for unmet in refused.value.unmet}
    assert set(said) == {guard.code} | ENTAILS.get(guard.code, set())
    laid_over = merged(found.situation.case.data, found.given, found.transition.needs)
    post = found.situation.actor.posts[0]
    assert said[guard.code] == guard.sentence(replace(found.situation, data=laid_over, post=post))


@pytest.mark.parametrize(("use", "route"), ROUTED, ids=named)
def test_a_route_that_is_not_met_leads_another_way(use: Use, route: Guard) -> None:
    found = SPOILT[route.code](met(ready(*use)))
    verdict = judge(COMPILED[use[0]], found.situation, found.given)
    assert (verdict.transition.event, verdict.transition is found.transition) == (found.transition.event, False)


def test_no_guard_in_use_is_left_out() -> None:
    used = {guard.code for _, guard in (*GUARDED, *ROUTED)}
    assert used == set(SPOILT)
    terms = {guard.terms.when.code for guard in GUARDS.values() if guard.terms}
    unpressed = {guard.code for _, t, _ in arrows() if t.event.kind in BY_ITSELF for guard in t.when}
    assert set(GUARDS) == used | terms | unpressed
