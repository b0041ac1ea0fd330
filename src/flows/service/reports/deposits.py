"""Deposits: what is held for whom at the month's end, and what is due for return. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from flows.definition import Text
from flows.service.reports.accounts import NOUGHT, Account, accounts
from flows.service.reports.money import Money, the_case
from flows.service.reports.month import Month
from flows.service.reports.tables import Figure, Table, Tone, figure, row

Due = Literal["ended", "due", "later", "open"]
STANDING: dict[Due, Text] = {
    "ended": Text("单据已结束，押金未退", "The case is over and the deposit is still held"),
    "due": Text("已到退还日", "Due for return"),
    "later": Text("未到退还日", "Not due yet"),
    "open": Text("事项进行中", "Still in use"),
}
# From which day a deposit may go back, by the field in which its procedure works it out: months after the passed
# re-inspection, or with the end of the renovation, when the cards come back.
FROM = {"renovation_deposit": "refund_from", "pass_deposit": "period_end"}


def tell(money: Money, month: Month) -> tuple[Table, ...]:
    held = [one for one in accounts(money.payments, money.banked) if one.held(month.end)]
    return (_summary(held, month, money.as_of), _each(held, month, money.as_of))


def return_from(account: Account) -> date | None:
    """The day from which it may go back, as far as the case knows it."""
    written = account.case.data.get(FROM.get(account.purpose.code, ""))
    return datetime.fromisoformat(str(written)).date() if written else None


def standing(account: Account, month: Month, as_of: date) -> Due:
    closed = account.case.closed_at
    if closed is not None and closed < month.end:
        return "ended"
    day = return_from(account)
    if day is None:
        return "open"
    return "due" if day <= as_of else "later"


TONES: dict[Due, Tone] = {"ended": "bad", "due": "warn", "later": "", "open": ""}


def _standing(account: Account, month: Month, as_of: date) -> Figure:
    code = standing(account, month, as_of)
    return figure(STANDING[code], tone=TONES[code])


def _summary(held: list[Account], month: Month, as_of: date) -> Table:
    rows = []
    for code, words in STANDING.items():
        mine = [account for account in held if standing(account, month, as_of) == code]
        if mine:
            whole = sum((account.held(month.end) for account in mine), NOUGHT)
            numbers = [account.case.number for account in mine]
            rows.append(row(code, words, figure(len(mine), numbers), figure(whole, numbers)))
    total = sum((account.held(month.end) for account in held), NOUGHT)
    return Table(
        "standing",
        Text("月末留存", "Held at the month's end"),
        (Text("情况", "Standing"), Text("笔数", "How many"), Text("金额（元）", "Sum (yuan)")),
        tuple(rows),
        empty=Text("没有留存的押金。", "No deposit is held."),
        total=row("total", Text("合计", "Total"), len(held), total) if rows else None,
    )


def _each(held: list[Account], month: Month, as_of: date) -> Table:
    order = list(STANDING)
    ranked = sorted(held, key=lambda a: (order.index(standing(a, month, as_of)), return_from(a) or date.max, a.case.id))
    rows = []
    for account in ranked:
        case, end = account.case, month.end
        since = min(p.at for p in account.payments if p.kind == "received")
        sums = (account.sum("received", end), account.sum("refunded", end), account.sum("kept", end), account.held(end))
        named = (Text(account.purpose.zh, account.purpose.en), case.unit)
        days = (since.astimezone(month.zone).date(), return_from(account))
        key = f"{account.purpose.code}:{case.number}"
        rows.append(row(key, the_case(case.number), *named, *sums, *days, _standing(account, month, as_of)))
    return Table(
        "deposits",
        Text("逐笔", "One by one"),
        (
            Text("单号", "Case"),
            Text("款项", "Purpose"),
            Text("房号", "Unit"),
            Text("实收", "Received"),
            Text("已退", "Refunded"),
            Text("扣留", "Kept"),
            Text("留存", "Held"),
            Text("收取日期", "Received on"),
            Text("可退日期", "May go back from"),
            Text("情况", "Standing"),
        ),
        tuple(rows),
        empty=Text("没有留存的押金。", "No deposit is held."),
    )
