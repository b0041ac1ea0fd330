"""Declarations with a fault in their arrows, their posts or their four eyes."""

from dataclasses import replace

from flows.definition import BEYOND, CLOCK, Choice, Deadline, Field, RoleFrom, SignOff, Span, State, Transition
from tests.definition.declarations import (
    APPROVED,
    CHIEF,
    DESK,
    DIRECTOR,
    ENDORSE,
    ENDORSED,
    NOTE,
    PASS,
    PLACE,
    REJECTED,
    RETURN,
    RETURNED,
    SIGN,
    STATES,
    SUBMITTED,
    TO_APPROVAL,
    TO_REVIEW,
    TRANSITIONS,
    Faulty,
    by_clock,
    four_eyes,
    guard,
    open_state,
    tiny,
    with_state,
    with_transition,
)

wide = guard("wide")
DEPARTMENTS = (Choice("front_desk", "前台", "Desk"), Choice("director", "主任", "Director"))
DEPARTMENT = Field("department", "choice", "部门", "Department", choices=DEPARTMENTS)
WORKER = Field("worker", "user", "经办人", "Worker", role="engineering_supervisor")

ROUND = (open_state("waiting"), open_state("chasing"))
INTO_ROUND = Transition(PASS, "review", "waiting", clause=BEYOND)
ROUND_AND_ROUND = (
    Transition(PASS, "waiting", "chasing", clause=BEYOND),
    Transition(PASS, "chasing", "waiting", clause=BEYOND),
)

SIGNED = Transition(SIGN, "review", None, signs=True, clause=BEYOND)
SIGNED_STATES = [
    state for state in with_state("review", sign_offs=[SignOff(CHIEF)]) if state.code not in {"approval", "closed"}
]
SENT_AWAY = [replace(RETURNED, source=("review",)), replace(REJECTED, source=("review",))]

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
