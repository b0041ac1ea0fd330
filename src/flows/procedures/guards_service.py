"""Guards and rules of special services: appointment, fee, materials, rework, the follow-up."""

from __future__ import annotations

from collections import Counter

from flows.definition import Choice, Guard, Rule, Situation, Text
from flows.procedures.roles import WAREHOUSE

NOUGHT = "0.00"

new_time_confirmed = Guard(
    "new_time_confirmed",
    lambda s: s.data.get("time_confirmed") is True,
    "改约须先与客户再次确认新的时间",
    "Confirm the new time with the customer before rescheduling",
    reads=("time_confirmed",),
)


def _is_ahead(situation: Situation) -> bool:
    """A form gives whole minutes: this very minute is not past."""
    new = situation.moment("appointment")
    return new is not None and situation.now.replace(second=0, microsecond=0) <= new


new_time_ahead = Guard(
    "new_time_ahead",
    _is_ahead,
    "新的时间已经过去；请与客户另约以后的时间",
    "The new time is past; agree on one to come with the customer",
    reads=("appointment",),
    absolute=True,
)

is_charged = Guard(
    "is_charged",
    lambda s: s.text("charged") == "paid",
    "无偿服务不用商定费用，请直接开始服务",
    "A free service has no fee to agree; start it straight away",
    reads=("charged",),
    excludes=("is_free",),
    absolute=True,
)
is_free = Guard(
    "is_free",
    lambda s: s.text("charged") == "free",
    "有偿服务须先与客户商定费用",
    "A paid service starts after the fee has been agreed with the customer",
    reads=("charged",),
    absolute=True,
)
fee_agreed_by_both = Guard(
    "fee_agreed_by_both",
    lambda s: s.data.get("customer_agrees") is True and s.money("fee") > 0,
    "须按价格表填写费用，并经客户同意后才能服务",
    "Enter the fee from the price list and have the customer agree to it before any work",
    reads=("customer_agrees", "fee"),
)
order_handed_back = Guard(
    "order_handed_back",
    lambda s: s.data.get("order_handed_back") is True,
    "已派工的单取消时，派工单须交回前台核销",
    "A dispatched order is handed back to the desk and written off when it is cancelled",
    reads=("order_handed_back",),
)


def _drawn(situation: Situation) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in situation.rows("materials_drawn"):
        found[row["item"]] += row["quantity"]
    return found


def _accounted(situation: Situation) -> Counter[str]:
    """What came back, and of materials what was used up: a tool that is lent comes back whole, or is written off as
    lost."""
    tools = {row["item"] for row in situation.rows("materials_drawn") if row["kind"] == "tool"}
    found: Counter[str] = Counter()
    for row in situation.rows("materials_returned"):
        used = 0 if row["item"] in tools else row["used"]
        found[row["item"]] += row["returned"] + used + (row.get("lost") or 0)
    return found


def _open_items(situation: Situation) -> dict[str, int]:
    """Items whose draw and return differ: above nought what is still out, below what came back beyond it."""
    drawn, back = _drawn(situation), _accounted(situation)
    return {item: drawn[item] - back[item] for item in sorted({*drawn, *back}) if drawn[item] != back[item]}


def _not_balanced(situation: Situation) -> Text:
    listed = ", ".join(f"{item} {count:+d}" for item, count in _open_items(situation).items())
    return Text(
        f"领用与退还（含用掉）的材料工具不符：{listed}；请到仓库办清，丢失的由仓库登记丢失。",
        f"Materials drawn, used and returned don't balance: {listed}; settle it at the warehouse, which enters what was lost.",
    )


materials_balance = Guard(
    "materials_balance",
    lambda s: not _open_items(s),
    "领用的材料、工具须全部用掉、退还，或由仓库登记丢失",
    "All materials and tools drawn have been used, returned, or entered as lost by the warehouse",
    because=_not_balanced,
)


def _beyond_drawn(situation: Situation) -> list[str]:
    drawn, back = _drawn(situation), _accounted(situation)
    return sorted(item for item in back if back[item] > drawn[item])


returns_were_drawn = Guard(
    "returns_were_drawn",
    lambda s: not _beyond_drawn(s),
    "退还的品名和数量须在领用范围内",
    "Only what was drawn can be returned",
    because=lambda s: Text(
        f"退还超过领用：{', '.join(_beyond_drawn(s))}；请核对品名和数量。",
        f"More returned than was drawn: {', '.join(_beyond_drawn(s))}; check item and quantity.",
    ),
    reads=("materials_returned",),
    absolute=True,
)


