"""What a page offers is what the engine then does, over random cases, people and forms of every procedure."""

import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.definition import Case, Entry, GiveNumber, Person, Situation, Span
from flows.engine.compiled import Compiled
from flows.engine.conclude import conclude
from flows.engine.decide import Verdict, judge, offers, open_ways
from flows.engine.decision import Decision, Refused
from flows.engine.replay import replay
from flows.procedures import PROCEDURES
from tests.engine.inputs import forms, good_form, lines_in_use, people, situations
from tests.procedures.situations import NOW, situation
from tests.stories.ready import COMPILED, ready

procedures = pytest.mark.parametrize("key", PROCEDURES)
quick = settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STEPS = 14


def due(span: Span, start: datetime, data: Mapping[str, Any], values: Mapping[str, Any]) -> datetime | None:
    return None if span.unit == "field" else start + timedelta(hours=1)


def concluded(compiled: Compiled, verdict: Verdict) -> Decision:
    numbers = {e.field: f"{e.prefix}-1" for e in verdict.transition.effects if isinstance(e, GiveNumber)}
    return conclude(compiled, verdict, due, numbers)


def refusal(compiled: Compiled, here: Situation, form: Mapping[str, Any]) -> Refused | None:
    try:
        judge(compiled, here, form)
    except Refused as refused:
        return refused
    return None


@procedures
@quick
@given(data=st.data())
def test_a_button_is_open_and_closed_as_the_event_is_then_judged(key: str, data: st.DataObject) -> None:
    """Open: refused for nothing but what it said depends on the form. Closed: refused for all that it said, whatever
    is filled in. A form that wants a line of a register that has none can't be filled in at all."""
    compiled, here = COMPILED[key], data.draw(situations(key))
    for shown in offers(compiled, here):
        event, needs = shown.transition.event.code, shown.transition.needs
        refused = refusal(compiled, replace(here, event=event), data.draw(forms(key, needs, here)))
        said = {unmet.guard for unmet in refused.unmet} if refused else set()
        if shown.allowed:
            lineless = {field.name for field in needs if field.kind == "lines" and not lines_in_use(field, here)}
            assert refused is None or {error.path for error in refused.errors} <= lineless
            assert said <= {guard.code for guard in shown.depends}
        else:
            assert refused
            one_way = len(open_ways(compiled.arrows[here.case.state, event], here)) == 1
            assert not one_way or {unmet.guard for unmet in shown.unmet} <= said


@procedures
@quick
@given(data=st.data())
def test_deciding_twice_decides_the_same_and_touches_nothing(key: str, data: st.DataObject) -> None:
    compiled, here = COMPILED[key], data.draw(situations(key))
    event = data.draw(st.sampled_from(compiled.events_from[here.case.state]))
    here, form = replace(here, event=event), data.draw(forms(key, compiled.arrows[here.case.state, event][0].needs))
    before = copy.deepcopy((here, form))
    first, second = (outcome(compiled, here, form) for _ in range(2))
    assert first == second
    assert offers(compiled, here) == offers(compiled, here)
    assert (here, form) == before


def outcome(compiled: Compiled, here: Situation, form: Mapping[str, Any]) -> Verdict | tuple[Any, Any]:
    refused = refusal(compiled, here, form)
    return (refused.unmet, refused.errors) if refused else judge(compiled, here, form)


@procedures
@settings(quick, max_examples=8)
@given(data=st.data())
def test_a_case_is_at_every_step_what_its_records_add_up_to(key: str, data: st.DataObject) -> None:
    compiled = COMPILED[key]
    records = [first_record(key)]
    here = opened(key, replay(records))
    for _ in range(STEPS):
        step = taken(data, compiled, here)
        if step is None:
            continue
        decision = concluded(compiled, step)
        assert concluded(compiled, step) == decision
        records.append(json.loads(json.dumps(decision.record)))
        assert replay(records) == decision.case
        assert (decision.task is None) == (not decision.moves or decision.case.closed_at is not None)
        assert not decision.deadlines or decision.case.closed_at is None
        here = replace(here, case=decision.case, data=decision.case.data, entries=moved(here, decision))
        if decision.case.closed_at:
            break


def first_record(key: str) -> dict[str, Any]:
    case = situation(key).case
    return {
        "seq": 1,
        "at": (NOW - timedelta(hours=1)).isoformat(),
        "event": "start",
        "kind": "forward",
        "target": case.state,
        "actor": {"login": case.registered_by, "name": case.registered_by},
        "role": "front_desk",
        "number": case.number,
        "site": case.site,
        "procedure": key,
        "version": case.version,
        "unit": case.unit,
        "applicant": case.applicant,
        "settings": dict(case.settings),
        "data": {},
    }


def opened(key: str, case: Case) -> Situation:
    """Everything on the registers and in the folder as it should be."""
    first = PROCEDURES[key].transitions[0]
    some = ready(key, first, first.source[0]).situation
    papers = dict.fromkeys(PROCEDURES[key].documents(), 9)
    return replace(some, case=case, data=case.data, documents=papers, fresh=papers)


def taken(data: st.DataObject, compiled: Compiled, here: Situation) -> Verdict | None:
    """One event by somebody, with a good form or any; None where it is refused."""
    key = here.case.procedure
    actor = data.draw(people(compiled.procedure, here.case.state))
    now = here.now + timedelta(minutes=data.draw(st.sampled_from([0, 1, 60])))
    here = replace(here, actor=actor, now=now)
    shown = [each for each in offers(compiled, here) if each.allowed]
    if not shown:
        return None
    fields = data.draw(st.sampled_from(shown)).transition
    form = data.draw(st.one_of(st.just(good_form(key, fields.needs)), forms(key, fields.needs)))
    try:
        return judge(compiled, replace(here, event=fields.event.code), form)
    except Refused:
        return None


def moved(here: Situation, decision: Decision) -> tuple[Entry, ...]:
    """The register after the decision."""
    states: dict[tuple[str, int], Any] = {(c.kind, c.line): c.state for c in decision.entries if not c.opens}
    number = here.case.number
    kept = [replace(e, state=states.get((e.kind, e.line), e.state)) if e.case == number else e for e in here.entries]
    opened_ = [
        Entry(c.kind, number, c.line, "in_use", c.valid_from, c.valid_until, c.facts)
        for c in decision.entries
        if c.opens
    ]
    return (*kept, *opened_)


def test_who_has_claimed_a_task_is_known_to_offer_and_verdict_alike() -> None:
    here = replace(situation("hot_work_permit", state="issued"), claimed_by=Person("tao", "tao"))
    [seal] = [o for o in offers(COMPILED["hot_work_permit"], here) if o.transition.event.code == "seal"]
    assert {unmet.guard for unmet in seal.unmet} == {"post", "claimed"}
