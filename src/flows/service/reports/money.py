"""A month's money reconciled: by purpose and nature, with each difference explained. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from flows.definition import Text
from flows.service.reports.accounts import NOUGHT, Account, accounts, purpose_of
from flows.service.reports.month import Month
from flows.service.reports.rows import Paid, Reader
from flows.service.reports.tables import Figure, Row, Table, figure, row

NATURES: Mapping[str, Text] = {
    "fee": Text("费用", "Fees"),
    "deposit": Text("押金", "Deposits"),
    "on_behalf": Text("代收", "Collected on behalf"),
    "compensation": Text("赔偿", "Compensation"),
}
KINDS: Mapping[str, Text] = {
    "expected": Text("应收", "Set"),
    "received": Text("实收", "Received"),
    "refunded": Text("退还", "Refunded"),
    "kept": Text("扣留", "Kept"),
}
COLUMNS = (
    Text("上月结转未收", "Brought forward"),
    Text("本月应收", "Set"),
    Text("本月实收", "Received"),
    Text("转银行托收", "Handed to the bank"),
    Text("终止失效", "Lapsed"),
    Text("月末未收", "Outstanding"),
    Text("本月退还", "Refunded"),
    Text("本月扣留", "Kept"),
    Text("月末留存押金", "Deposits held"),
)


@dataclass(frozen=True, slots=True)
class Money:
    """`banked`: case id to when the bank was asked to collect; `as_of`: the last day of the month, or today."""

    payments: tuple[Paid, ...]
    banked: Mapping[int, datetime]
    as_of: date


def gather(read: Reader) -> Money:
    banked = {taken.case.id: taken.at for taken in read.taken_until("charge_bank")}
    today, last = read.now.astimezone(read.month.zone).date(), read.month.following.first - timedelta(days=1)
    return Money(read.payments(), banked, min(today, last))


def tell(money: Money, month: Month) -> tuple[Table, ...]:
    found = accounts(money.payments, money.banked)
    return (_by_purpose(found, month), _by_nature(found, month), _differences(found, month), _receipts(money, month))


Measure = Callable[[Account], Decimal]


def measures(month: Month) -> tuple[Measure, ...]:
    """The figures of `COLUMNS`, in their order."""
    begin, end = month.begin, month.end
    return (
        lambda a: a.outstanding(begin),
        lambda a: a.sum("expected", end, begin),
        lambda a: a.sum("received", end, begin),
        lambda a: a.by_bank(end) - a.by_bank(begin),
        lambda a: a.lapsed(end) - a.lapsed(begin),
        lambda a: a.outstanding(end),
        lambda a: a.sum("refunded", end, begin),
        lambda a: a.sum("kept", end, begin),
        lambda a: a.held(end),
    )


def _figures(found: Iterable[Account], month: Month) -> tuple[Figure, ...]:
    whole = tuple(found)
    return tuple(_added(whole, measure) for measure in measures(month))


def _added(found: tuple[Account, ...], measure: Measure) -> Figure:
    parts = [(account.case.number, amount) for account in found if (amount := measure(account))]
    return figure(sum((amount for _, amount in parts), NOUGHT), [number for number, _ in parts])


def _moves(account: Account, month: Month) -> bool:
    return any(measure(account) for measure in measures(month))


def _by_purpose(found: tuple[Account, ...], month: Month) -> Table:
    live = tuple(account for account in found if _moves(account, month))
    rows = []
    for code in dict.fromkeys(account.purpose.code for account in live):
        of_code = [account for account in live if account.purpose.code == code]
        purpose = purpose_of(code)
        named = (Text(purpose.zh, purpose.en), NATURES[purpose.nature])
        rows.append(row(code, *named, *_figures(of_code, month)))
    return Table(
        "purposes",
        Text("按款项", "By purpose"),
        (Text("款项", "Purpose"), Text("性质", "Nature"), *COLUMNS),
        tuple(rows),
        notes=(
            Text(
                "结转未收 + 应收 − 实收 − 转银行 − 失效 = 月末未收；金额单位为元。",
                "Brought forward + set − received − handed to the bank − lapsed = outstanding; sums in yuan.",
            ),
        ),
        empty=Text(
            "本月没有款项往来，也没有未收和留存。", "No money moved this month, and none is outstanding or held."
        ),
        total=row("total", Text("合计", "Total"), None, *_figures(live, month)) if rows else None,
    )


def _by_nature(found: tuple[Account, ...], month: Month) -> Table:
    rows: list[Row] = []
    for nature, words in NATURES.items():
        mine = tuple(a for a in found if a.purpose.nature == nature and _moves(a, month))
        if mine:
            rows.append(row(nature, words, *_figures(mine, month)))
    return Table(
        "natures",
        Text("按性质", "By nature"),
        (Text("性质", "Nature"), *COLUMNS),
        tuple(rows),
        notes=(
            Text(
                "代收款全额转付，不得向业主加收手续费。",
                "What is collected on behalf is passed on whole; no handling fee is charged to owners.",
            ),
        ),
        empty=Text("本月没有款项往来。", "No money moved this month."),
    )


def _differences(found: tuple[Account, ...], month: Month) -> Table:
    """Every case that was set another sum than came in, and why."""
    rows = []
    for account in found:
        lapsed = account.lapsed(month.end) - account.lapsed(month.begin)
        banked = account.by_bank(month.end) - account.by_bank(month.begin)
        if not (account.outstanding(month.end) or lapsed or banked):
            continue
        case, purpose = account.case, account.purpose
        sums = (account.sum("expected", month.end), account.sum("received", month.end), account.unpaid(month.end))
        told, fine = explained(account, month)
        answered, open_ = Text("已说明", "Explained"), Text("须查明", "To be looked into")
        mark = figure(answered, tone="good") if fine else figure(open_, tone="bad")
        named = (Text(purpose.zh, purpose.en), case.unit)
        rows.append(row(f"{purpose.code}:{case.number}", the_case(case.number), *named, *sums, told, mark))
    return Table(
        "differences",
        Text("应收与实收不符", "Where the sum set and the sum received differ"),
        (
            Text("单号", "Case"),
            Text("款项", "Purpose"),
            Text("房号", "Unit"),
            Text("应收", "Set"),
            Text("实收", "Received"),
            Text("差额", "Difference"),
            Text("说明", "Why"),
            Text("结论", "So"),
        ),
        tuple(rows),
        empty=Text("没有差异。", "There is no difference."),
    )


def explained(account: Account, month: Month) -> tuple[Text, bool]:
    """Why the two sums differ, and whether that is an answer."""
    case = account.case
    why = str(case.data.get("difference") or "").strip()
    closed = case.closed_at is not None and case.closed_at < month.end
    if account.unpaid(month.end) < 0:
        said = (
            Text(f"多收：{why}", f"More came in: {why}")
            if why
            else Text("多收，未说明", "More came in, and nobody said why")
        )
        return said, bool(why)
    if account.lapsed(month.end):
        return Text("单据已终止，不再收取", "The case ended before its time; it is no longer asked for"), True
    if account.by_bank(month.end):
        return Text("交银行代收", "Handed to the bank to collect"), True
    if not closed:
        state = case.procedure.state(case.state)
        return Text(f"未到收款完成：{state.zh}", f"Not collected yet: {state.en}"), True
    if why:
        return Text(f"收款时说明：{why}", f"Said when it was received: {why}"), True
    return Text("单据已办结，款未收足", "The case is finished and not all came in"), False


def the_case(number: str) -> Figure:
    """A case's number, which leads to it."""
    return figure(number, [number])


