"""Sound declarations that a rule too eager would refuse."""

from dataclasses import replace

from flows.definition import (
    BEYOND,
    Choice,
    Compute,
    ExpectPayment,
    Field,
    GiveNumber,
    OpenEntry,
    Rule,
    Setting,
    SignOff,
    Transition,
)
from tests.definition.declarations import (
    APPROVED,
    CHIEF,
    DESK,
    ENDORSED,
    NOTE,
    PLACE,
    SUBMITTED,
    TRANSITIONS,
    by_clock,
    four_eyes,
    tiny,
    with_state,
)
from tests.definition.faults_of_facts import EXPIRING, WORKERS, approved_with, asking, unpaid

SOUND = {
    "the tiny one": tiny(),
    "a number given at one step and read at a later one": tiny(
        transitions=[
            replace(SUBMITTED, effects=(GiveNumber("permit_number", "HW"),)),
            ENDORSED,
            replace(APPROVED, effects=(OpenEntry("permit", copies=("permit_number", "place")),)),
            *TRANSITIONS[3:],
        ]
    ),
    "a sum that a rule works out and the same event asks for": tiny(
        transitions=approved_with(
            effects=(Compute("fee", Rule("card_fee", unpaid, "工本费", "Card fee")), ExpectPayment("pass", "fee"))
        ),
        settings=[Setting("fee_asked", True, "收费", "Fee asked", BEYOND)],
    ),
    "columns of the rows copied to the register": tiny(
        transitions=[
            replace(SUBMITTED, needs=(PLACE, WORKERS)),
            ENDORSED,
            replace(APPROVED, effects=(OpenEntry("pass", copies=("who", "place"), per="workers"),)),
            *TRANSITIONS[3:],
        ]
    ),
    "the clock ends what waits too long": tiny(
        states=with_state("review", deadlines=[EXPIRING]), transitions=[*TRANSITIONS, by_clock("review", "rejected")]
    ),
    "a field required here and optional there": tiny(
        transitions=[
            *TRANSITIONS,
            Transition(NOTE, "draft", None, needs=[replace(PLACE, required=False)], clause=BEYOND),
        ]
    ),
    "a choice written alike in both languages": tiny(
        transitions=asking(
            Field("size", "choice", "规格", "Size", choices=[Choice("a3", "A3", "A3"), Choice("60", "60", "60")])
        )
    ),
    "a column that goes by the name of a field given later": tiny(
        transitions=[
            replace(SUBMITTED, needs=(PLACE, WORKERS), effects=(OpenEntry("pass", copies=("who",), per="workers"),)),
            replace(ENDORSED, needs=WORKERS.columns),
            *TRANSITIONS[2:],
        ]
    ),
    "the person named holds the state, another post may act there too": tiny(
        states=with_state("review", named="worker"),
        transitions=[
            replace(SUBMITTED, needs=(PLACE, Field("worker", "user", "经办人", "Worker", role=CHIEF.code))),
            *TRANSITIONS[1:],
            Transition(NOTE, "review", None, by=DESK, clause=BEYOND),
        ],
    ),
    "the only holder of the post looks first and approves then": tiny(
        transitions=[*TRANSITIONS, Transition(NOTE, "approval", None, when=[four_eyes], clause=BEYOND)]
    ),
    "a state that two posts sign before it goes on": tiny(
        states=with_state("review", by=(CHIEF, DESK), sign_offs=[SignOff(CHIEF), SignOff(DESK)]),
        transitions=[*TRANSITIONS, Transition(NOTE, "review", None, signs=True, clause=BEYOND)],
    ),
}
