"""Guards of the days that training is recorded for: none ahead of today, none outside what it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flows.definition import Guard, Situation, Text
from flows.procedures.months import is_over


def _days(rows: str, situation: Situation) -> list[date]:
    return [date.fromisoformat(str(row["held_on"])) for row in situation.rows(rows)]


def _not_ahead(code: str, days: Callable[[Situation], list[date]], field: str, zh: str, en: str) -> Guard:
    return Guard(
        code,
        lambda s: all(day <= s.today for day in days(s)),
        f"{zh}日期不能晚于今天；办完再登记",
        f"{en} lies in the future; record it once it has been",
        reads=(field,),
        absolute=True,
    )


def _one(name: str) -> Callable[[Situation], list[date]]:
    return lambda s: [day] if (day := s.day(name)) else []


def _within_plan(situation: Situation) -> bool:
    first, last = situation.day("plan_begins"), situation.day("plan_ends")
    # mypy doesn't see that neither is None behind `bool(…)`.
    return bool(first and last) and all(first <= day <= last for day in _days("sessions_held", situation))  # type: ignore[operator]


def _arrived(situation: Situation) -> bool:
    first = situation.day("arrived_on")
    return first is not None and all(first <= day for day in _days("lessons", situation))


lessons_not_ahead = _not_ahead("lessons_not_ahead", lambda s: _days("lessons", s), "lessons", "培训", "A session")
sessions_not_ahead = _not_ahead(
    "sessions_not_ahead", lambda s: _days("sessions_held", s), "sessions_held", "培训", "A session"
)
exam_not_ahead = _not_ahead("exam_not_ahead", _one("examined_on"), "examined_on", "考核", "The exam")
coaching_not_ahead = _not_ahead("coaching_not_ahead", _one("coached_on"), "coached_on", "补训", "The coaching")
lessons_after_arrival = Guard(
    "lessons_after_arrival",
    _arrived,
    "培训日期不能早于到岗日期",
    "No session comes before the day of arrival",
    because=lambda s: Text(
        f"新员工 {s.text('arrived_on')} 到岗；培训日期不能早于这一天。",
        f"The newcomer arrived on {s.text('arrived_on')}; no session comes before it.",
    ),
    reads=("lessons",),
)
sessions_within_plan = Guard(
    "sessions_within_plan",
    _within_plan,
    "培训日期须在计划期间之内",
    "Sessions lie within the period of the plan",
    because=lambda s: Text(
        f"计划期间为 {s.text('plan_begins')} 至 {s.text('plan_ends')}；期间以外的培训记入另一份计划。",
        f"The plan runs from {s.text('plan_begins')} to {s.text('plan_ends')}; record other sessions in the plan of their period.",
    ),
    reads=("sessions_held",),
)
month_was_trained = Guard(
    "month_was_trained",
    lambda s: is_over(s, s.day("month_ends")),
    "培训的月份还没有过完；次月再考核",
    "The month of the training is not over yet; assess in the next one",
    because=lambda s: Text(
        f"该月到 {s.text('month_ends')} 才结束；请次月再考核。",
        f"That month ends on {s.text('month_ends')}; assess in the next one.",
    ),
)