def _receipts(money: Money, month: Month) -> Table:
    """Every payment of the month with its receipt. A number that stands on several cases is marked."""
    moved = [paid for paid in money.payments if paid.kind != "expected" and month.holds(paid.at)]
    owners: dict[str, set[str]] = {}
    for paid in money.payments:
        if paid.receipt:
            owners.setdefault(paid.receipt, set()).add(paid.case.number)
    rows = []
    for number, paid in enumerate(moved):
        purpose, twice = purpose_of(paid.purpose), len(owners.get(paid.receipt or "", ())) > 1
        mark = Text("收据号重复", "Receipt number used twice") if twice else None
        others = sorted(owners.get(paid.receipt or "", ())) if twice else [paid.case.number]
        what = (the_case(paid.case.number), Text(purpose.zh, purpose.en), KINDS[paid.kind], paid.amount, paid.receipt)
        rows.append(row(f"{number}:{paid.case.number}", paid.at, *what, figure(mark, others, "warn")))
    return Table(
        "receipts",
        Text("本月收据", "Receipts of the month"),
        (
            Text("时间", "When"),
            Text("单号", "Case"),
            Text("款项", "Purpose"),
            Text("收支", "Kind"),
            Text("金额", "Sum"),
            Text("收据编号", "Receipt"),
            Text("提示", "Mark"),
        ),
        tuple(rows),
        empty=Text("本月没有收退款。", "Nothing was received or paid back this month."),
    )
