"""A declaration is the same after it was written as data and read back; any change shows."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from flows.definition import BEYOND, Procedure, Setting, Situation
from flows.definition.export import UnknownName, canonical, difference, fingerprint, from_data, to_data
from tests.definition.declarations import (
    APPROVED,
    SUBMIT,
    SUBMITTED,
    TRANSITIONS,
    four_eyes,
    tiny,
    with_state,
    with_transition,
)
from tests.definition.generated import GUARDS, RULES, procedures


@given(procedures())
def test_what_was_written_reads_back_as_it_was(procedure: Procedure) -> None:
    data = json.loads(canonical(to_data(procedure)))
    assert from_data(data, GUARDS, RULES) == procedure


@given(procedures())
def test_the_same_declaration_has_the_same_fingerprint(procedure: Procedure) -> None:
    again = from_data(to_data(procedure), GUARDS, RULES)
    assert fingerprint(again) == fingerprint(procedure)
    assert difference(procedure, again) == []


@given(procedures(), procedures())
def test_a_difference_is_told_just_when_the_fingerprints_differ(one: Procedure, other: Procedure) -> None:
    assert (difference(one, other) == []) == (fingerprint(one) == fingerprint(other))


def test_the_canonical_form_does_not_depend_on_the_order_of_keys() -> None:
    data = to_data(tiny())
    turned = dict(reversed(data.items()))
    assert canonical(turned) == canonical(data)
    assert b" --" not in canonical(data)
    assert "填写申请".encode() in canonical(data)


def test_a_number_that_json_has_no_word_for_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"default": float("nan")})


@pytest.mark.parametrize(
    "changed",
    [
        tiny(zh="另一个名称"),
        tiny(states=with_state("review", ask_en="Look at it.")),
        tiny(transitions=with_transition(SUBMITTED, replace(SUBMITTED, event=replace(SUBMIT, en="Send in")))),
        tiny(transitions=with_transition(SUBMITTED, replace(SUBMITTED, clause="CSH 5.5.1"))),
        tiny(transitions=(*TRANSITIONS[1:], TRANSITIONS[0])),
    ],
)
def test_a_changed_word_or_order_changes_the_fingerprint(changed: Procedure) -> None:
    assert fingerprint(changed) != fingerprint(tiny())
    assert difference(tiny(), changed) != []


def test_one_and_yes_are_two_values_of_a_setting() -> None:
    one, yes = (tiny(settings=[Setting("fee", default, "收费", "Fee", BEYOND)]) for default in (1, True))
    assert fingerprint(one) != fingerprint(yes)
    assert [sentence.en for sentence in difference(one, yes)] == ["Setting fee changed: default: 1 → true"]


def test_a_guard_that_is_gone_is_named_with_the_one_that_may_be_meant() -> None:
    data = to_data(tiny())
    with pytest.raises(UnknownName, match="no guard “four_eyes”; did you mean “for_eyes”") as refused:
        from_data(data, {"for_eyes": four_eyes}, {})
    assert (refused.value.kind, refused.value.name, refused.value.near) == ("guard", "four_eyes", "for_eyes")


@pytest.mark.parametrize(
    ("kind", "break_it"),
    [
        ("post", lambda data: data["states"][0].update(by="clerk")),
        ("event", lambda data: data["transitions"][0].update(event="sbmit")),
        ("guard", lambda data: data["transitions"][1].update(when=["five_eyes"])),
        ("effect", lambda data: data["transitions"][0].update(effects=[{"effect": "send_money"}])),
    ],
)
def test_a_name_that_the_data_does_not_explain_is_refused(kind: str, break_it: Any) -> None:
    data = to_data(tiny())
    break_it(data)
    with pytest.raises(UnknownName, match=f"no {kind}"):
        from_data(data, {"four_eyes": four_eyes}, {})


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 2"):
        from_data(to_data(tiny()) | {"format": 2}, {"four_eyes": four_eyes}, {})


def test_two_guards_by_one_name_cannot_be_written() -> None:
    other = replace(four_eyes, en="Somebody else")
    with pytest.raises(ValueError, match="four_eyes"):
        to_data(tiny(transitions=with_transition(APPROVED, replace(APPROVED, when=(other,)))))


def test_an_old_version_keeps_its_sentence_and_runs_by_the_guard_of_today() -> None:
    def never(situation: Situation) -> bool:
        return False

    today = replace(four_eyes, test=never, en="A sentence of today")
    restored = from_data(to_data(tiny()), {"four_eyes": today}, {})
    (guard,) = restored.transitions[2].when
    assert (guard.test, guard.en) == (never, four_eyes.en)
