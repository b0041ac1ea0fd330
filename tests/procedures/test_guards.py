"""Every guard, both ways, with the sentence that it says."""

import pytest

from flows.definition import Guard
from flows.definition.checks.words import is_chinese, is_english
from flows.procedures import GUARDS
from tests.procedures.examples import Example, Refusal
from tests.procedures.examples_conduct import CONDUCT
from tests.procedures.examples_construction import CONSTRUCTION
from tests.procedures.examples_home import HOME
from tests.procedures.examples_moving import MOVING
from tests.procedures.examples_office import OFFICE
from tests.procedures.examples_people import PEOPLE
from tests.procedures.examples_permits import PERMITS
from tests.procedures.examples_release import RELEASE
from tests.procedures.examples_services import SERVICES
from tests.procedures.examples_works import WORKS

EVERY = (*PEOPLE, *PERMITS, *RELEASE, *WORKS, *CONSTRUCTION, *SERVICES, *HOME, *MOVING, *OFFICE, *CONDUCT)
EXAMPLES: dict[str, Example] = {each.guard: each for each in EVERY}
MET = [(each.guard, name) for each in EXAMPLES.values() for name in each.met]
REFUSED = [(each.guard, refusal) for each in EXAMPLES.values() for refusal in each.refused]


def test_every_guard_is_held_to_both_ways() -> None:
    assert sorted(EXAMPLES) == sorted(GUARDS)
    assert [code for code, each in EXAMPLES.items() if not (each.met and each.refused)] == []
    assert len(EXAMPLES) == len(EVERY)


@pytest.mark.parametrize(("code", "name"), MET, ids=str)
def test_a_guard_lets_pass(code: str, name: str) -> None:
    assert GUARDS[code].test(EXAMPLES[code].met[name]) is True


@pytest.mark.parametrize(
    ("code", "refusal"), REFUSED, ids=lambda value: value.name if isinstance(value, Refusal) else value
)
def test_a_guard_refuses_and_says_why(code: str, refusal: Refusal) -> None:
    guard = GUARDS[code]
    assert guard.test(refusal.situation) is False
    said = guard.sentence(refusal.situation)
    assert refusal.zh in said.zh
    assert refusal.en in said.en


@pytest.mark.parametrize("guard", GUARDS.values(), ids=lambda guard: guard.code)
def test_a_guard_speaks_both_languages(guard: Guard) -> None:
    assert is_chinese(guard.zh)
    assert is_english(guard.en)


def test_the_sentences_about_the_applicant_all_differ() -> None:
    owner = EXAMPLES["owner_or_agent"].refused
    sentences = {GUARDS["owner_or_agent"].sentence(refusal.situation) for refusal in owner}
    strangers = 3  # no tie at all, a tie that is over or to come, one to another unit: all are "no tie today"
    assert len(sentences) == len(owner) - (strangers - 1)


def test_who_a_person_is_can_never_be_overridden() -> None:
    identity = {code for code, guard in GUARDS.items() if guard.identity}
    plain = {"assignee_in_department", "owner_or_agent_or_consenting_tenant"}
    assert identity == {each.guard for each in PEOPLE} - plain | {
        "consent_still_stands",
        "own_departments_problem",
        "signs_for_one_department",
        "belongs_to_unit",
        "checked_by_another",
        "incoming_is_another",
        "of_the_two_shifts",
        "not_own_matter",
        "not_about_oneself",
        "recorded_by_another",
        "not_who_began",
        "not_decided_before",
        "not_the_superior",
    }


def test_guards_that_exclude_each_other_are_never_met_together() -> None:
    for guard in GUARDS.values():
        for other in guard.excludes:
            for name, situation in {**EXAMPLES[guard.code].met, **EXAMPLES[other].met}.items():
                both = guard.test(situation) and GUARDS[other].test(situation)
                assert not both, f"{guard.code} and {other}: {name}"