def _is_accounted_for(situation: Situation) -> bool:
    """Whoever lost it doesn't write it off: the warehouse does."""
    before = len(situation.case.data.get("materials_returned") or ())
    new = [row for row in situation.rows("materials_returned")[before:] if row.get("lost")]
    by_warehouse = situation.post is not None and situation.post.role == WAREHOUSE.code
    return not new or (by_warehouse and all(str(row.get("lost_why") or "").strip() for row in new))


losses_accounted_for = Guard(
    "losses_accounted_for",
    _is_accounted_for,
    "丢失、损坏的材料工具由仓库核对后登记，并写明原因",
    "What was lost or broken is entered by the warehouse, with the reason",
    reads=("materials_returned",),
)

customer_content = Guard(
    "customer_content",
    lambda s: s.data.get("customer_tried") is True,
    "请客户试用、检验满意后再签字验收",
    "Let the customer try the work and be content before they sign",
    reads=("customer_tried",),
)


def _reworks(situation: Situation) -> int:
    return int(situation.data.get("rework_count") or 0)


def _reworks_done(situation: Situation) -> int:
    """The customer has tried the outcome of these; one that still goes on has not failed yet."""
    return _reworks(situation) - (situation.case.state == "rework")


rework_failed_or_damage = Guard(
    "rework_failed_or_damage",
    lambda s: s.text("escalation_cause") == "damage" or _reworks_done(s) > 0,
    "不满意的先返工；返工完成后仍不满意，或损坏、丢失财物的，才上报",
    "Rework comes first; escalate when it is done and the customer still not content, or property was damaged or lost",
    reads=("escalation_cause",),
)
compensation_agreed = Guard(
    "compensation_agreed",
    lambda s: s.text("escalation_cause") != "damage" or s.data.get("compensation") is not None,
    "损坏、丢失财物的，须填写与客户商定的赔偿金额（不赔填 0）",
    "Where property was damaged or lost, enter the compensation agreed with the customer, 0 for none",
    reads=("compensation",),
)
settled_as_accepted = Guard(
    "settled_as_accepted",
    lambda s: s.text("outcome") == "accepted",
    "处理结果为验收",
    "The outcome is acceptance",
    reads=("outcome",),
)
nothing_to_charge = Guard(
    "nothing_to_charge",
    lambda s: s.money("fee") == 0,
    "没有应收费用",
    "There is nothing to charge",
    reads=("fee",),
)
visit_is_signed = Guard(
    "visit_is_signed",
    lambda s: s.text("follow_up_by") != "visit" or s.fresh.get("follow_up_signature", 0) > 0,
    "上门回访须附客户签名的回访记录（本次回访的签名）",
    "A follow-up by visit needs the record that the customer signed this time",
    reads=("follow_up_by",),
)


def _may_go_unvisited(situation: Situation) -> bool:
    """One order more without a follow-up, and still enough of the month's bank-collected orders with one."""
    counts = situation.facts.get("bank_follow_ups")
    if counts is None or situation.text("paid_by") != "bank":
        return False
    visited = counts["orders"] - counts["without"] - 1
    return bool(visited * 100 >= counts["orders"] * int(situation.setting("bank_follow_up_percent")))


def _too_few_visited(situation: Situation) -> Text:
    if situation.text("paid_by") != "bank":
        return Text(
            "现金收费和无偿服务须全部回访；请先回访。",
            "Orders paid in cash, and free ones, are all followed up; do that first.",
        )
    counts, percent = situation.facts.get("bank_follow_ups", {}), situation.setting("bank_follow_up_percent")
    orders, without = counts.get("orders", 0), counts.get("without", 0)
    return Text(
        f"本月银行托收 {orders} 单，已有 {without} 单未回访；再免一单，回访率将低于 {percent}%，请先回访。",
        f"Of the month's {orders} bank-collected orders {without} went without a follow-up; one more, and fewer than {percent} % have one. Follow up first.",
    )


bank_follow_ups_suffice = Guard(
    "bank_follow_ups_suffice",
    _may_go_unvisited,
    "银行托收单的当月回访率仍达标，方可免回访归档",
    "Enough of the month's bank-collected orders have a follow-up without this one",
    because=_too_few_visited,
    facts=("bank_follow_ups",),
)

nought = Rule("nought", lambda s: NOUGHT, "无费用", "No fee")
count_rework = Rule("count_rework", lambda s: _reworks(s) + 1, "返工次数", "Times reworked")
payment_method = Rule(
    "payment_method",
    lambda s: "cash" if s.event == "charge_cash" else "bank",
    "收款方式",
    "Way of payment",
    kind="choice",
    choices=(Choice("cash", "现金", "Cash"), Choice("bank", "银行托收", "Bank collection")),
)
