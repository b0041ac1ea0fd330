"""Declarations with a fault in their posts, their sign-offs or their four eyes."""

from dataclasses import replace

from flows.definition import BEYOND, CLOCK, Choice, Deadline, Field, RoleFrom, SignOff, Span, Tell, Transition
from tests.definition.declarations import (
    APPROVED,
    CHIEF,
    DESK,
    DIRECTOR,
    ENDORSE,
    ENDORSED,
    FOLLOW,
    PASS,
    PLACE,
    REJECTED,
    RETURNED,
    SIGN,
    SUBMITTED,
    TO_APPROVAL,
    TO_REVIEW,
    TRANSITIONS,
    Faulty,
    by_clock,
    four_eyes,
    open_state,
    tiny,
    with_state,
    with_transition,
)

DEPARTMENTS = (Choice("front_desk", "前台", "Desk"), Choice("director", "主任", "Director"))
DEPARTMENT = Field("department", "choice", "部门", "Department", choices=DEPARTMENTS)
WORKER = Field("worker", "user", "经办人", "Worker", role="engineering_supervisor")


SIGNED = Transition(SIGN, "review", None, signs=True, clause=BEYOND)
SIGNED_STATES = [
    state for state in with_state("review", sign_offs=[SignOff(CHIEF)]) if state.code not in {"approval", "closed"}
]
SENT_AWAY = [replace(RETURNED, source=("review",)), replace(REJECTED, source=("review",))]

POSTS = [
    Faulty(
        "an open state that nobody holds",
        "open-state-has-a-post",
        tiny(states=with_state("review", by=None), transitions=with_transition(ENDORSED, replace(ENDORSED, by=CHIEF))),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "an open state that only the clock holds",
        "open-state-has-a-post",
        tiny(
            states=with_state(
                "review", by=CLOCK, deadlines=[Deadline("d", "期限", "Limit", Span("days", 3), event="expire")]
            ),
            transitions=[SUBMITTED, replace(ENDORSED, by=CHIEF), APPROVED, by_clock("review", "rejected")],
        ),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "a final state with a post",
        "final-state-has-no-post",
        tiny(states=with_state("closed", by=DESK)),
        "state closed",
        (TO_REVIEW, TO_APPROVAL, "approval --approve--> closed"),
    ),
    Faulty(
        "a person named who has not the post",
        "named-person-holds-the-post",
        tiny(
            states=with_state("approval", named="worker"),
            transitions=[
                replace(SUBMITTED, needs=(PLACE, WORKER)),
                ENDORSED,
                APPROVED,
                replace(RETURNED, source=("review",)),
                replace(RETURNED, source=("review",), event=PASS, target="rejected"),
            ],
        ),
        "approval --approve--> closed",
        (TO_REVIEW, TO_APPROVAL, "approval --approve--> closed"),
    ),
    Faulty(
        "a department that no post stands for",
        "role-from-covers-choices",
        tiny(
            states=with_state("review", by=RoleFrom("department", [DESK, CHIEF])),
            transitions=with_transition(SUBMITTED, replace(SUBMITTED, needs=(PLACE, DEPARTMENT))),
        ),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "sign-offs that no event gives",
        "sign-offs-can-be-given",
        tiny(
            states=with_state("review", sign_offs=[SignOff(CHIEF)]),
            transitions=with_transition(ENDORSED, ENDORSED),
        ),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "a post that has to sign and can't",
        "sign-offs-can-be-given",
        tiny(
            states=with_state("review", sign_offs=[SignOff(CHIEF), SignOff(DIRECTOR)]),
            transitions=[
                *with_transition(ENDORSED, ENDORSED),
                SIGNED,
            ],
        ),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "all have signed, and no way leads forward",
        "sign-offs-can-be-given",
        tiny(states=SIGNED_STATES, transitions=[SUBMITTED, SIGNED, *SENT_AWAY]),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "all have signed, and the case stays where it is",
        "sign-offs-can-be-given",
        tiny(
            states=SIGNED_STATES,
            transitions=[SUBMITTED, SIGNED, *SENT_AWAY, Transition(PASS, "review", None, clause=BEYOND)],
        ),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "a signature where there is nothing to sign",
        "signature-is-asked-for",
        tiny(transitions=[*TRANSITIONS, SIGNED]),
        "review --sign--> review",
        (TO_REVIEW, "review --sign--> review"),
    ),
    Faulty(
        "the clock has to fill in a form",
        "clock-fills-in-nothing",
        tiny(
            states=with_state("review", deadlines=[Deadline("d", "期限", "Limit", Span("days", 3), event="expire")]),
            transitions=[*TRANSITIONS, by_clock("review", "rejected", needs=[PLACE])],
        ),
        "review --expire--> rejected",
        (TO_REVIEW, "review --expire--> rejected"),
    ),
    Faulty(
        "a button for what follows on another case",
        "what-follows-is-the-clocks",
        tiny(transitions=[*TRANSITIONS, Transition(FOLLOW, "review", None, clause=BEYOND)]),
        "review --follow--> review",
        (TO_REVIEW, "review --follow--> review"),
    ),
    Faulty(
        "what follows on another case tells a third",
        "what-follows-is-the-clocks",
        tiny(
            transitions=[
                *TRANSITIONS,
                Transition(FOLLOW, "review", None, by=CLOCK, effects=[Tell("tiny", "follow")], clause=BEYOND),
            ]
        ),
        "review --follow--> review",
        (TO_REVIEW, "review --follow--> review"),
    ),
]

