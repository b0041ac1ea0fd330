"""Procedures that are sound each by itself may still not fit together."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from flows.definition import BEYOND, CLOCK, Event, Field, GiveNumber, Procedure, StartCase, Tell, Transition
from flows.definition.check import SET_RULES, check, check_all, rule_name
from flows.engine.replay import SIDE_EVENTS, SPECIAL, START
from tests.definition.declarations import (
    APPROVED,
    CLAUSES,
    FOLLOW,
    NOTE,
    SUBMITTED,
    TRANSITIONS,
    guard,
    tiny,
    with_transition,
)

Change = Callable[[], Procedure]


def other(**given: object) -> Procedure:
    return tiny(**{"key": "other", "prefix": "OT", **given})


def starting(procedure: str, *copies: str) -> Procedure:
    return tiny(transitions=with_transition(APPROVED, replace(APPROVED, effects=(StartCase(procedure, copies),))))


def giving(number: str, field: str = "permit", **given: object) -> Procedure:
    effects = (GiveNumber(field, number, "编号", "Number"),)
    return tiny(transitions=with_transition(APPROVED, replace(APPROVED, effects=effects)), **given)


def telling(procedure: str, event: str = "follow") -> Procedure:
    return tiny(transitions=with_transition(APPROVED, replace(APPROVED, effects=(Tell(procedure, event),))))


def following() -> Procedure:
    return other(transitions=[*TRANSITIONS, Transition(FOLLOW, "review", None, by=CLOCK, clause=BEYOND)])


def told(*procedures: Procedure) -> list[tuple[str, str, str]]:
    assert [problem for procedure in procedures for problem in check(procedure, CLAUSES)] == []
    return [(problem.rule, problem.procedure, problem.where) for problem in check_all(procedures, CLAUSES)]


BROKEN = {
    "prefix-unique": ([tiny(), other(prefix="TY")], "other", "prefix"),
    "version-declared-once": ([tiny(), tiny(zh="又一个")], "tiny", "version"),
    "related-procedure-known": ([starting("othre"), other()], "tiny", "approval --approve--> closed"),
    "followed-event-known": ([telling("othre")], "tiny", "approval --approve--> closed"),
    "follower-is-told": ([tiny(), following()], "other", "event follow"),
    "word-shared": (
        [
            tiny(transitions=[*TRANSITIONS, Transition(NOTE, "draft", None, clause=BEYOND)]),
            other(transitions=[*TRANSITIONS, Transition(replace(NOTE, zh="另一个词"), "draft", None, clause=BEYOND)]),
        ],
        "other",
        "event note",
    ),
    "excluded-guard-known": (
        [tiny(transitions=with_transition(SUBMITTED, replace(SUBMITTED, when=(guard("free", excludes=["chraged"]),))))],
        "tiny",
        "guard free",
    ),
    "reserved-words": ([tiny(), giving("TY", key="other", prefix="OT")], "other", "approval --approve--> closed"),
}


RESERVED = {
    "its own cases' prefix": ([giving("TY")], "tiny", "approval --approve--> closed"),
    "one prefix for two procedures": (
        [giving("PX"), giving("PX", key="other", prefix="OT")],
        "other",
        "approval --approve--> closed",
    ),
    "one prefix for two fields": (
        [giving("PX"), giving("PX", "sheet", version=2)],
        "tiny",
        "approval --approve--> closed",
    ),
    **{
        code: (
            [tiny(transitions=[*TRANSITIONS, Transition(Event(code, "词", "Word"), "draft", None, clause=BEYOND)])],
            "tiny",
            f"event {code}",
        )
        for code in sorted({START, SPECIAL, *SIDE_EVENTS})
    },
}


@pytest.mark.parametrize("story", RESERVED)
def test_words_that_are_taken_are_refused(story: str) -> None:
    procedures, key, where = RESERVED[story]
    assert told(*procedures) == [("reserved-words", key, where)]


def test_one_number_may_be_given_in_two_versions() -> None:
    assert told(giving("PX"), giving("PX", version=2)) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_procedures_that_do_not_fit_together_are_refused(rule: str) -> None:
    procedures, key, where = BROKEN[rule]
    assert told(*procedures) == [(rule, key, where)]


def test_every_rule_of_the_set_has_procedures_that_break_it() -> None:
    assert {rule_name(rule) for rule in SET_RULES} == set(BROKEN)


def test_procedures_that_fit_together_have_no_problem() -> None:
    assert told(starting("other", "place"), other()) == []


def test_what_a_case_tells_another_is_taken_there() -> None:
    assert told(telling("other"), following()) == []
    for pressed in ("approve", "folow"):
        wrong, untold = told(telling("other", pressed), following())
        assert wrong == ("followed-event-known", "tiny", "approval --approve--> closed")
        assert untold == ("follower-is-told", "other", "event follow")


def test_two_versions_of_one_procedure_share_their_prefix() -> None:
    assert told(tiny(), tiny(version=2)) == []


def test_a_case_can_be_started_only_with_fields_that_it_begins_with() -> None:
    floor = Field("floor", "integer", "楼层", "Floor")
    from_floor = with_transition(APPROVED, replace(APPROVED, needs=(floor,), effects=(StartCase("other", ("floor",)),)))
    assert told(tiny(transitions=from_floor), other()) == [
        ("related-procedure-known", "tiny", "approval --approve--> closed")
    ]


def test_a_case_is_started_with_all_that_its_start_asks() -> None:
    month = Field("month", "text", "月份", "Month")
    found = told(starting("other", "place"), other(asks=[month]))
    assert found == [("related-procedure-known", "tiny", "approval --approve--> closed")]
    given = with_transition(APPROVED, replace(APPROVED, needs=(month,), effects=(StartCase("other", ("month",)),)))
    assert told(tiny(transitions=given), other(asks=[month])) == []


def test_the_problems_of_each_stand_before_those_of_all() -> None:
    problems = check_all([tiny(version=0), other(prefix="TY")], CLAUSES)
    assert [problem.rule for problem in problems] == ["version-and-prefix", "prefix-unique"]
