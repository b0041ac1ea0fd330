"""Declarations with a fault in their names, their words or their clauses."""

from dataclasses import replace

from flows.definition import (
    BEYOND,
    Choice,
    Deadline,
    Document,
    Field,
    GiveNumber,
    MoveEntry,
    RoleFrom,
    Setting,
    Span,
    State,
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
    REJECTED,
    STATES,
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

SUBMITTED_WHERE = "draft --submit--> review"
THREE_DAYS = Span("days", 3)


def asking(*fields: Field) -> tuple[Transition, ...]:
    """The transitions, with other fields for `submit`."""
    return with_transition(SUBMITTED, replace(SUBMITTED, needs=fields))


NAMES = [
    Faulty(
        "a state declared twice",
        "keys-unique",
        tiny(states=[*STATES, State("closed", "已关闭", "Closed")]),
        "state closed",
    ),
    Faulty(
        "a setting declared twice",
        "keys-unique",
        tiny(
            states=with_state("review", deadlines=[Deadline("late", "期限", "Limit", Span("days", setting="days"))]),
            settings=[Setting("days", 3, "天数", "Days", BEYOND), Setting("days", 5, "天数", "Days", BEYOND)],
        ),
        "setting days",
    ),
    Faulty(
        "a deadline declared twice in one state",
        "keys-unique",
        tiny(states=with_state("review", deadlines=[Deadline("late", "期限", "Limit", THREE_DAYS)] * 2)),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "a field asked for twice at once",
        "keys-unique",
        tiny(transitions=asking(PLACE, PLACE)),
        f"{SUBMITTED_WHERE}: field place",
        (TO_REVIEW,),
    ),
    Faulty(
        "a guard asked twice at once",
        "keys-unique",
        tiny(transitions=with_transition(ENDORSED, replace(ENDORSED, when=(four_eyes, four_eyes)))),
        "review --endorse--> approval: guard four_eyes",
        (TO_REVIEW, TO_APPROVAL),
    ),
    Faulty(
        "a choice offered twice",
        "keys-unique",
        tiny(transitions=asking(Field("way", "choice", "方式", "Way", choices=[Choice("cash", "现金", "Cash")] * 2))),
        "field way: choice cash",
    ),
    Faulty(
        "one field declared in two ways",
        "one-meaning",
        tiny(
            transitions=[
                *TRANSITIONS,
                Transition(NOTE, "draft", None, needs=[replace(PLACE, kind="note")], clause=BEYOND),
            ]
        ),
        "field place",
    ),
    Faulty(
        "one guard with two sentences",
        "one-meaning",
        tiny(transitions=with_transition(APPROVED, replace(APPROVED, when=(replace(four_eyes, zh="另一句话"),)))),
        "guard four_eyes",
    ),
    Faulty(
        "one event with two kinds",
        "one-meaning",
        tiny(transitions=[*TRANSITIONS, Transition(replace(NOTE, code="submit"), "review", None, clause=BEYOND)]),
        "event submit",
    ),
    Faulty(
        "a target that is no state",
        "known-names",
        tiny(transitions=[*TRANSITIONS, Transition(PASS, "draft", "reviev", clause=BEYOND)]),
        "draft --pass_on--> reviev",
        ("draft --pass_on--> reviev",),
    ),
    Faulty(
        "a source that is no state",
        "known-names",
        tiny(transitions=[*TRANSITIONS, Transition(PASS, "darft", "review", clause=BEYOND)]),
        "darft --pass_on--> review",
    ),
    Faulty(
        "a deadline that fires no event",
        "known-names",
        tiny(states=with_state("review", deadlines=[Deadline("late", "期限", "Limit", THREE_DAYS, event="expires")])),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "a span that no setting gives",
        "known-names",
        tiny(states=with_state("review", deadlines=[Deadline("late", "期限", "Limit", Span("days", setting="dais"))])),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "a span that ends with no field",
        "known-names",
        tiny(
            states=with_state("review", deadlines=[Deadline("late", "期限", "Limit", Span("field", field="ends_at"))])
        ),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "a person in no field",
        "known-names",
        tiny(states=with_state("review", named="worker")),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "a post in no field",
        "known-names",
        tiny(states=with_state("review", by=RoleFrom("department", [DESK, CHIEF]))),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "a guard that reads no field",
        "known-names",
        tiny(transitions=with_transition(SUBMITTED, replace(SUBMITTED, when=(guard("placed", reads=["plaec"]),)))),
        SUBMITTED_WHERE,
        (TO_REVIEW,),
    ),
    Faulty(
        "a document for each row of no field",
        "known-names",
        tiny(
            transitions=with_transition(
                SUBMITTED, replace(SUBMITTED, documents=(Document("photo", "照片", "Photo", per="workers"),))
            )
        ),
        SUBMITTED_WHERE,
        (TO_REVIEW,),
    ),
    Faulty(
        "entries moved of a register that is never opened",
        "known-names",
        tiny(transitions=with_transition(APPROVED, replace(APPROVED, effects=(MoveEntry("pass", "void"),)))),
        "approval --approve--> closed",
        (TO_REVIEW, TO_APPROVAL, TO_CLOSED),
    ),
    Faulty(
        "a code with a capital letter",
        "codes-plain",
        tiny(transitions=[*TRANSITIONS, Transition(replace(NOTE, code="takeNote"), "draft", None, clause=BEYOND)]),
        "event takeNote",
    ),
    Faulty("version nought", "version-and-prefix", tiny(version=0), "version"),
    Faulty("a prefix in small letters", "version-and-prefix", tiny(prefix="ty"), "prefix"),
]

WORDS = [
    Faulty(
        "a state without Chinese",
        "labels-in-both-languages",
        tiny(states=with_state("review", zh="Review")),
        "state review",
    ),
    Faulty(
        "a state without English",
        "labels-in-both-languages",
        tiny(states=with_state("review", en="审核")),
        "state review",
    ),
    Faulty(
        "a sentence in Chinese only",
        "labels-in-both-languages",
        tiny(states=with_state("review", ask_en="")),
        "state review: ask",
    ),
    Faulty(
        "an event without English",
        "labels-in-both-languages",
        tiny(transitions=[*TRANSITIONS, Transition(replace(NOTE, en=" "), "draft", None, clause=BEYOND)]),
        "event note",
    ),
    Faulty("a full stop of the other keyboard", "labels-in-both-languages", tiny(en="Tiny。"), "procedure"),
    Faulty(
        "help in English only",
        "labels-in-both-languages",
        tiny(transitions=asking(replace(PLACE, help_en="Where the work is done"))),
        "field place: help",
    ),
    Faulty(
        "a choice in English only",
        "labels-in-both-languages",
        tiny(transitions=asking(Field("way", "choice", "方式", "Way", choices=[Choice("cash", "Cash", "Cash")]))),
        "field way: choice cash",
    ),
    Faulty(
        "a column in English only",
        "labels-in-both-languages",
        tiny(
            transitions=asking(
                Field("workers", "rows", "工人", "Workers", columns=[Field("who", "text", "Name", "Name")])
            )
        ),
        "field workers: column who",
    ),
    Faulty(
        "a document in English only",
        "labels-in-both-languages",
        tiny(
            transitions=with_transition(SUBMITTED, replace(SUBMITTED, documents=(Document("photo", "Photo", "Photo"),)))
        ),
        "document photo",
    ),
    Faulty(
        "a number in English only",
        "labels-in-both-languages",
        tiny(
            transitions=with_transition(
                SUBMITTED, replace(SUBMITTED, effects=(GiveNumber("tag", "TG", "Tag number", "Tag number"),))
            )
        ),
        "number tag",
    ),
    Faulty(
        "a guard in Chinese only",
        "labels-in-both-languages",
        tiny(transitions=with_transition(SUBMITTED, replace(SUBMITTED, when=(replace(guard("placed"), en=""),)))),
        "guard placed",
    ),
    Faulty(
        "a deadline in English only",
        "labels-in-both-languages",
        tiny(states=with_state("review", deadlines=[Deadline("late", "Limit", "Limit", THREE_DAYS)])),
        "deadline late",
    ),
    Faulty(
        "a setting in English only",
        "labels-in-both-languages",
        tiny(
            states=with_state("review", deadlines=[Deadline("late", "期限", "Limit", Span("days", setting="days"))]),
            settings=[Setting("days", 3, "Days", "Days", BEYOND)],
        ),
        "setting days",
    ),
    Faulty(
        "an open state that asks nothing",
        "open-state-asks",
        tiny(states=with_state("review", ask_zh="", ask_en="")),
        "state review",
        (TO_REVIEW,),
    ),
    Faulty(
        "a clause that the handbook has not",
        "clause-known",
        tiny(transitions=with_transition(SUBMITTED, replace(SUBMITTED, clause="CSH 5.5.4-6"))),
        SUBMITTED_WHERE,
        (TO_REVIEW,),
    ),
    Faulty(
        "no clause",
        "clause-known",
        tiny(transitions=with_transition(REJECTED, replace(REJECTED, clause=" "))),
        "review, approval --reject--> rejected",
        (TO_REVIEW, "review --reject--> rejected"),
    ),
    Faulty("a procedure of no clause", "clause-known", tiny(clause="CSH 9"), "procedure"),
]
