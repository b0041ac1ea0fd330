"""Declarations with a fault in their deadlines or their settings."""

from dataclasses import replace

from flows.definition import BEYOND, Field, Setting, Span, Transition
from flows.definition.forms import FieldKind
from flows.definition.prices import PRICE_LIST
from tests.definition.declarations import (
    SUBMITTED,
    TO_REVIEW,
    TRANSITIONS,
    Faulty,
    by_clock,
    guard,
    tiny,
    with_state,
    with_transition,
)
from tests.definition.faults_of_facts import EXPIRING, limit_in_review, unpaid

CLEANING = "清洁 / Cleaning | 小时 / hour | 40"


def price_list(lines: str) -> Setting:
    return Setting("prices", lines, "价目表", "Price list", BEYOND, PRICE_LIST)


def choosing(offers: str, kind: FieldKind = "text") -> tuple[Transition, ...]:
    item = Field("item", kind, "项目", "Item", offers=offers)
    return with_transition(SUBMITTED, replace(SUBMITTED, needs=(*SUBMITTED.needs, item)))


TIME = [
    Faulty(
        "an arrow of the clock that no deadline fires",
        "clock-arrow-has-deadline",
        tiny(transitions=[*TRANSITIONS, by_clock("review", "rejected")]),
        "review --expire--> rejected",
        (TO_REVIEW, "review --expire--> rejected"),
    ),
    Faulty(
        "a deadline whose event only people take",
        "deadline-event-is-taken",
        tiny(states=with_state("review", deadlines=[replace(EXPIRING, event="reject")])),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "no days at all",
        "span-has-a-length",
        tiny(states=limit_in_review(Span("days"))),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "a day that February has not",
        "span-has-a-length",
        tiny(states=limit_in_review(Span("month_day", 30))),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "a setting that is no number of days",
        "span-has-a-length",
        tiny(
            states=limit_in_review(Span("days", setting="days")),
            settings=[Setting("days", "soon", "天数", "Days", BEYOND)],
        ),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "a setting that is yes or no where days are counted",
        "span-has-a-length",
        tiny(
            states=limit_in_review(Span("days", setting="days")),
            settings=[Setting("days", True, "天数", "Days", BEYOND)],
        ),
        "state review: deadline late",
        (TO_REVIEW,),
    ),
    Faulty(
        "a setting that is a list",
        "setting-is-plain",
        tiny(
            transitions=with_transition(SUBMITTED, replace(SUBMITTED, when=(replace(guard("unpaid"), test=unpaid),))),
            settings=[Setting("fee_asked", [1], "收费", "Fee asked", BEYOND)],
        ),
        "setting fee_asked",
    ),
    Faulty(
        "a default beyond its own maximum",
        "setting-within-bounds",
        tiny(
            states=limit_in_review(Span("days", setting="days")),
            settings=[Setting("days", 30, "天数", "Days", BEYOND, "days", maximum=20)],
        ),
        "setting days",
    ),
    Faulty(
        "a default beyond what its unit allows",
        "setting-within-bounds",
        tiny(
            states=limit_in_review(Span("days", setting="days")),
            settings=[Setting("days", 3651, "天数", "Days", BEYOND, "days")],
        ),
        "setting days",
    ),
    Faulty(
        "a day of the month that a site may set beyond February",
        "setting-within-bounds",
        tiny(
            states=limit_in_review(Span("month_day", setting="day")),
            settings=[Setting("day", 10, "截止日", "Last day", BEYOND, "day of the month", maximum=31)],
        ),
        "setting day",
    ),
    Faulty(
        "a price list with a line that has no price",
        "price-list-can-be-read",
        tiny(transitions=choosing("prices"), settings=[price_list("清洁 / Cleaning | 小时 / hour")]),
        "setting prices",
    ),
    Faulty(
        "an item chosen from no price list",
        "price-list-is-there",
        tiny(transitions=choosing("prises"), settings=[]),
        "field item",
    ),
    Faulty(
        "an item of a price list as a number",
        "price-list-is-there",
        tiny(transitions=choosing("prices", kind="integer"), settings=[price_list(CLEANING)]),
        "field item",
    ),
    Faulty(
        "a setting that nothing reads",
        "dead-setting",
        tiny(settings=[Setting("days", 3, "天数", "Days", BEYOND)]),
        "setting days",
    ),
]
