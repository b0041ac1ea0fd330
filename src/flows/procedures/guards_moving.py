"""Guards and rules of moving in and out: who moves, what is owed, what the place is left like."""

from __future__ import annotations

from decimal import Decimal

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures.purposes import PURPOSES
from flows.procedures.wording import on_day, yuan

DUES = "open_dues"


def _belongs(situation: Situation) -> bool:
    """A tie to the unit that is not over; who moves in may have one that begins on the day of the move."""
    person, unit = situation.applicant, situation.case.unit
    return person is not None and any(
        tie.unit == unit and (tie.until is None or situation.today <= tie.until) for tie in person.tenures
    )


belongs_to_unit = Guard(
    "belongs_to_unit",
    _belongs,
    "迁入人须已登记为本房号的业主、租户或住户（可自迁入日起）",
    "Who moves in is on the register as owner, tenant or occupant of the unit, from the day of the move if need be",
    identity=True,
)
welcomed = Guard(
    "welcomed",
    lambda s: s.data.get("welcomed") is True,
    "客户迁入时须有人迎接并致意（送花等）",
    "Whoever moves in is met and welcomed, with flowers or the like",
    reads=("welcomed",),
)
common_parts_checked = Guard(
    "common_parts_checked",
    lambda s: s.data.get("common_parts_checked") is True,
    "搬运后须查看电梯、大堂、走道等公共部位",
    "Lift, lobby and corridors are looked at after the move",
    reads=("common_parts_checked",),
)
arrears_worked_out = Guard(
    "arrears_worked_out",
    lambda s: bool(s.text("arrears")),
    "须先由财务核算有无欠费（没有欠费填 0）",
    "Finance works out what is unpaid first, 0 for nothing",
)
is_office = Guard("is_office", lambda s: s.text("premises") == "office", "写字间", "It is an office")
no_damage = Guard(
    "no_damage", lambda s: s.text("damage") == "none", "查验无损坏", "There is no damage", reads=("damage",)
)
compensation_accepted = Guard(
    "compensation_accepted",
    lambda s: s.money("compensation") > 0 and s.data.get("customer_agrees") is True,
    "赔偿须有金额，并经客户同意；客户愿自行修复的，修好后再查验",
    "A compensation has a sum that the customer agrees to; if they rather repair it, it is inspected again",
    reads=("compensation", "customer_agrees"),
)
not_paid_yet = Guard(
    "not_paid_yet",
    lambda s: not s.text("paid_on"),
    "费用已收，不能再改；另有差额的请财务另行处理",
    "It has been paid and can't be changed; finance settles any difference apart",
    absolute=True,
)
own_fees_paid = Guard(
    "own_fees_paid",
    lambda s: s.money("fee") == 0 or bool(s.text("paid_on")),
    "欠费和赔偿须先缴清",
    "Unpaid fees and compensation are paid first",
    because=lambda s: Text(
        f"尚有 {yuan(s.money('fee'))} 元未缴（欠费 {yuan(s.money('arrears'))} 元，赔偿 {yuan(s.money('compensation'))} 元）；请缴清后再确认。",
        f"{yuan(s.money('fee'))} yuan are still due ({yuan(s.money('arrears'))} unpaid fees, {yuan(s.money('compensation'))} compensation); they are paid first.",
    ),
)


def _dues(situation: Situation) -> Text:
    listed = situation.facts.get(DUES) or ()
    told = [(due, PURPOSES[due["purpose"]]) for due in listed]
    zh = "；".join(f"{due['case']} {purpose.zh} {due['amount']} 元" for due, purpose in told)
    en = "; ".join(f"{due['case']} {purpose.en} {due['amount']} yuan" for due, purpose in told)
    return Text(
        f"本房号还有未结的应收：{zh}；请先在各单办结。", f"The unit still owes: {en}; settle it in those cases first."
    )


other_cases_settled = Guard(
    "other_cases_settled",
    lambda s: s.facts.get(DUES) == [],
    "本房号其他单据的应收须已结清",
    "Nothing is due any more in the unit's other cases",
    because=_dues,
    facts=(DUES,),
)
keys_returned = Guard(
    "keys_returned",
    lambda s: s.data.get("keys_returned") is True,
    "钥匙、门禁卡、停车卡等须交回",
    "Keys and cards for doors and parking are given back",
    reads=("keys_returned",),
)


def _sum(situation: Situation, *names: str) -> str:
    return f"{sum((situation.money(name) for name in names), Decimal(0)):.2f}"


arrears_due = Rule("arrears_due", lambda s: _sum(s, "arrears"), "应缴欠费", "Unpaid fees due", kind="money")
damage_due = Rule("damage_due", lambda s: _sum(s, "compensation"), "应缴赔偿", "Compensation due", kind="money")
total_due = Rule(
    "total_due", lambda s: _sum(s, "arrears", "compensation"), "迁出应缴合计", "Due on leaving", kind="money"
)
paid_on = Rule("paid_on", lambda s: on_day(s, s.now), "缴费日期", "Paid on", kind="date")
