"""Guards and rules of what a customer pays for a service at home: by a price list, agreed before, charged once."""

from __future__ import annotations

from decimal import Decimal

from flows.definition import Guard, Rule, Situation, Text
from flows.definition.prices import price_of
from flows.procedures.wording import yuan

PRICE_LIST = "price_list"

amount_explained = Guard(
    "amount_explained",
    lambda s: s.money("amount") == s.money("fee") or bool(s.text("difference").strip()),
    "实收与应收不一致的，须说明差额",
    "Where less or more came in than was due, the difference is explained",
    because=lambda s: Text(
        f"应收 {yuan(s.money('fee'))} 元，填的是 {yuan(s.money('amount'))} 元；请核对，或在“差额说明”中写明原因。",
        f"{yuan(s.money('fee'))} yuan are due, {yuan(s.money('amount'))} were entered; check it, or explain the difference.",
    ),
    reads=("amount", "fee", "difference"),
    absolute=True,  # the month's accounts rest on it
)
not_charged_yet = Guard(
    "not_charged_yet",
    lambda s: not s.text("paid_by"),
    "本单已登记收费，不能再收一次",
    "The charge is recorded; it can't be charged twice",
    absolute=True,
)
charge_recorded = Guard(
    "charge_recorded",
    lambda s: s.money("fee") == 0 or bool(s.text("paid_by")),
    "应收的费用须先由财务登记收费",
    "Finance records the charge first",
    because=lambda s: Text(
        f"应收 {yuan(s.money('fee'))} 元尚未登记；请财务先登记现金收费或银行托收。",
        f"{yuan(s.money('fee'))} yuan are due and not recorded; finance charges them in cash or through the bank first.",
    ),
)
something_to_charge = Guard(
    "something_to_charge",
    lambda s: s.money("fee") > 0,
    "本单没有应收费用",
    "There is nothing to charge for",
    absolute=True,
)
price_told_first = Guard(
    "price_told_first",
    lambda s: s.data.get("price_told") is True,
    "须先按价目表告知价格，客户同意后再登记；客户不接受的请取消",
    "Tell the price from the list first and register once the customer agrees; cancel where they don't",
    reads=("price_told",),
)


def _by_list(situation: Situation, item: str, quantity: int) -> Decimal:
    found = price_of(situation.case.settings, PRICE_LIST, item)
    return found.price * quantity if found else Decimal(0)


def _list_sum(situation: Situation) -> str:
    return str(_by_list(situation, situation.text("item"), int(situation.data["quantity"])).quantize(Decimal("0.01")))


def _listed(situation: Situation) -> Decimal:
    labour = (_by_list(situation, row["item"], row["quantity"]) for row in situation.rows("list_items"))
    return sum(labour, Decimal(0))


fee_by_list = Guard(
    "fee_by_list",
    lambda s: not s.rows("list_items") or s.money("fee") == _listed(s) or bool(s.text("fee_basis").strip()),
    "费用须与价目表合计一致，不一致的写明计费说明",
    "The fee is the sum by the price list, or it is said how it was set",
    because=lambda s: Text(
        f"按价目表合计 {yuan(_listed(s))} 元，填的是 {yuan(s.money('fee'))} 元；请更正，或写明计费说明。",
        f"By the price list it comes to {yuan(_listed(s))} yuan, {yuan(s.money('fee'))} were entered; correct it or say how it was set.",
    ),
    reads=("list_items", "fee", "fee_basis"),
)


def _budget(situation: Situation) -> Decimal:
    """Labour by the list, and parts; nothing within the warranty."""
    if situation.text("charged") == "free":
        return Decimal(0)
    labour = (_by_list(situation, row["item"], row["quantity"]) for row in situation.rows("budget"))
    return sum(labour, situation.money("parts_cost"))


def _is_agreed(situation: Situation) -> bool:
    free = situation.text("charged") == "free"
    return free or (_budget(situation) > 0 and situation.data.get("customer_agrees") is True)


budget_agreed = Guard(
    "budget_agreed",
    _is_agreed,
    "保修范围外的维修须先列预算，并经客户同意",
    "Work outside the warranty needs a budget that the customer agrees to",
    because=lambda s: Text(
        f"预算合计 {yuan(_budget(s))} 元；请按价目表列项，并先取得客户同意。",
        f"The budget comes to {yuan(_budget(s))} yuan; list it by the price list and have the customer agree first.",
    ),
    reads=("charged", "budget", "parts_cost", "customer_agrees"),
)
list_sum = Rule("list_sum", _list_sum, "按价目表计价", "By the price list", kind="money")
budget_sum = Rule("budget_sum", lambda s: f"{_budget(s):.2f}", "预算合计", "Sum of the budget", kind="money")