FOUR_EYES = [
    Faulty(
        "an approval that one person may give twice",
        "approval-needs-four-eyes",
        tiny(transitions=with_transition(APPROVED, replace(APPROVED, when=()))),
        "approval --approve--> closed",
        (TO_REVIEW, TO_APPROVAL, "approval --approve--> closed"),
    ),
    Faulty(
        "one seat for two approvals",
        "four-eyes-satisfiable",
        tiny(states=with_state("review", by=DIRECTOR)),
        "approval --approve--> closed",
        (TO_REVIEW, TO_APPROVAL, "approval --approve--> closed"),
    ),
    Faulty(
        "the only holder of the post registers and approves",
        "four-eyes-satisfiable",
        tiny(states=with_state("draft", by=CHIEF)),
        TO_APPROVAL,
        (TO_REVIEW, TO_APPROVAL),
    ),
    Faulty(
        "the only holder of the post approves and then checks what came of it",
        "four-eyes-satisfiable",
        tiny(
            states=[*with_state("approval"), open_state("checking", DIRECTOR)],
            transitions=[
                *with_transition(APPROVED, replace(APPROVED, target="checking")),
                Transition(PASS, "checking", "closed", when=[four_eyes], clause=BEYOND),
            ],
        ),
        "checking --pass_on--> closed",
        (TO_REVIEW, TO_APPROVAL, "approval --approve--> checking", "checking --pass_on--> closed"),
    ),
    Faulty(
        "two posts of one seat each for three approvals, any of the two for each",
        "four-eyes-satisfiable",
        tiny(
            states=[*with_state("review", by=(CHIEF, DIRECTOR)), open_state("second", (CHIEF, DIRECTOR))],
            transitions=[
                SUBMITTED,
                replace(ENDORSED, target="second"),
                Transition(ENDORSE, "second", "approval", when=[four_eyes], clause=BEYOND),
                APPROVED,
                replace(RETURNED, event=PASS, source=("review",), target="rejected"),
            ],
        ),
        "approval --approve--> closed",
        (TO_REVIEW, "review --endorse--> second", "second --endorse--> approval", "approval --approve--> closed"),
    ),
    Faulty(
        "a way round that is no return asks the same post again",
        "four-eyes-satisfiable",
        tiny(transitions=[*TRANSITIONS, Transition(PASS, "approval", "review", clause=BEYOND)]),
        TO_APPROVAL,
        (TO_REVIEW, TO_APPROVAL, "approval --pass_on--> review", TO_APPROVAL),
    ),
]
