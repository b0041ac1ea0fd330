"""`flows trace`: every clause is kept by something that exists, or says why it is for people alone."""

from __future__ import annotations

import json

import pytest

from command import tracing
from command.keeping import Trace, trace_of
from command.things import KINDS
from flows.definition import Procedure
from flows.procedures import CLAUSES, PROCEDURES
from flows.procedures.handbook.keepers import EXEMPTIONS, KEEPERS, REASONS, Exemption, Keeper
from tests.command.conftest import Run

MANNERS = "KPI 1.1.5"  # smile, greet, stand up
READ_BACK = "KPI 1.1.10"  # kept by a guard, which no arrow cites


def told(found: Trace) -> str:
    return "\n".join(fault.en for fault in found.faults)


def without(clause: str) -> Trace:
    """The trace as it would be if nobody had settled that clause."""
    return trace_of(
        PROCEDURES.values(),
        [keeper for keeper in KEEPERS if keeper.clause != clause],
        [exemption for exemption in EXEMPTIONS if exemption.clause != clause],
    )


def test_every_transition_stands_under_each_clause_that_it_names() -> None:
    found = trace_of(PROCEDURES.values())
    endorsed = [place for place in found.kept["CSH 5.5.4"] if place.procedure == "hot_work_permit"]
    arrows = {place.name.split(":")[0] for place in endorsed if place.kind == "transition"}
    assert arrows == {"submit", "endorse", "approve"}
    assert ("sheet", "hot_work_application") in {(place.kind, place.name) for place in endorsed}
    for clause, places in found.kept.items():
        assert all(clause in place.clauses for place in places)


def test_each_clause_is_counted_once() -> None:
    found = trace_of(PROCEDURES.values())
    assert set(found.counts) <= set(KINDS)
    assert found.counts.total() + len(found.exempt) + len(found.open) == len(CLAUSES)
    assert set(tracing.KIND_NAMES) == set(KINDS)


@pytest.mark.parametrize("clause", [MANNERS, READ_BACK])
def test_a_clause_in_neither_list_is_open_and_fails(run: Run, monkeypatch: pytest.MonkeyPatch, clause: str) -> None:
    found = without(clause)
    assert clause in found.open
    monkeypatch.setattr(tracing, "trace_of", lambda procedures: found)
    result = run("--lang", "en", "trace")
    assert result.exit_code == 1
    assert clause in result.stdout.split("Open clauses")[1]
    answer = run("trace", "--json")
    assert answer.exit_code == 1
    assert clause in json.loads(answer.stdout)["open"]


def test_a_clause_that_a_guard_keeps_is_kept() -> None:
    (place,) = trace_of(PROCEDURES.values()).kept[READ_BACK]
    assert (place.kind, place.name) == ("guard", "repeated_and_confirmed")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("guard", "owner_or_agnt"),
        ("event", "complaint.endorse"),
        ("field", "complaint.welder"),
        ("deadline", "complaint.permit_over"),
        ("field", "training_plan.courses.weather"),
        ("choice", "training_plan.courses.subject.weather"),
        ("register", "unheard_of"),
        ("sheet", "unheard_of"),
        ("thing", "complaint"),
        ("means", "flows.service.special:treat_kindly"),
        ("means", "flows.service.nowhere:treat_specially"),
        ("means", "os:getcwd"),
    ],
)
def test_a_keeper_that_does_not_exist_fails(run: Run, monkeypatch: pytest.MonkeyPatch, kind: str, name: str) -> None:
    found = trace_of(PROCEDURES.values(), [*KEEPERS, Keeper(READ_BACK, kind, name)])
    assert f"{READ_BACK}: there is no {kind} {name}." in told(found)
    monkeypatch.setattr(tracing, "trace_of", lambda procedures: found)
    result = run("--lang", "en", "trace", "complaint")
    assert result.exit_code == 1
    assert f"there is no {kind} {name}." in result.stderr


def test_a_choice_in_a_column_can_keep_a_clause() -> None:
    (place,) = [place for place in trace_of(PROCEDURES.values()).kept["CSH 3.2.3"] if place.kind == "choice"]
    assert (place.procedure, place.name) == ("training_plan", "courses.subject.drill")


