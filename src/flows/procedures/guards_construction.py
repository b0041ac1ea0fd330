"""Guards and rules of a renovation, from its agreement to the refund of its deposit (EMP renovation)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from flows.definition import Entry, Guard, Rule, Situation, Text
from flows.procedures.guards_renovation import end_of_period
from flows.procedures.months import day_of_month
from flows.procedures.renovation_forms import PROBLEM
from flows.procedures.wording import yuan

DEPOSIT, RUBBISH = "renovation_deposit", "rubbish_fee"


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    return day_of_month(date(day.year + years, month + 1, 1), day.day)


# Construction


def _fits_the_period(situation: Situation) -> bool:
    start, end = situation.day("starts_on"), situation.day("ends_on")
    return start is not None and end is not None and end <= months_later(start, situation.setting("renovation_months"))


within_renovation_months = Guard(
    "within_renovation_months",
    _fits_the_period,
    "装修期限不超过规定月数",
    "The renovation keeps to the months allowed",
    because=lambda s: Text(
        f"装修期限一般为 {s.setting('renovation_months')} 个月；请缩短，到期做不完的再办延期。",
        f"A renovation lasts {s.setting('renovation_months')} months; shorten it, and apply for an extension if it isn't done by then.",
    ),
    reads=("starts_on", "ends_on"),
)


def _no_other_runs(situation: Situation) -> bool:
    end = end_of_period(situation)
    return end is None or end < situation.today


no_other_renovation_runs = Guard(
    "no_other_renovation_runs",
    _no_other_runs,
    "登记中本房号另有装修期限尚未届满；请先结束原登记，或办理延期",
    "Another renovation period of this unit runs still; end that entry first, or apply for an extension",
)

rules_explained = Guard(
    "rules_explained",
    lambda s: s.data.get("rules_explained") is True,
    "开工前须向客户和施工人员讲明规定",
    "Before construction begins the rules are explained to customer and workers",
    reads=("rules_explained",),
)

patrol_not_ahead = Guard(
    "patrol_not_ahead",
    lambda s: all(datetime.fromisoformat(row["patrolled_at"]) <= s.now for row in s.rows("patrols")),
    "巡查时间不能晚于现在；巡查之后再登记",
    "A patrol lies in the future; record it once it has been made",
    reads=("patrols",),
    absolute=True,
)


def _open_problems(situation: Situation) -> list[Entry]:
    return [entry for entry in situation.own_entries(PROBLEM) if entry.state == "in_use"]


def _chosen(situation: Situation) -> list[Entry]:
    lines = situation.data.get("problems_settled") or ()
    return [entry for entry in _open_problems(situation) if entry.line in lines]


def _are_theirs(situation: Situation) -> bool:
    """Judged in a post; who holds none that may is told of that instead."""
    post = situation.post
    return post is None or all(entry.facts.get("department") == post.role for entry in _chosen(situation))


own_departments_problem = Guard(
    "own_departments_problem",
    _are_theirs,
    "只能处理转给本岗位的问题；其余由所转交的主管处理",
    "Only problems passed to your post are yours to settle; the others are for the supervisor they went to",
    reads=("problems_settled",),
    identity=True,
)

problems_remain = Guard(
    "problems_remain",
    lambda s: len(_chosen(s)) < len(_open_problems(s)),
    "还有问题未处理",
    "Some problems are not settled yet",
    reads=("problems_settled",),
)


# Acceptance


def _has_signed_already(situation: Situation) -> bool:
    case, acting = situation.case, situation.acting_people
    return any(
        a.signs and (a.round, a.state) == (case.round, case.state) and a.people() & acting for a in case.approvals
    )


signs_for_one_department = Guard(
    "signs_for_one_department",
    lambda s: not _has_signed_already(s) and not s.case.registrars & s.acting_people,
    "同一人（含代理人）只能为一个部门签字，登记人不能签；请换人签字",
    "One person, or a substitute of theirs, signs for one department only, and never who registered the case; let somebody else sign",
    identity=True,
)

somebody_signed = Guard(
    "somebody_signed",
    lambda s: any(a.signs and (a.round, a.state) == (s.case.round, s.case.state) for a in s.case.approvals),
    "至少须有一个部门签字；本项目不要求任何部门会签的，也请到场的部门签字",
    "At least one department signs, even where the site asks none of them to",
)

inspection_ahead = Guard(
    "inspection_ahead",
    lambda s: (at := s.moment("inspection_at")) is not None and s.now <= at,
    "约定的验收时间须在现在之后",
    "The inspection lies ahead",
    reads=("inspection_at",),
    absolute=True,
)

rectify_by_ahead = Guard(
    "rectify_by_ahead",
    lambda s: (day := s.day("rectify_by")) is not None and s.today <= day,
    "整改期限不能早于今天",
    "What is to be put right is due today or later",
    reads=("rectify_by",),
    absolute=True,
)


# Deposit


def _fits_the_deposit(situation: Situation) -> bool:
    deduction = situation.money("deduction")
    if situation.text("damage") == "deducted":
        return 0 < deduction <= situation.money("deposit_due")
    return deduction == 0


deduction_fits = Guard(
    "deduction_fits",
    _fits_the_deposit,
    "扣赔金额须与损坏情况相符，且不超过押金",
    "The deduction agrees with the damage and stays within the deposit",
    because=lambda s: Text(
        f"押金 {yuan(s.money('deposit_due'))} 元，填的扣赔为 {yuan(s.money('deduction'))} 元；扣赔时须大于 0 且不超过押金，不扣时填 0，超出押金的另行赔偿。",
        f"The deposit is {yuan(s.money('deposit_due'))} yuan and {yuan(s.money('deduction'))} were entered: above nought and within the deposit where it pays for damage, else 0; what goes beyond is settled apart.",
    ),
    reads=("damage", "deduction"),
    absolute=True,  # the books rest on it
)

hold_is_over = Guard(
    "hold_is_over",
    lambda s: (day := s.day("refund_from")) is not None and day <= s.today,
    "复检通过满规定月数后才退押金",
    "The deposit goes back once the months after the passed re-inspection are over",
    because=lambda s: Text(
        f"复检于 {s.text('reinspected_on')} 通过，押金须到 {s.text('refund_from')} 才能退。",
        f"The re-inspection was passed on {s.text('reinspected_on')}; the deposit can't go back before {s.text('refund_from')}.",
    ),
)


def _due_back(situation: Situation, due: str) -> Text:
    asked, given = yuan(situation.money(due)), yuan(situation.money("refund"))
    return Text(
        f"应退 {asked} 元，填的是 {given} 元；请核对后按应退金额登记。",
        f"{asked} yuan are to go back, {given} were entered; check and record what is due.",
    )


refund_is_due = Guard(
    "refund_is_due",
    lambda s: s.money("refund") == s.money("refund_due"),
    "退款金额须等于押金减去扣赔",
    "The refund is the deposit less the deduction",
    because=lambda s: _due_back(s, "refund_due"),
    reads=("refund",),
    absolute=True,
)

refund_is_whole = Guard(
    "refund_is_whole",
    lambda s: s.money("refund") == s.money("fee"),
    "未开工撤回的，押金和垃圾清运费全额退还",
    "Where no work was begun deposit and rubbish fee go back whole",
    because=lambda s: _due_back(s, "fee"),
    reads=("refund",),
    absolute=True,
)


def _sum_of(situation: Situation, *settings: str) -> str:
    return yuan(sum((Decimal(str(situation.setting(code))) for code in settings), start=Decimal(0)))


def _refund_from(situation: Situation) -> date:
    return months_later(situation.today, situation.setting("refund_months"))


def _refund_by(situation: Situation) -> str:
    return (_refund_from(situation) + timedelta(days=int(situation.setting("refund_days")))).isoformat()


deposit_due = Rule("deposit_due", lambda s: _sum_of(s, DEPOSIT), "装修押金", "Renovation deposit", kind="money")
rubbish_due = Rule("rubbish_due", lambda s: _sum_of(s, RUBBISH), "垃圾清运费", "Rubbish fee", kind="money")
deposit_and_rubbish = Rule(
    "deposit_and_rubbish", lambda s: _sum_of(s, DEPOSIT, RUBBISH), "应缴合计", "Sum due", kind="money"
)
planned_end = Rule("planned_end", lambda s: s.text("ends_on"), "装修期限至", "Period ends", kind="date")
patrolled_now = Rule("patrolled_now", lambda s: s.now.isoformat(), "最近巡查", "Last patrol", kind="moment")
this_day = Rule("this_day", lambda s: s.today.isoformat(), "当日", "That day", kind="date")
refund_from = Rule(
    "refund_from", lambda s: _refund_from(s).isoformat(), "可退押金日", "Deposit goes back from", kind="date"
)
refund_by = Rule("refund_by", _refund_by, "应退押金日", "Deposit due back", kind="date")
deposit_left = Rule(
    "deposit_left",
    lambda s: yuan(s.money("deposit_due") - s.money("deduction")),
    "应退押金",
    "Deposit due back",
    kind="money",
)
