"""What has changed between two versions is told in words that staff understand."""

from dataclasses import replace

from flows.definition import BEYOND, Choice, Field, Procedure, Transition
from flows.definition.export import difference, to_data
from tests.definition.declarations import (
    APPROVED,
    DIRECTOR,
    ENDORSED,
    NOTE,
    PLACE,
    RETURNED,
    STATES,
    SUBMITTED,
    TRANSITIONS,
    four_eyes,
    guard,
    open_state,
    tiny,
    with_state,
    with_transition,
)


def english(new: Procedure) -> list[str]:
    return [sentence.en for sentence in difference(tiny(), new)]


def test_nothing_changed_nothing_told() -> None:
    assert difference(tiny(), tiny()) == []


def test_a_new_state_and_its_arrow_are_told_with_their_labels() -> None:
    new = tiny(
        states=[*STATES, open_state("waiting")],
        transitions=[*TRANSITIONS, Transition(NOTE, "waiting", "closed", clause=BEYOND)],
    )
    told = difference(tiny(), new)
    assert [sentence.en for sentence in told] == [
        "State added: waiting (State)",
        "Transition added: waiting --note--> closed",
        "Event added: note (Note)",
    ]
    assert told[0].zh == "新增环节：waiting 环节"


def test_a_state_taken_away_is_told() -> None:
    assert [sentence.zh for sentence in difference(tiny(), tiny(states=STATES[:-1]))] == ["删除环节：rejected 已驳回"]


def test_a_changed_label_is_told_from_what_to_what() -> None:
    assert english(tiny(version=2, en="Small")) == ["version: 1 → 2", "English label: Tiny → Small"]


def test_a_state_that_changes_hands_is_told() -> None:
    (told,) = difference(tiny(), tiny(states=with_state("review", by=DIRECTOR)))[:1]
    assert told.en == "State review changed: who acts: engineering_supervisor → director"
    assert told.zh == "环节 review 有变——经办岗位：engineering_supervisor → director"


def test_one_source_more_is_one_arrow_more() -> None:
    new = tiny(transitions=with_transition(RETURNED, replace(RETURNED, source=("review", "approval", "draft"))))
    assert english(new) == ["Transition added: draft --return--> draft"]


def test_guards_and_fields_that_came_went_or_changed_are_named() -> None:
    fee = Field("fee", "money", "费用", "Fee")
    new = tiny(
        transitions=[
            replace(SUBMITTED, needs=(replace(PLACE, help_zh="楼栋", help_en="Building"), fee)),
            replace(ENDORSED, when=(four_eyes, guard("free"))),
            replace(APPROVED, when=()),
            *TRANSITIONS[3:],
        ]
    )
    assert english(new) == [
        "Transition draft --submit--> review changed: fields: added fee, changed place",
        "Transition review --endorse--> approval changed: guards: added free",
        "Transition approval --approve--> closed changed: guards: removed four_eyes",
        "Guard added: free (Condition)",
    ]


def test_only_the_order_changed_is_told_as_well() -> None:
    assert english(tiny(transitions=TRANSITIONS[::-1])) == ["Order or notation changed: Transition"]


def test_the_order_of_choices_is_a_change_of_the_field() -> None:
    ways = [Choice("cash", "现金", "Cash"), Choice("bank", "银行", "Bank")]
    old, new = (
        tiny(
            transitions=with_transition(
                SUBMITTED, replace(SUBMITTED, needs=(Field("way", "choice", "方式", "Way", choices=c),))
            )
        )
        for c in (ways, ways[::-1])
    )
    assert [s.en for s in difference(old, new)] == ["Transition draft --submit--> review changed: fields: changed way"]


def test_a_stored_version_is_compared_without_its_guards() -> None:
    assert difference(to_data(tiny()), tiny()) == []
