"""Guards and rules of the training assessment: what was passed, what it costs, what comes after the third failure."""

from __future__ import annotations

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures import points


def _failed(situation: Situation) -> bool:
    """Both parts must be passed (CSH 3.3.4.2)."""
    mark = int(situation.setting("pass_mark"))
    return min(int(situation.data.get(part) or 0) for part in ("written", "practical")) < mark


def _new_breaches(situation: Situation) -> int:
    """Points for what this event adds to the breaches."""
    before = len(situation.case.data.get("breaches") or ())
    return sum(points.BREACHES[str(row["breach"])] for row in situation.rows("breaches")[before:])


def _earlier(situation: Situation) -> int:
    """Failures of the months before this one's that still count."""
    month = situation.day("month")
    if month is None:
        return 0
    first = month.year * 12 + month.month - int(situation.setting("failure_months"))
    return sum(times for year, number, times in situation.facts["earlier_failures"] if year * 12 + number >= first)


def _failure_number(situation: Situation) -> int:
    """Which failure this is: of this case and of the person's others; nought where it was passed."""
    if not _failed(situation):
        return 0
    return int(situation.data.get("failures") or 0) + _earlier(situation) + 1


def _failures(situation: Situation) -> int:
    return int(situation.data.get("failures") or 0) + _failed(situation)


def _proposed(situation: Situation) -> int:
    number = int(situation.data.get("failure_number") or 0)
    return (points.failure_points(number) if number else 0) + _new_breaches(situation)


def _confirmed(situation: Situation) -> int:
    before = int(situation.data.get("points_confirmed") or 0)
    return before + (int(situation.data["points_proposed"]) if situation.event == "confirm_points" else 0)


def _is_third(situation: Situation) -> bool:
    return points.is_last_failure(int(situation.data.get("failure_number") or 0))


def _recorders(situation: Situation) -> str:
    return "、".join(map(situation.called, situation.text("recorded_by").split()))


def _in_time(situation: Situation) -> bool:
    """Whether the day set has not passed; that day itself is in time."""
    day = situation.day("master_by")
    return day is not None and situation.today <= day


def _deadline_stands(situation: Situation) -> bool:
    day = situation.day("master_by")
    return day is not None and day > situation.today


mastered_in_time = Guard(
    "mastered_in_time",
    lambda s: not _failed(s) and _in_time(s),
    "书面和实操在限期内都合格",
    "Both parts are passed by the day set",
    reads=("written", "practical"),
)
points_are_due = Guard(
    "points_are_due",
    lambda s: _failed(s) or _new_breaches(s) > 0,
    "不合格或课堂表现须扣分",
    "Not passed, or conduct that costs points",
    reads=("written", "practical", "breaches"),
)
third_failure = Guard("third_failure", _is_third, "第三次不合格", "Failed for the third time")
was_failed = Guard("was_failed", lambda s: int(s.data.get("failure_number") or 0) > 0, "本次不合格", "Failed this time")
deadline_is_set = Guard(
    "deadline_is_set",
    _deadline_stands,
    "第三次不合格须写明限期掌握的日期（今天以后）",
    "After the third failure a day is set, after today, by which it is to be mastered",
    reads=("master_by",),
)
recorded_by_another = Guard(
    "recorded_by_another",
    lambda s: not s.acting_people & frozenset(s.text("recorded_by").split()),
    "登记成绩的人及其代理人不能确认或免除扣分；请换人办理",
    "Who recorded the result, or stands in for them, neither confirms nor waives its points; let somebody else act",
    because=lambda s: Text(
        f"成绩由 {_recorders(s)} 登记，不能由同一人确认或免除扣分；请换人办理。",
        f"{_recorders(s)} recorded the result and can't confirm or waive its points; let somebody else act.",
    ),
    identity=True,
)

earlier_failures = Rule(
    "earlier_failures",
    _earlier,
    "以前不合格次数",
    "Failures before",
    kind="integer",
    facts=("earlier_failures",),
)
failure_number = Rule(
    "failure_number", _failure_number, "第几次不合格", "Which failure", kind="integer", facts=("earlier_failures",)
)
failures = Rule("failures", _failures, "本单不合格次数", "Failures in this case", kind="integer")
points_proposed = Rule("points_proposed", _proposed, "建议扣考勤分", "Attendance points proposed", kind="integer")
points_confirmed = Rule("points_confirmed", _confirmed, "已确认考勤扣分", "Attendance points confirmed", kind="integer")
recorded_by = Rule(
    "recorded_by", lambda s: " ".join(sorted(s.acting_people)), "成绩登记人", "Result recorded by", kind="user"
)
