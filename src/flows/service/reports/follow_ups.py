"""Follow-ups of a month's orders against what is asked for (SSP 2.7.1), on the same day (CSH 5.7.7, 5.8.6), and the spot
checks of them (SSP 2.7.4). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from flows.definition import Text
from flows.service.grid import Share
from flows.service.reports.money import the_case
from flows.service.reports.month import Month
from flows.service.reports.rows import Reader, Taken
from flows.service.reports.tables import Row, Table, counted, figure, row
from flows.service.spot_checks import EACH, EVENT, HEADS, MANAGERS

ORDERS = ("special_service",)
SAME_DAY = ("home_cleaning", "home_repair")
CASH, BANK = "charge_cash", "charge_bank"
WAYS = {CASH: Text("现金", "Cash"), BANK: Text("银行托收", "Bank collection")}
FOLLOWED = "record_follow_up"
MET = figure(Text("达标", "Met"), tone="good")
MISSED = figure(Text("未达标", "Not met"), tone="bad")
WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class FollowUps:
    """`charged`: of special services, in the month; `completed`: of work at home; `followed`: of both, up to now;
    `recorded` and `checks`: in the month. `bank_percent`: how many of the bank-collected ones are asked for; `last_day`:
    of the next month, by which they are due."""

    charged: tuple[Taken, ...]
    completed: tuple[Taken, ...]
    followed: tuple[Taken, ...]
    recorded: tuple[Taken, ...]
    checks: tuple[Taken, ...]
    bank_percent: int
    last_day: int


def gather(read: Reader) -> FollowUps:
    taken = read.taken(CASH, BANK, "complete", FOLLOWED, EVENT)
    charged = tuple(t for t in taken if t.event in WAYS and t.case.procedure.key in ORDERS)
    completed = tuple(t for t in taken if t.event == "complete" and t.case.procedure.key in SAME_DAY)
    followed = read.taken_in([t.case for t in (*charged, *completed)], FOLLOWED)
    recorded = tuple(t for t in taken if t.event == FOLLOWED and t.case.procedure.key in (*ORDERS, *SAME_DAY))
    checks = tuple(t for t in taken if t.event == EVENT)
    asked = (read.setting(ORDERS[0], code) for code in ("bank_follow_up_percent", "follow_up_day"))
    return FollowUps(charged, completed, followed, recorded, checks, *asked)


def tell(found: FollowUps, month: Month) -> tuple[Table, ...]:
    return (_rates(found, month), _on_the_day(found, month), _enough_checks(found), _checks(found), _recorded(found))


def _rates(found: FollowUps, month: Month) -> Table:
    followed = {taken.case.number for taken in found.followed}
    rows = []
    for event, words in WAYS.items():
        numbers = list(dict.fromkeys(taken.case.number for taken in found.charged if taken.event == event))
        if numbers:
            asked = WHOLE if event == CASH else found.bank_percent
            rows.append(_rate(event, words, numbers, [n for n in numbers if n in followed], asked))
    last = month.following.first.replace(day=found.last_day)
    return Table(
        "rates",
        Text("特约服务回访率", "Special services followed up"),
        (
            Text("收款方式", "Way of payment"),
            Text("本月收款单数", "Orders charged this month"),
            Text("已回访", "Followed up"),
            Text("未回访", "Not yet"),
            Text("回访率", "Rate"),
            Text("要求", "Asked for"),
            Text("结论", "So"),
        ),
        tuple(rows),
        notes=(
            Text(
                f"按收款月份统计；应于 {last.isoformat()} 前完成。",
                f"By the month of payment; to be done by {last.isoformat()}.",
            ),
        ),
        empty=Text("本月没有收款的特约服务单。", "No special service was charged this month."),
    )


def _rate(key: str, words: Text, orders: list[str], done: list[str], asked: int) -> Row:
    left = [number for number in orders if number not in done]
    met = len(done) * WHOLE >= asked * len(orders)
    share = figure(Share(len(done), len(orders)), orders)
    return row(key, words, counted(orders), counted(done), counted(left), share, f"≥ {asked} %", MET if met else MISSED)


def _on_the_day(found: FollowUps, month: Month) -> Table:
    """Work at home is followed up on the day on which it was done."""
    rows = []
    for key in SAME_DAY:
        done = [taken for taken in found.completed if taken.case.procedure.key == key]
        if not done:
            continue
        last = {taken.case.number: taken for taken in done}  # put right and completed again: the last time counts
        called = [n for n, taken in last.items() if _followed_after(found, taken)]
        same = [n for n, taken in last.items() if _followed_after(found, taken, month)]
        procedure = done[0].case.procedure
        share = figure(Share(len(same), len(last)), last)
        words = Text(procedure.zh, procedure.en)
        met = MET if len(same) == len(last) else MISSED
        rows.append(row(key, words, counted(last), counted(called), counted(same), share, met))
    return Table(
        "same_day",
        Text("家居服务当日回访", "Work at home followed up on the same day"),
        (
            Text("流程", "Procedure"),
            Text("本月完工", "Completed this month"),
            Text("已回访", "Followed up"),
            Text("当日回访", "On the same day"),
            Text("当日回访率", "Rate"),
            Text("结论", "So"),
        ),
        tuple(rows),
        empty=Text("本月没有完工的家居清洁或维修。", "No cleaning or repair at home was completed this month."),
    )


def _followed_after(found: FollowUps, done: Taken, on_the_day: Month | None = None) -> bool:
    """Whether a follow-up came after the work; with the month given, on its day by the site's clock."""
    for taken in found.followed:
        if taken.case.id != done.case.id or taken.at < done.at:
            continue
        if on_the_day is None:
            return True
        zone = on_the_day.zone
        if taken.at.astimezone(zone).date() == done.at.astimezone(zone).date():
            return True
    return False


