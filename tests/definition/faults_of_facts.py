"""Declarations with a fault in their fields, their guards or their effects."""

from dataclasses import replace

from flows.definition import (
    BEYOND,
    Choice,
    Deadline,
    Document,
    ExpectPayment,
    Field,
    OpenEntry,
    RoleFrom,
    SignOff,
    Situation,
    Span,
    Transition,
)
from tests.definition.declarations import (
    APPROVED,
    CHIEF,
    DESK,
    ENDORSED,
    NOTE,
    PASS,
    PLACE,
    RETURNED,
    SUBMITTED,
    TO_APPROVAL,
    TO_CLOSED,
    TO_REVIEW,
    TRANSITIONS,
    Faulty,
    four_eyes,
    guard,
    tiny,
    with_state,
    with_transition,
)
from tests.definition.faults_of_words import asking

FEE = Field("fee", "money", "费用", "Fee")
DEPARTMENTS = (Choice("front_desk", "前台", "Desk"), Choice("engineering_supervisor", "工程", "Engineering"))
DEPARTMENT = Field("department", "choice", "部门", "Department", required=False, choices=DEPARTMENTS)
WORKERS = Field("workers", "rows", "工人", "Workers", columns=[Field("who", "text", "姓名", "Name")])
fee_set = guard("fee_set", reads=["fee"])
SHORT_CUT = Transition(PASS, "draft", "approval", clause=BEYOND)
EXPIRING = Deadline("late", "期限", "Limit", Span("days", 3), event="expire")


def unpaid(situation: Situation) -> bool:
    return bool(situation.setting("fee_asked"))


def placed(situation: Situation) -> bool:
    return bool(situation.text("place"))


def approved_with(**changes: object) -> tuple[Transition, ...]:
    return with_transition(APPROVED, replace(APPROVED, **changes))


def without_reason() -> Transition:
    """A return whose reason somebody took away behind the constructor's back."""
    transition = replace(RETURNED, source=("review",))
    object.__setattr__(transition, "reason", False)
    return transition


def limit_in_review(span: Span) -> tuple[object, ...]:
    return with_state("review", deadlines=[Deadline("late", "期限", "Limit", span)])


