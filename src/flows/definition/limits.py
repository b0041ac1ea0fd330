"""How long something may take: spans of time and the deadlines made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.definition.text import freeze_lists

BEYOND = "beyond the handbook"

SpanUnit = Literal[
    "minutes",
    "hours",
    "days",
    "working_hours",
    "working_days",
    "months",
    "same_day",
    "month_day",
    "month_working_day",
    "field",
]


@dataclass(frozen=True, slots=True)
class Span:
    """How long a deadline runs. `amount` counts `unit`s from the moment the state was entered, on the clock, in
    hours of the site's shifts on working days, or in working days; `setting` names where a site may change the amount. `same_day` ends with that day's last shift;
    `month_day` is the end of the `amount`-th day of the next month, `month_working_day` that of its `amount`-th working
    day; `months` are of the calendar; `field` is the moment (or the end of the date) that stands in the case's field
    `field`. With `since` the counting begins with the date or moment in that field, and does not while it is empty. With
    `before` it is due by the moment (or the end of the date) in that field at the latest."""

    unit: SpanUnit
    amount: int = 0
    setting: str | None = None
    field: str | None = None
    since: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class PauseReason:
    """What a case may wait for with its clock stopped. `setting` names for how many days at the longest: after those
    the clock runs on, whether or not anybody has started it."""

    code: str
    zh: str
    en: str
    setting: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder that a running deadline climbs: when `percent` of its time has gone by (100: when it falls
    due, more: after that), those in `tells` are told. `untaken`: only while nobody has taken the task. `zh` and `en` end
    the sentence that they read. With `setting` the office may change the percentage."""

    code: str
    percent: int
    tells: tuple[Literal["holder", "superior", "above"], ...]
    zh: str
    en: str
    untaken: bool = False
    setting: str | None = None

    def __post_init__(self) -> None:
        freeze_lists(self, "tells")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit on the stay in a state. When it passes, the case is overdue; with `event`, the clock takes that event
    at the due moment. `ladder`: who is told when, other than the office's usual ladder has it. What is `urgent` is told
    by night as well, as safety asks."""

    code: str
    zh: str
    en: str
    span: Span
    event: str | None = None
    clause: str = BEYOND
    ladder: tuple[Rung, ...] = ()
    urgent: bool = False

    def __post_init__(self) -> None:
        freeze_lists(self, "ladder")
