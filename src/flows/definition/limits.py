"""How long something may take: spans of time and the deadlines made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    `field`. With `since` the counting begins with the date or moment in that field, and does not while it is empty."""

    unit: SpanUnit
    amount: int = 0
    setting: str | None = None
    field: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class PauseReason:
    """What a case may wait for with its clock stopped. `setting` names for how many days at the longest: after those
    the clock runs on, whether or not anybody has started it."""

    code: str
    zh: str
    en: str
    setting: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit on the stay in a state. When it passes, the case is overdue; with `event`, the clock takes that event
    at the due moment."""

    code: str
    zh: str
    en: str
    span: Span
    event: str | None = None
    clause: str = BEYOND
