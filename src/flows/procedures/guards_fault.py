"""Guards and rules of a month's faults: what their points lead to, who bears it, and what a person confirms of it."""

from __future__ import annotations

from decimal import Decimal

from flows.definition import Choice, Guard, Rule, Situation, Text
from flows.procedures import points
from flows.procedures.months import first_of
from flows.procedures.points import Points
from flows.procedures.roles import COMPANY_MANAGER, DIRECTOR
from flows.procedures.wording import yuan

GRAVITY = ("none", "fine", "administrative", "dismissal")  # of what is proposed
GRAVITY_OF = (
    ("none", "none"),
    ("fine", "fine"),
    ("warning", "administrative"),
    ("administrative_fine", "administrative"),
    ("demerit", "administrative"),
    ("dismissal", "dismissal"),
)


# The month


def _stands(situation: Situation) -> bool:
    return situation.text("outcome") != "revoked"


def _own(situation: Situation) -> Points:
    return points.total("fault", [int(situation.data["points"])] if _stands(situation) else [])


def _month(situation: Situation) -> Points:
    """This notice's points and those of the month's others that have been summed up."""
    return _own(situation) + points.total("fault", [situation.facts["month_faults"]["points"]])


def _same(situation: Situation) -> int:
    return int(situation.facts["month_faults"]["same"]) + _stands(situation)


def _is_last(situation: Situation) -> bool:
    """Whether every other notice of the month has been summed up or revoked: what the month as a whole leads to stands on
    the last, though that be one that was revoked itself."""
    return not situation.facts["month_faults"]["open"]


def _fine(situation: Situation) -> str:
    return yuan(_own(situation).yuan())


def _extra(situation: Situation) -> str:
    return yuan(_extra_left(situation))


def _extra_left(situation: Situation) -> Decimal:
    """Of the month's additional fine what no other notice proposes yet."""
    carried = Decimal(situation.facts["month_faults"]["extra"])
    return max(points.month_extra(_month(situation)) - carried, Decimal(0)) if _is_last(situation) else Decimal(0)


def _sanction(situation: Situation) -> str:
    """The month's, where no other notice proposes as grave a one; otherwise what this notice costs by itself."""
    whole = points.sanction(_month(situation)) if _is_last(situation) else "none"
    carried = ["fine", *situation.facts["month_faults"]["sanctions"]]
    if GRAVITY.index(whole) > max(map(GRAVITY.index, carried)):
        return whole
    return "fine" if _own(situation).count or _extra_left(situation) else "none"


def _liable(situation: Situation) -> bool:
    return _stands(situation) and points.superior_is_liable(
        situation.data.get("superior_found") is True, _same(situation)
    )


def _shares(situation: Situation) -> tuple[Decimal, Decimal]:
    """Of the fine confirmed; until then, of the one proposed."""
    proposed = situation.money("fine_proposed") + situation.money("extra_proposed")
    whole = situation.money("fine_confirmed") if situation.text("fine_confirmed") else proposed
    return points.shares(whole, situation.data.get("superior_liable") is True)


def _to_post(situation: Situation) -> bool:
    return _stands(situation) and points.is_posted(_month(situation), _same(situation))


def _fact(name: str, zh: str, en: str, value: object, kind: object, **more: object) -> Rule:
    # What is handed on is checked where the rule is made.
    return Rule(name, value, zh, en, kind=kind, facts=("month_faults",), **more)  # type: ignore[arg-type]


PROPOSALS = (
    Choice("none", "无", "None"),
    Choice("fine", "罚款", "Fine"),
    Choice("administrative", "罚款并行政处分", "Fine and an administrative sanction"),
    Choice("dismissal", "提请辞退", "Dismissal put forward"),
)
fault_month = Rule(
    "fault_month",
    lambda s: first_of(s.day("happened_on") or s.today).isoformat(),
    "累计月份",
    "Counted in the month",
    kind="date",
)
month_points = _fact("month_points", "当月累计扣分", "Points in the month", lambda s: int(_month(s).count), "integer")
same_fault = _fact("same_fault", "同类问题当月次数", "Same kind in the month", _same, "integer")
others_open = _fact(
    "others_open",
    "当月未结的其他通知单",
    "Others of the month still open",
    lambda s: "、".join(s.facts["month_faults"]["open"]),
    "text",
)
fine_proposed = Rule("fine_proposed", _fine, "建议罚款（每分五元）", "Fine proposed, 5 yuan a point", kind="money")
extra_proposed = _fact("extra_proposed", "建议加罚", "Additional fine proposed", _extra, "money")
sanction_proposed = _fact("sanction_proposed", "建议处理", "Proposed", _sanction, "choice", choices=PROPOSALS)
handbook_silent = _fact(
    "handbook_silent",
    "手册未定，按 11–15 分",
    "Silent: as for 11–15",
    lambda s: points.is_silent(_month(s)) or None,  # said only where it is so
    "flag",
)
must_be_posted = _fact("must_be_posted", "须公布", "To be posted", _to_post, "flag")
superior_liable = _fact("superior_liable", "上司连带责任", "Superior liable jointly", _liable, "flag")
employee_share = Rule("employee_share", lambda s: yuan(_shares(s)[0]), "本人承担", "The employee's share", kind="money")
superior_share = Rule("superior_share", lambda s: yuan(_shares(s)[1]), "上司承担", "The superior's share", kind="money")


