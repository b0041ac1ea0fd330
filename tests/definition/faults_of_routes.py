"""Declarations with a fault in their arrows."""

from dataclasses import replace

from flows.definition import BEYOND, State, Transition
from tests.definition.declarations import (
    APPROVED,
    ENDORSED,
    NOTE,
    PASS,
    RETURN,
    RETURNED,
    STATES,
    SUBMITTED,
    TO_APPROVAL,
    TO_REVIEW,
    TRANSITIONS,
    Faulty,
    guard,
    open_state,
    tiny,
    with_transition,
)

wide = guard("wide")

ROUND = (open_state("waiting"), open_state("chasing"))
INTO_ROUND = Transition(PASS, "review", "waiting", clause=BEYOND)
ROUND_AND_ROUND = (
    Transition(PASS, "waiting", "chasing", clause=BEYOND),
    Transition(PASS, "chasing", "waiting", clause=BEYOND),
)


ROUTES = [
    Faulty(
        "nothing can be done with a new case",
        "start-is-open",
        tiny(states=[State("draft", "填写申请", "Draft")], transitions=[]),
        "state draft",
    ),
    Faulty(
        "a state that no arrow leads to",
        "reachable",
        tiny(
            states=[*STATES, open_state("lost")],
            transitions=[*TRANSITIONS, replace(INTO_ROUND, source=("lost",), target="closed")],
        ),
        "state lost",
    ),
    Faulty(
        "a state with an event that stays there and no other",
        "no-trap",
        tiny(
            states=[*STATES, ROUND[0]],
            transitions=[*TRANSITIONS, INTO_ROUND, Transition(NOTE, "waiting", None, clause=BEYOND)],
        ),
        "state waiting",
        (TO_REVIEW, "review --pass_on--> waiting"),
    ),
    Faulty(
        "two states that lead only to each other",
        "can-end",
        tiny(states=[*STATES, *ROUND], transitions=[*TRANSITIONS, INTO_ROUND, *ROUND_AND_ROUND]),
        "state waiting",
        (TO_REVIEW, "review --pass_on--> waiting"),
    ),
    Faulty(
        "a state whose only way leads into such a round is not told beside it",
        "can-end",
        tiny(
            states=[*STATES, open_state("doomed"), *ROUND],
            transitions=[
                *TRANSITIONS,
                replace(INTO_ROUND, target="doomed"),
                replace(INTO_ROUND, source=("doomed",)),
                *ROUND_AND_ROUND,
            ],
        ),
        "state waiting",
        (TO_REVIEW, "review --pass_on--> doomed", "doomed --pass_on--> waiting"),
    ),
    Faulty(
        "an arrow after an unconditional one",
        "transition-dead",
        tiny(transitions=[*TRANSITIONS, replace(SUBMITTED, target="approval")]),
        "draft --submit--> approval",
        ("draft --submit--> approval",),
    ),
    Faulty(
        "the same condition twice",
        "transition-dead",
        tiny(
            transitions=with_transition(
                APPROVED, *(replace(APPROVED, route=wide, target=t) for t in ("closed", "rejected")), APPROVED
            )
        ),
        "approval --approve--> rejected",
        (TO_REVIEW, TO_APPROVAL, "approval --approve--> rejected"),
    ),
    Faulty(
        "a choice that may come to nothing",
        "unrouted-last",
        tiny(transitions=with_transition(ENDORSED, replace(ENDORSED, route=wide))),
        TO_APPROVAL,
        (TO_REVIEW, TO_APPROVAL),
    ),
    Faulty(
        "a way that asks for less than the other one of its event",
        "routes-ask-alike",
        tiny(
            transitions=with_transition(
                SUBMITTED, replace(SUBMITTED, route=wide, target="approval", needs=()), SUBMITTED
            )
        ),
        "draft --submit--> approval",
        ("draft --submit--> approval",),
    ),
    Faulty(
        "a source named twice",
        "source-named-once",
        tiny(transitions=with_transition(RETURNED, replace(RETURNED, source=("review", "approval", "review")))),
        "review, approval, review --return--> draft",
        (TO_REVIEW, "review --return--> draft"),
    ),
    Faulty(
        "a return that leads to the end",
        "return-leads-back",
        tiny(transitions=with_transition(RETURNED, RETURNED, Transition(RETURN, "draft", "rejected", clause=BEYOND))),
        "draft --return--> rejected",
        ("draft --return--> rejected",),
    ),
]
