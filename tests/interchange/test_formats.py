"""Every procedure in every format, read back by programs that aren't ours: the same states, the same arrows."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from itertools import pairwise
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from statemachine import StateChart
from statemachine.io import load

from command.exporting import exported
from flows.definition import Document, Field, Procedure, Setting, Span, State
from flows.definition.export import fingerprint, from_data
from flows.interchange import bpmn_graph, bpmn_layout
from flows.interchange.exported import read_back, schema
from flows.interchange.scxml import condition
from flows.procedures import CLAUSES, GUARDS, PROCEDURES, RULES
from tests.interchange.reading import Bpmn, dot_pairs, mermaid, moves, pairs, spiff, spiff_pairs

EVERY = pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
KNOWN = tuple(PROCEDURES.values())
VALIDATOR = Draft202012Validator(schema())


def test_the_schema_is_one_and_has_a_place_for_everything_that_is_declared() -> None:
    Draft202012Validator.check_schema(schema())
    defined = schema()["$defs"]
    for name, kind in (
        ("state", State),
        ("field", Field),
        ("document", Document),
        ("span", Span),
        ("setting", Setting),
    ):
        assert set(defined[name]["properties"]) == {each.name for each in fields(kind)}


@EVERY
def test_json_keeps_to_its_schema_and_comes_back_as_the_same_declaration(procedure: Procedure) -> None:
    data = json.loads(exported(procedure, "json", "zh"))
    VALIDATOR.validate(data)
    assert data.pop("fingerprint") == fingerprint(procedure)
    assert from_data(data, GUARDS, RULES) == procedure


@pytest.mark.parametrize("key", ["renovation", "home_cleaning"])
def test_a_file_read_back_is_sound_and_equal_to_the_known_one(key: str) -> None:
    back = read_back(exported(PROCEDURES[key], "json", "zh").encode(), KNOWN, GUARDS, RULES, CLAUSES)
    assert (back.sound, back.equal_to) == (True, (key, PROCEDURES[key].version))
    assert back.fingerprint == fingerprint(PROCEDURES[key])


@pytest.mark.parametrize("key", ["renovation", "complaint", "home_cleaning"])
def test_bpmn_io_reads_the_same_states_and_arrows_each_in_a_lane(key: str) -> None:
    """And all the others: `make formats`."""
    procedure = PROCEDURES[key]
    read = Bpmn(exported(procedure, "bpmn", "zh"))
    assert read.moves() == moves(procedure)
    states = {read.state(node) for node in read.nodes.values()} - {None}
    assert states == {state.code for state in procedure.states}
    lanes = read.process.get("laneSets")[0].get("lanes")
    placed = [node.get("id") for lane in lanes for node in lane.get("flowNodeRef")]
    assert sorted(placed) == sorted(read.nodes)
    timers = [n for n in read.nodes.values() if n.get("id").startswith("due_")]
    assert len(timers) == sum(len(state.deadlines) for state in procedure.states)


@pytest.mark.parametrize("key", ["training_assessment", "home_cleaning"])
def test_bpmnlint_finds_no_fault(key: str) -> None:
    """Of all the others too, in both languages: `make formats`."""
    assert Bpmn(exported(PROCEDURES[key], "bpmn", "en")).lint() == {}


@EVERY
def test_an_engine_of_bpmn_holds_it_against_the_schema_and_builds_the_same_states_and_ways(
    procedure: Procedure,
) -> None:
    built = spiff(exported(procedure, "bpmn", "en"), procedure.key)
    assert spiff_pairs(built) == pairs(procedure)
    for state in procedure.states:
        if not procedure.is_final(state.code):
            task = built.task_specs[f"task_{state.code}"]
            assert task.lane == bpmn_graph.holder_words(procedure, state.by, "en")
            assert task.bpmn_name.split(" → ")[0] == state.en


@EVERY
def test_no_line_of_the_bpmn_picture_runs_through_a_shape_that_it_does_not_join(procedure: Procedure) -> None:
    drawn = bpmn_graph.graph(procedure, "zh")
    laid = bpmn_layout.layout(drawn)
    for flow in drawn.flows:
        for begin, end in pairwise(laid.ways[flow.id]):
            assert begin[0] == end[0] or begin[1] == end[1]
            for ident, box in laid.shapes.items():
                if ident not in (flow.source, flow.target, drawn.nodes[flow.source].host):
                    low, high = sorted((begin, end))
                    through = low[0] < box.right and box.x < high[0] and low[1] < box.bottom and box.y < high[1]
                    across = (
                        box.x < low[0] < box.right
                        and min(begin[1], end[1]) < box.y
                        and box.bottom < max(begin[1], end[1])
                    )
                    assert not through, (flow.id, ident)
                    assert not across, (flow.id, ident)


@EVERY
def test_scxml_is_read_with_the_same_states_and_arrows(procedure: Procedure) -> None:
    chart = load(exported(procedure, "scxml", "zh"), format="scxml")
    assert [state.id for state in chart.states] == [state.code for state in procedure.states]
    assert {state.id for state in chart.states if state.final} == {
        state.code for state in procedure.states if procedure.is_final(state.code)
    }
    found = {
        (state.id, str(arrow.event), arrow.target.id if arrow.target else state.id)
        for state in chart.states
        for arrow in state.transitions
    }
    assert found == set(moves(procedure))


@EVERY
def test_another_interpreter_of_scxml_takes_each_arrow_where_its_conditions_hold_and_none_where_one_fails(
    procedure: Procedure,
) -> None:
    chart = load(exported(procedure, "scxml", "en"), format="scxml")
    for transition in procedure.transitions:
        for source in transition.source:
            needed = condition(procedure, transition, source).split(" && ")
            truths = {name.split(" ")[0]: " == false" not in name for name in needed if name}
            assert _after(chart, source, transition.event.code, truths) == transition.lands_in(source)
            for name in [guard.code for guard in transition.when]:
                assert _after(chart, source, transition.event.code, truths | {name: False}) == source


def _after(chart: Any, source: str, event: str, truths: dict[str, bool]) -> str:
    run = chart()
    for name, value in truths.items():
        setattr(run.model, name, value)
    run.current_state_value = source
    StateChart.send(run, event)  # an event may be called `send` itself
    found: str = run.current_state_value
    return found


@EVERY
def test_graphviz_finds_the_states_and_which_lead_to_which(procedure: Procedure) -> None:
    boxes, found = dot_pairs(exported(procedure, "dot", "en"))
    assert boxes.keys() - {"start-mark"} == {state.code for state in procedure.states}
    assert found == {(source, target) for source, target in pairs(procedure) if source != target}
    words = {t.event.code: t.event.en for t in procedure.transitions}
    for source, event, target in moves(procedure):
        if source == target:  # what stays where it is stands in the box
            assert words[event] in " ".join(boxes[source].split("\n"))


@EVERY
def test_a_reader_of_mermaid_finds_the_states_and_arrows(procedure: Procedure) -> None:
    read = mermaid(exported(procedure, "mermaid", "zh"))
    words = {t.event.code: t.event.zh for t in procedure.transitions}
    found = [(each.source, re.sub(r" \[.*", "", each.label), each.target) for each in read.transitions if each.label]
    assert sorted(found) == sorted((s, words[event], target) for s, event, target in moves(procedure).elements())
    assert {state.code for state in procedure.states} <= {state.id for state in read.states}


@EVERY
@pytest.mark.parametrize("form", ["bpmn", "scxml", "dot", "mermaid"])
def test_what_a_format_can_not_carry_is_said_in_the_file(procedure: Procedure, form: str) -> None:
    text = exported(procedure, form, "en")
    guards = {g.code for t in procedure.transitions for g in (*t.when, *([t.route] if t.route else ()))}
    assert "the JSON format has all of it" in text
    assert f"{len(guards)} guards and routes are named only" in text
    assert f"{len(procedure.fields())} fields" in text
    if form in ("bpmn", "scxml"):
        assert fingerprint(procedure) in text


def test_a_file_that_was_changed_or_is_none_is_refused_with_where_and_why() -> None:
    works = PROCEDURES["additional_works"]
    whole = json.loads(exported(works, "json", "zh"))

    def faults(data: Any) -> list[str]:
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        found = read_back(content, KNOWN, GUARDS, RULES, CLAUSES)
        assert not found.sound
        return [f"{fault.where}: {fault.message.en}" for fault in found.faults]

    assert "changed" in faults({**whole, "version": 99})[0]
    assert faults({**whole, "prefix": "x"})[0].startswith("prefix: ")
    assert "no guard “four_eye”" in faults(json.loads(json.dumps(whole).replace("four_eyes", "four_eye")))[0]
    assert faults(b"[" * 100_000)[0].startswith("file: not JSON")
    assert faults(b"\xff\xfe")[0].startswith("file: not JSON")
    assert faults([])[0].startswith("file: ")
    assert faults({**whole, "transitions": [{**whole["transitions"][0], "event": "nothing"}]})


def test_a_declaration_of_one_s_own_is_read_as_sound_or_with_its_problems() -> None:
    data = json.loads(exported(PROCEDURES["additional_works"], "json", "zh"))
    del data["fingerprint"]
    new = read_back(json.dumps({**data, "version": 99}).encode(), KNOWN, GUARDS, RULES, CLAUSES)
    assert (new.sound, new.equal_to) == (True, None)
    data["transitions"] = [t for t in data["transitions"] if t["event"] != "approve"]
    trap = read_back(json.dumps(data).encode(), KNOWN, GUARDS, RULES, CLAUSES)
    assert not trap.sound
    assert any(problem.where and problem.message.en for problem in trap.problems)
