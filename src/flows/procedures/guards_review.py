"""Guards and rules of the month's appraisal: six heads, ten yuan a point up or down, nothing before its time."""

from __future__ import annotations

from datetime import date

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures import points
from flows.procedures.appraisal_forms import SCORES
from flows.procedures.months import first_of, last_of
from flows.procedures.roles import ARCHIVIST, FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD, TRAINER
from flows.procedures.wording import yuan

# KPI 4.2: everybody below the supervisor.
BELOW = (FRONT_DESK.code, LOBBY_ASSISTANT.code, LOBBY_LEAD.code, ARCHIVIST.code, TRAINER.code)
MONDAY = 0


def _counted(situation: Situation, column: str) -> points.Points:
    return points.total("appraisal", (int(row.get(column) or 0) for row in situation.rows("checks")))


def _off_mondays(situation: Situation) -> list[str]:
    days = (str(row["day"]) for row in situation.rows("checks") if row["check_kind"] == "weekly")
    return [day for day in days if date.fromisoformat(day).weekday() != MONDAY]


def _stray(situation: Situation) -> list[str]:
    """A week is rated on the Monday after it, which may lie in the next month."""
    month = situation.day("month")
    if month is None:
        return []
    first, last = first_of(month).isoformat(), min(last_of(month), situation.today).isoformat()
    rows = [row for row in situation.rows("checks") if row["check_kind"] != "weekly"]
    late = [str(row["day"]) for row in situation.rows("checks") if str(row["day"]) > situation.today.isoformat()]
    return [*(str(row["day"]) for row in rows if not first <= str(row["day"]) <= last), *late]


def _total(situation: Situation) -> int:
    return sum(int(situation.data.get(score.name) or 0) for score in SCORES)


employee_below_supervisor = Guard(
    "employee_below_supervisor",
    lambda s: bool(s.staff.get(s.text("employee"), frozenset()) & frozenset(BELOW)),
    "绩效考核只适用于客服主管以下的员工",
    "The appraisal holds for staff below the supervisor",
    reads=("employee",),
)
weekly_on_mondays = Guard(
    "weekly_on_mondays",
    lambda s: not _off_mondays(s),
    "周检在每周一进行",
    "The week is rated on Mondays",
    because=lambda s: Text(
        f"周检在每周一进行，{'、'.join(_off_mondays(s))} 不是周一。",
        f"The week is rated on Mondays; {', '.join(_off_mondays(s))} is none.",
    ),
    reads=("checks",),
)
checks_within_month = Guard(
    "checks_within_month",
    lambda s: not _stray(s),
    "检查日期须在本月之内，不能在今天以后",
    "Checks lie within the month, none after today",
    because=lambda s: Text(
        f"检查日期须在本月之内，不能在今天以后：{'、'.join(_stray(s))}。",
        f"Checks lie within the month, none after today: {', '.join(_stray(s))}.",
    ),
    reads=("checks",),
    absolute=True,
)
checks_recorded = Guard(
    "checks_recorded",
    lambda s: {"daily", "weekly"} <= {row["check_kind"] for row in s.rows("checks")},
    "公布前须有日检和周检的记录",
    "Before it is published there are daily and weekly checks",
)
objections_are_over = Guard(
    "objections_are_over",
    lambda s: bool(s.text("agreed_on")) or "objection_due" in s.facts["overdue"],
    "员工还可以提出异议；本人认可或异议时限过后再核定",
    "The employee may still object; confirm it once they agree or the time is over",
    facts=("overdue",),
)

total_score = Rule("total_score", _total, "总分", "Total", kind="integer")
merit_points = Rule(
    "merit_points", lambda s: int(_counted(s, "points_on").count), "奖分合计", "Points on, in all", kind="integer"
)
breach_points = Rule(
    "breach_points", lambda s: int(_counted(s, "points_off").count), "扣分合计", "Points off, in all", kind="integer"
)
reward_proposed = Rule(
    "reward_proposed",
    lambda s: yuan(_counted(s, "points_on").yuan()),
    "建议奖励（每分十元）",
    "Reward proposed, 10 yuan a point",
    kind="money",
)
deduction_proposed = Rule(
    "deduction_proposed",
    lambda s: yuan(_counted(s, "points_off").yuan()),
    "建议扣罚（每分十元）",
    "Deduction proposed, 10 yuan a point",
    kind="money",
)
# An agreement holds for the scores that were published then, not for those of a later round.
agreed_on = Rule(
    "agreed_on",
    lambda s: s.today.isoformat() if s.event == "agree" else None,
    "本人认可日期",
    "Agreed to on",
    kind="date",
)