FACTS = [
    Faulty(
        "a guard reads what is asked for on one way but not on the other",
        "fields-supplied",
        tiny(
            transitions=[
                SUBMITTED,
                replace(ENDORSED, needs=(FEE,)),
                replace(APPROVED, when=(four_eyes, fee_set)),
                RETURNED,
                SHORT_CUT,
                replace(RETURNED, event=replace(NOTE, code="drop"), target="rejected"),
            ]
        ),
        TO_CLOSED,
        ("draft --pass_on--> approval", TO_CLOSED),
    ),
    Faulty(
        "a route reads what is asked for later only",
        "fields-supplied",
        tiny(
            transitions=[
                replace(SUBMITTED, route=fee_set),
                replace(SUBMITTED, target="approval"),
                replace(ENDORSED, needs=(FEE,)),
                *TRANSITIONS[2:],
            ]
        ),
        TO_REVIEW,
        (TO_REVIEW,),
    ),
    Faulty(
        "a sum is due that was left empty at will",
        "fields-supplied",
        tiny(
            transitions=[
                replace(SUBMITTED, needs=(PLACE, replace(FEE, required=False))),
                ENDORSED,
                replace(APPROVED, effects=(ExpectPayment("renovation", "fee"),)),
                *TRANSITIONS[3:],
            ]
        ),
        TO_CLOSED,
        (TO_REVIEW, TO_APPROVAL, TO_CLOSED),
    ),
    Faulty(
        "a post that may be left empty",
        "fields-supplied",
        tiny(
            states=with_state("review", by=RoleFrom("department", [DESK, CHIEF])), transitions=asking(PLACE, DEPARTMENT)
        ),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "the first state is held by whoever the case will name later",
        "fields-supplied",
        tiny(
            states=with_state("draft", named="worker"), transitions=asking(Field("worker", "user", "经办人", "Worker"))
        ),
        "state draft",
    ),
    Faulty(
        "whoever acts is named by what they fill in",
        "fields-supplied",
        tiny(
            transitions=with_transition(
                ENDORSED, replace(ENDORSED, named="worker", needs=(Field("worker", "user", "经办人", "Worker"),))
            )
        ),
        TO_APPROVAL,
        (TO_REVIEW, TO_APPROVAL),
    ),
    Faulty(
        "a deadline at a word",
        "field-kind-fits",
        tiny(states=limit_in_review(Span("field", field="place"))),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "an entry for each row of a word",
        "field-kind-fits",
        tiny(transitions=approved_with(effects=(OpenEntry("pass", per="place"),))),
        TO_CLOSED,
        (TO_REVIEW, TO_APPROVAL, TO_CLOSED),
    ),
    Faulty(
        "a choice without choices",
        "field-makes-sense",
        tiny(transitions=asking(Field("way", "choice", "方式", "Way"))),
        "field way",
    ),
    Faulty(
        "rows without columns",
        "field-makes-sense",
        tiny(transitions=asking(replace(WORKERS, columns=()))),
        "field workers",
    ),
    Faulty(
        "rows within rows",
        "field-makes-sense",
        tiny(transitions=asking(Field("gangs", "rows", "班组", "Gangs", columns=[WORKERS]))),
        "field gangs",
    ),
    Faulty(
        "lines of no register",
        "field-makes-sense",
        tiny(transitions=asking(Field("out", "lines", "出门", "Let out"))),
        "field out",
    ),
    Faulty(
        "lines of a register that this procedure does not keep",
        "known-names",
        tiny(transitions=asking(Field("out", "lines", "出门", "Let out", register="thing"))),
        "draft --submit--> review",
        ("draft --submit--> review",),
    ),
    Faulty(
        "a table asked at the start",
        "field-makes-sense",
        tiny(asks=[WORKERS]),
        "field workers",
    ),
    Faulty(
        "one fact asked twice at the start",
        "keys-unique",
        tiny(asks=[PLACE, PLACE]),
        "at the start: field place",
    ),
    Faulty(
        "a signature that a setting asks for which is not there",
        "known-names",
        tiny(
            states=with_state("review", sign_offs=[SignOff(CHIEF, setting="chief_sings")]),
            transitions=[*TRANSITIONS, Transition(NOTE, "review", None, signs=True, clause=BEYOND)],
        ),
        "state review: sign-off engineering_supervisor",
        (TO_REVIEW,),
    ),
    Faulty(
        "bounds the wrong way round",
        "field-makes-sense",
        tiny(transitions=asking(Field("count", "integer", "数量", "Number", minimum=5, maximum=1))),
        "field count",
    ),
    Faulty(
        "a word of one post",
        "field-makes-sense",
        tiny(transitions=asking(replace(PLACE, role="director"))),
        "field place",
    ),
    Faulty(
        "a document of which more are needed than allowed",
        "field-makes-sense",
        tiny(
            transitions=with_transition(
                SUBMITTED, replace(SUBMITTED, documents=(Document("photo", "照片", "Photo", at_least=3, at_most=2),))
            )
        ),
        "document photo",
    ),
    Faulty(
        "two guards that shut each other out",
        "guards-contradict",
        tiny(transitions=approved_with(when=(four_eyes, guard("free"), guard("charged", excludes=["free"])))),
        TO_CLOSED,
        (TO_REVIEW, TO_APPROVAL, TO_CLOSED),
    ),
    Faulty(
        "two guards that shut each other out, as the first of them says",
        "guards-contradict",
        tiny(transitions=approved_with(when=(four_eyes, guard("charged", excludes=["free"]), guard("free")))),
        TO_CLOSED,
        (TO_REVIEW, TO_APPROVAL, TO_CLOSED),
    ),
    Faulty(
        "a route that shuts out a guard",
        "guards-contradict",
        tiny(
            transitions=with_transition(
                APPROVED,
                replace(APPROVED, when=(four_eyes, guard("free")), route=guard("charged", excludes=["free"])),
                APPROVED,
            )
        ),
        TO_CLOSED,
        (TO_REVIEW, TO_APPROVAL, TO_CLOSED),
    ),
    Faulty(
        "a guard that keeps to itself what it reads",
        "guard-names-what-it-reads",
        tiny(transitions=with_transition(SUBMITTED, replace(SUBMITTED, when=(replace(guard("placed"), test=placed),)))),
        TO_REVIEW,
        (TO_REVIEW,),
    ),
    Faulty(
        "a return without a reason",
        "reason-carried",
        tiny(transitions=with_transition(RETURNED, without_reason())),
        "review --return--> draft",
        (TO_REVIEW, "review --return--> draft"),
    ),
]
