"""Guards on sums: what comes in is what is due."""

from __future__ import annotations

from flows.definition import Guard, Text
from flows.procedures.wording import yuan

amount_is_fee = Guard(
    "amount_is_fee",
    lambda s: s.money("amount") == s.money("fee"),
    "实收金额须等于应收费用",
    "The amount received is the fee that is due",
    because=lambda s: Text(
        f"应收 {yuan(s.money('fee'))} 元，填的是 {yuan(s.money('amount'))} 元；请核对后按应收金额登记。",
        f"{yuan(s.money('fee'))} yuan are due, {yuan(s.money('amount'))} were entered; check and record what is due.",
    ),
    reads=("amount", "fee"),
    absolute=True,  # the books say what the receipt says
)
