"""Every rule refuses a declaration made to break it, for that reason alone and with the way into the fault."""

import pytest

from flows.definition import Procedure
from flows.definition.check import RULES, check, rule_name
from tests.definition.declarations import CLAUSES, Faulty, tiny
from tests.definition.faults_of_facts import FACTS
from tests.definition.faults_of_posts import FOUR_EYES, POSTS
from tests.definition.faults_of_routes import ROUTES
from tests.definition.faults_of_time import TIME
from tests.definition.faults_of_words import NAMES, WORDS
from tests.definition.sound import SOUND

FAULTY = [*ROUTES, *POSTS, *FOUR_EYES, *NAMES, *WORDS, *FACTS, *TIME]


@pytest.mark.parametrize("procedure", SOUND.values(), ids=SOUND.keys())
def test_a_sound_declaration_has_no_problem(procedure: Procedure) -> None:
    assert check(procedure, CLAUSES) == []


@pytest.mark.parametrize("faulty", FAULTY, ids=str)
def test_a_fault_is_refused_for_its_own_reason(faulty: Faulty) -> None:
    problems = check(faulty.procedure, CLAUSES)
    assert [(problem.rule, problem.where, problem.path) for problem in problems] == [
        (faulty.rule, faulty.where, faulty.path)
    ]


@pytest.mark.parametrize("faulty", FAULTY, ids=str)
def test_a_problem_is_said_in_both_languages(faulty: Faulty) -> None:
    for problem in check(faulty.procedure, CLAUSES):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.message.zh)
        assert problem.message.en[0].isupper() or problem.message.en[0] == "“"
        assert problem.message.en.endswith((".", "?"))


def test_every_rule_has_a_declaration_that_breaks_it() -> None:
    assert {rule_name(rule) for rule in RULES} == {faulty.rule for faulty in FAULTY}


def test_every_rule_says_what_it_holds_to() -> None:
    assert [rule_name(rule) for rule in RULES if not rule.__doc__] == []


def test_one_cause_is_told_once() -> None:
    for faulty in FAULTY:
        problems = check(faulty.procedure, CLAUSES)
        assert len(problems) == len(set(problems))


@pytest.mark.parametrize(
    ("rule", "meant"),
    [("a target that is no state", "review"), ("a guard that reads no field", "place")],
)
def test_a_misspelt_name_is_told_with_the_one_that_may_be_meant(rule: str, meant: str) -> None:
    faulty = next(each for each in NAMES if each.story == rule)
    (problem,) = check(faulty.procedure, CLAUSES)
    assert f"did you mean “{meant}”?" in problem.message.en
    assert f"是不是“{meant}”？" in problem.message.zh


def test_a_clause_that_is_not_in_the_handbook_is_named() -> None:
    faulty = next(each for each in WORDS if each.story == "a clause that the handbook has not")
    (problem,) = check(faulty.procedure, CLAUSES)
    assert "“CSH 5.5.6”" in problem.message.en


def test_clauses_may_be_a_mapping_to_their_text() -> None:
    assert check(tiny(), dict.fromkeys(CLAUSES, "text")) == []


def test_a_procedure_without_states_is_refused() -> None:
    (problem,) = check(tiny(states=[], transitions=[]), CLAUSES)
    assert problem.rule == "start-is-open"
