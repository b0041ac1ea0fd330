"""What an event does to a case, and why it may not. Pure: no clock, no database, no network.

`offers` shows what an actor may do, `judge` holds one event with its input against the same conditions, and
`conclude` works out all that follows. A button that is open is therefore never refused for what the page could know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flows.definition import Actor, Person, Post, Situation, Text, Transition
from flows.definition.copying import changed
from flows.engine.compiled import Compiled
from flows.engine.conditions import posts_that_may, roles_that_may, unmet_by
from flows.engine.decision import FieldError, Offer, Refused, Unmet
from flows.engine.form import merged, read, wrong_fields

BY_ITSELF = frozenset({"expire", "follow"})  # no button: time or another case brings it about


@dataclass(frozen=True, slots=True)
class Verdict:
    """An event that may be taken: by which transition, in which post, with what it adds to the case."""

    transition: Transition
    situation: Situation
    values: Mapping[str, Any]


def picked(transitions: Iterable[Transition], situation: Situation) -> Transition | None:
    """The first whose route is met; without a route it is."""
    for transition in transitions:
        if transition.route is None or transition.route.test(situation) is True:
            return transition
    return None


def in_best_post(
    compiled: Compiled, transition: Transition, situation: Situation, data: Mapping[str, Any] | None = None
) -> Situation:
    """The situation with the actor in the post in which the fewest conditions stay unmet: their own if that will do,
    else the one of an absent colleague whom four-eyes does not bar. `data`: in place of the situation's."""
    data = situation.data if data is None else data
    roles = roles_that_may(compiled.procedure, transition, situation)
    candidates = [changed(situation, post=post, data=data) for post in posts_that_may(roles, situation)]
    if len(candidates) < 2:
        return candidates[0] if candidates else changed(situation, post=None, data=data)
    return min(candidates, key=lambda it: len(unmet_by(compiled.procedure, transition, it)))


def open_ways(transitions: tuple[Transition, ...], situation: Situation) -> tuple[Transition, ...]:
    """The ways that an event may yet go, in the order declared: a route over what is still to be filled in leaves its
    own way open and those behind it."""
    found = []
    for transition in transitions:
        still_open = transition.route and {field.name for field in transition.needs}.intersection(
            transition.route.reads
        )
        met = transition.route is None or transition.route.test(situation) is True
        if met or still_open:
            found.append(transition)
        if met and not still_open:
            break
    return tuple(found)


def offer(compiled: Compiled, situation: Situation, event: str) -> Offer | None:
    """The event as the actor would see it now, before anything is filled in; None where no arrow of that name leaves
    the state. It is allowed where one of its open ways is; what shuts another way then depends on what is filled in."""
    arrows = compiled.arrows.get((situation.case.state, event), ())
    transition = picked(arrows, situation)
    if transition is None:
        return None
    situation = changed(situation, event=event)
    ways = [_offered(compiled, way, situation) for way in open_ways(arrows, situation)]
    likely = next((way for way in ways if way.transition is transition), ways[-1])
    best = likely if likely.allowed else next((way for way in ways if way.allowed), likely)
    depends = {guard.code: guard for way in ways for guard in way.depends}
    shut = {u.guard for way in ways for u in way.unmet} if best.allowed else set()
    depends |= {guard.code: guard for way in ways for guard in way.transition.when if guard.code in shut}
    return replace(best, depends=tuple(depends.values()))


def _offered(compiled: Compiled, transition: Transition, situation: Situation) -> Offer:
    situation = in_best_post(compiled, transition, situation)
    asked = {field.name for field in transition.needs}
    depends = tuple(guard for guard in transition.when if asked.intersection(guard.reads))
    codes = {guard.code for guard in depends}
    unmet = tuple(u for u in unmet_by(compiled.procedure, transition, situation) if u.guard not in codes)
    return Offer(transition, not unmet, unmet, depends, situation.post)


def offers(compiled: Compiled, situation: Situation) -> tuple[Offer, ...]:
    """Every event that leaves the state, those of the clock apart, in the order declared."""
    found = (offer(compiled, situation, event) for event in compiled.events_from[situation.case.state])
    return tuple(o for o in found if o and o.transition.event.kind not in BY_ITSELF)


def judge(compiled: Compiled, situation: Situation, given: Mapping[str, Any]) -> Verdict:
    """The transition that `situation.event` takes with the input `given`. Raises Refused with all that stands
    against it."""
    candidates = compiled.arrows.get((situation.case.state, situation.event), ())
    if not candidates:
        raise Refused((_not_here(compiled, situation),))
    values, errors = read(compiled, candidates[-1], situation, given)
    data = merged(situation.case.data, values, candidates[-1].needs)
    # What was filled in by halves chooses neither way nor post: it is judged by those that the page showed.
    judged = situation.data if errors else data
    transition = candidates[0]
    if transition.route is not None:
        transition = picked(candidates, changed(situation, data=judged)) or candidates[-1]
    situation = in_best_post(compiled, transition, situation, judged)
    unmet = unmet_by(compiled.procedure, transition, situation)
    if errors:  # guards over what was filled in wrongly would only repeat the fault; those over the rest are asked
        asked, wrong = {field.name for field in candidates[-1].needs}, wrong_fields(errors)
        over_form = {g.code for g in transition.when if asked.intersection(g.reads)}
        whole = over_form - {g.code for g in transition.when if wrong.intersection(g.reads)}
        told = unmet_by(compiled.procedure, transition, changed(situation, data=data)) if whole else ()
        unmet = (*(u for u in unmet if u.guard not in over_form), *(u for u in told if u.guard in whole))
    errors = (*errors, *_missing_words(transition, situation))
    if unmet or errors:
        raise Refused(unmet, errors)
    return Verdict(transition, situation, values)


def _missing_words(transition: Transition, situation: Situation) -> tuple[FieldError, ...]:
    found = []
    if transition.reason and not situation.reason.strip():
        found.append(FieldError("reason", Text("请写明理由", "A reason is needed")))
    if transition.needs_opinion and not situation.opinion.strip():
        found.append(FieldError("opinion", Text("请写明意见", "An opinion is needed")))
    return tuple(found)


def _not_here(compiled: Compiled, situation: Situation) -> Unmet:
    procedure = compiled.procedure
    state = procedure.state(situation.case.state)
    events = {t.event.code: t.event for t in procedure.transitions}
    event = events.get(situation.event)
    if event is None:
        name = situation.event
        return Unmet("event", "state", Text(f"本流程没有“{name}”这一操作", f"This procedure has no event {name!r}"))
    zh = f"单据现处于“{state.zh}”，不能“{event.zh}”"
    return Unmet("state", "state", Text(zh, f"The case is in “{state.en}”, where “{event.en}” is not open"))


def who_can(
    compiled: Compiled, situation: Situation, transition: Transition, roster: Iterable[Actor]
) -> tuple[tuple[Person, Post], ...]:
    """Those of `roster` whom neither their post nor who they are keeps from this event, each with the post they would
    act in."""
    found = []
    for actor in roster:
        theirs = in_best_post(compiled, transition, changed(situation, actor=actor, post=None))
        barred = unmet_by(compiled.procedure, transition, theirs)
        if theirs.post and not any(u.kind in ("post", "person") for u in barred):
            found.append((Person(actor.login, actor.name), theirs.post))
    return tuple(found)