def _enough_checks(found: FollowUps) -> Table:
    rows = []
    for key, roles, words in (
        ("heads", HEADS, Text("客服负责人（客户服务主管）", "Head of the centre (customer-service supervisor)")),
        ("managers", MANAGERS, Text("管理处主任或经理", "Director or manager")),
    ):
        mine = [check for check in found.checks if check.record["role"] in roles]
        people = "、".join(dict.fromkeys(check.name for check in mine))
        cases = dict.fromkeys(check.case.number for check in mine)
        wrong = [check.case.number for check in mine if not check.record.get("agrees")]
        met = MET if len(cases) >= EACH else MISSED
        rows.append(row(key, words, people or None, counted(cases), f"≥ {EACH}", counted(wrong), met))
    return Table(
        "enough",
        Text("抽查次数", "How many were spot-checked"),
        (
            Text("抽查人", "By"),
            Text("姓名", "Names"),
            Text("抽查单数", "Cases checked"),
            Text("要求", "Asked for"),
            Text("与记录不符", "Found otherwise"),
            Text("结论", "So"),
        ),
        tuple(rows),
    )


def _checks(found: FollowUps) -> Table:
    rows = [
        row(
            f"{number}:{check.case.number}",
            check.at,
            the_case(check.case.number),
            check.name,
            Text("与记录一致", "As recorded") if check.record.get("agrees") else Text("与记录不符", "Otherwise"),
            str(check.record.get("opinion", "")),
        )
        for number, check in enumerate(found.checks)
    ]
    return Table(
        "checks",
        Text("抽查记录", "Spot checks"),
        (
            Text("时间", "When"),
            Text("单号", "Case"),
            Text("抽查人", "By"),
            Text("结果", "Result"),
            Text("情况", "Found"),
        ),
        tuple(rows),
        empty=Text(
            "本月没有抽查。在已回访的单据上登记抽查。",
            "None this month. A check is recorded on a case that was followed up.",
        ),
    )


def _recorded(found: FollowUps) -> Table:
    checked = {check.case.number for check in found.checks}
    rows = [_record(number, taken, taken.case.number in checked) for number, taken in enumerate(found.recorded)]
    return Table(
        "recorded",
        Text("本月回访", "Follow-ups of the month"),
        (Text("时间", "When"), Text("单号", "Case"), Text("流程", "Procedure"), Text("房号", "Unit"), Text("回访人", "By"), Text("已抽查", "Checked")),
        tuple(rows),
        empty=Text("本月没有回访。", "Nobody was followed up this month."),
    )  # fmt: skip


def _record(number: int, taken: Taken, checked: bool) -> Row:
    case = taken.case
    procedure = Text(case.procedure.zh, case.procedure.en)
    return row(f"{number}:{case.number}", taken.at, the_case(case.number), procedure, case.unit, taken.name, checked)