def test_a_guard_that_no_arrow_has_keeps_nothing() -> None:
    others = [procedure for procedure in PROCEDURES.values() if procedure.key != "complaint"]
    keeper = Keeper(READ_BACK, "guard", "repeated_and_confirmed")
    assert "there is no guard repeated_and_confirmed." in told(trace_of(others, [keeper]))


@pytest.mark.parametrize(
    ("exemption", "sentence"),
    [
        (Exemption("KPI 1.1.99", "manners"), "There is no clause KPI 1.1.99."),
        (Exemption(MANNERS, "weather"), f"{MANNERS}: there is no reason weather."),
        (Exemption(MANNERS, "conduct"), f"{MANNERS}: 2 reasons are given."),
        (Exemption("CSH 5.5.4", "conduct"), "CSH 5.5.4: hot_work_permit submit"),
        (Exemption(MANNERS, "heading"), f"{MANNERS}: there are no clauses below it."),
    ],
)
def test_a_reason_must_fit(exemption: Exemption, sentence: str) -> None:
    assert sentence in told(trace_of(PROCEDURES.values(), KEEPERS, [*EXEMPTIONS, exemption]))


def test_a_heading_that_something_cites_is_kept() -> None:
    found = trace_of(PROCEDURES.values(), KEEPERS, [*EXEMPTIONS, Exemption("CSH 5.5", "heading")])
    assert "CSH 5.5" in found.kept
    assert "CSH 5.5" not in found.exempt
    assert "CSH 5.5:" not in told(found)


def test_every_clause_is_settled(run: Run) -> None:
    result = run("trace", "--brief")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.rstrip().endswith("悬空 0")


def test_a_citation_of_no_clause_is_told() -> None:
    hot_work = PROCEDURES["hot_work_permit"]
    strange = Procedure(
        "strange",
        version=1,
        zh="怪",
        en="Strange",
        prefix="ST",
        clause="CSH 5.99",
        states=hot_work.states,
        transitions=hot_work.transitions,
    )
    assert "strange strange: there is no clause CSH 5.99." in told(trace_of([*PROCEDURES.values(), strange]))


def test_every_reason_is_given_for_something() -> None:
    assert {exemption.reason for exemption in EXEMPTIONS} == set(REASONS)


def test_a_trace_can_be_read_by_people_and_programs(run: Run) -> None:
    text = run("trace").stdout
    for heading in ("条款 → 落实处", "不宜由机器办理的条款，按理由", REASONS["manners"].zh, f"{len(CLAUSES)} 个条款："):
        assert heading in text
    answer = json.loads(run("trace", "--json").stdout)
    assert set(answer["clauses"]) == set(CLAUSES)
    assert answer["clauses"][READ_BACK]["places"] == ["guard repeated_and_confirmed"]
    assert answer["clauses"][MANNERS] == {
        "zh": CLAUSES[MANNERS].zh,
        "en": CLAUSES[MANNERS].en,
        "places": [],
        "reason": "manners",
    }
    assert answer["reasons"]["manners"]["en"] == REASONS["manners"].en


def test_in_brief_only_what_is_open_and_the_sum_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "trace_of", lambda procedures: without(MANNERS))
    result = run("--lang", "en", "trace", "--brief")
    assert result.exit_code == 1
    heading, clause, *_, summary = result.stdout.strip().splitlines()
    assert heading == "Open clauses"
    assert clause.split("  ")[1] == MANNERS
    assert summary.startswith(f"{len(CLAUSES)} clauses: kept ")


def test_the_trace_of_one_procedure_leaves_the_others_out(run: Run) -> None:
    result = run("trace", "complaint", "--json")
    one = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {place["procedure"] for place in one["places"]} == {"complaint"}
    assert "OPS F 2.5" in one["clauses"]
    assert "CSH 5.5.4" not in one["clauses"]
    text = run("trace", "complaint").stdout
    assert "hot_work_permit" not in text
    assert "OPS F 2.5" in text