# What a person confirms


def _within(situation: Situation) -> bool:
    most = situation.money("fine_proposed") + situation.money("extra_proposed")
    gravity = GRAVITY.index(dict(GRAVITY_OF).get(situation.text("sanction_decided"), "none"))
    return situation.money("fine_confirmed") <= most and gravity <= GRAVITY.index(situation.text("sanction_proposed"))


def _say_beyond(situation: Situation) -> Text:
    most = yuan(situation.money("fine_proposed") + situation.money("extra_proposed"))
    names = {choice.code: choice for choice in PROPOSALS}
    graver = names[situation.text("sanction_proposed")]
    return Text(
        f"确认的处罚不能重于建议：罚款至多 {most} 元，处理至多“{graver.zh}”。",
        f"No more is confirmed than was proposed: at most {most} yuan, and “{graver.en}”.",
    )


def _say_cap(situation: Situation) -> Text:
    percent, wage = situation.setting("wage_cap_percent"), Decimal(str(situation.setting("minimum_wage")))
    zh, en = (f"{yuan(wage)} 元", f"{yuan(wage)} yuan") if wage else ("当地标准", "the local figure")
    return Text(
        f"请核对：每月扣款不超过当月工资的 {percent}%，扣后不低于最低工资（{zh}）；系统不知道工资，不代为扣算。",
        f"Check it: deductions stay within {percent} % of the month's wage and above the minimum wage ({en}); the program knows no wages and deducts nothing.",
    )


within_proposal = Guard(
    "within_proposal",
    _within,
    "确认的处罚不能重于建议",
    "No more is confirmed than was proposed",
    because=_say_beyond,
    reads=("fine_confirmed", "sanction_decided"),
    absolute=True,
)
cap_is_checked = Guard(
    "cap_is_checked",
    lambda s: s.data.get("within_cap") is True,
    "请核对扣款不超过工资限额、不低于最低工资",
    "Check that deductions stay within the cap and above the minimum wage",
    because=_say_cap,
    reads=("within_cap",),
    absolute=True,
)


def _in_the_right_post(situation: Situation) -> bool:
    """The company manager stands in for a director who may be liable as the superior named, and for nobody else."""
    role, liable = situation.post.role if situation.post else "", situation.data.get("superior_directs") is True
    if role == COMPANY_MANAGER.code:
        return liable
    return role == DIRECTOR.code or situation.text("sanction_decided") != "dismissal"


dismissal_by_director = Guard(
    "dismissal_by_director",
    _in_the_right_post,
    "辞退只能由主任提请；主任是本单写明的直属上司时，由管理处经理确认",
    "Only the director puts a dismissal forward; where the director is the superior named here, the company manager confirms",
    reads=("sanction_decided",),
    absolute=True,
)


def _nothing_to_confirm(situation: Situation) -> bool:
    return not _stands(situation) and situation.text("sanction_proposed") in ("", "none")


penalty_is_confirmed = Guard(
    "penalty_is_confirmed",
    lambda s: _nothing_to_confirm(s) or bool(s.text("sanction_decided")),
    "处罚只是建议，须先由主任或办公室确认",
    "The penalty is only proposed: the director or the office confirms it first",
    absolute=True,
)
posted_where_due = Guard(
    "posted_where_due",
    lambda s: s.data.get("must_be_posted") is not True or bool(s.text("posted_on")),
    "累计五分以上或同类问题三次，须公布；请填公布日期",
    "Five points and more, or the same kind three times, is posted: give the day",
    reads=("posted_on",),
)
