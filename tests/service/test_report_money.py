"""A month's money: what was set is received, handed to the bank, lapsed or outstanding, and each sum leads to its cases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from flows.procedures.worker_pass import WORKER_PASS
from flows.service.reports.accounts import Account, accounts, bad_ends, purpose_of
from flows.service.reports.deposits import standing
from flows.service.reports.money import explained, measures
from flows.service.reports.month import Month
from flows.service.reports.rows import CaseRow, Paid
from tests.service.kept_office import story_office
from tests.service.reported import reads
from tests.stories.forms import RECEIPT, passes_in, renovation_in, service_in
from tests.stories.office import StoryOffice

ZONE = ZoneInfo("Asia/Shanghai")
MARCH = Month(date(2026, 3, 1), ZONE)
BEFORE, WITHIN, AFTER = (datetime(2026, month, 10, tzinfo=UTC) for month in (2, 3, 4))


@pytest.fixture
def office(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as made:
        yield made


def test_what_was_set_is_received_outstanding_or_lapsed(office: StoryOffice) -> None:
    paid, open_, gone = (passes_in(office, state) for state in ("in_use", "awaiting_payment", "awaiting_payment"))
    gone.at("front_desk").takes("withdraw", reason="不施工了")
    paid.at("finance").takes("return_pass", line=1, receipt="SJ-9")
    read = reads(office, "money")
    told = read.row("purposes", "pass_deposit")
    assert (told["性质"], told["上月结转未收"], told["本月应收"], told["本月实收"]) == (
        "押金",
        "0.00",
        "600.00",
        "200.00",
    )
    assert (told["终止失效"], told["月末未收"], told["本月退还"], told["月末留存押金"]) == (
        "200.00",
        "200.00",
        "100.00",
        "100.00",
    )
    assert read.behind("purposes", "pass_deposit", "终止失效") == (gone.number,)
    assert read.behind("purposes", "pass_deposit", "月末未收") == (open_.number,)
    assert read.behind("purposes", "pass_deposit", "本月应收") == (paid.number, open_.number, gone.number)
    assert read.row("natures", "fee")["本月实收"] == "10.00"
    assert read.row("purposes", "total")["本月应收"] == "630.00"
    why = {row[0]: (row[-2], row[-1]) for row in read.rows("differences")}
    assert why[open_.number] == ("未到收款完成：待缴费", "已说明")
    assert why[gone.number][0] == "单据已终止，不再收取"
    assert paid.number not in why
    assert [(row[1], row[3], row[4], row[5]) for row in read.rows("receipts")] == [
        (paid.number, "实收", "200.00", "SJ-0001"),
        (paid.number, "实收", "10.00", "SJ-0001"),
        (paid.number, "退还", "100.00", "SJ-9"),
    ]


def test_what_is_left_over_is_brought_forward(office: StoryOffice) -> None:
    waiting = passes_in(office, "awaiting_payment")
    office.later(days=31)
    read = reads(office, "money")
    told = read.row("purposes", "pass_deposit")
    assert (told["上月结转未收"], told["本月应收"], told["月末未收"]) == ("200.00", "0.00", "200.00")
    waiting.at("front_desk").takes("withdraw", reason="不施工了")
    told = reads(office, "money").row("purposes", "pass_deposit")
    assert (told["上月结转未收"], told["终止失效"], told["月末未收"]) == ("200.00", "200.00", "0.00")
    march = reads(office, "money", "2026-03").row("purposes", "pass_deposit")
    assert (march["本月应收"], march["终止失效"], march["月末未收"]) == ("200.00", "0.00", "200.00")


def test_what_the_bank_collects_is_explained_and_not_outstanding(office: StoryOffice) -> None:
    service = service_in(office, "charging")
    service.at("finance").takes("charge_bank", amount="80")
    read = reads(office, "money")
    told = read.row("purposes", "service_fee")
    assert (told["本月应收"], told["转银行托收"], told["月末未收"]) == ("80.00", "80.00", "0.00")
    assert [row[-2] for row in read.rows("differences")] == ["交银行代收"]


def test_one_receipt_on_two_cases_is_marked(office: StoryOffice) -> None:
    numbers = {passes_in(office, "in_use").number, passes_in(office, "paid").number}
    table = reads(office, "money").table("receipts")
    assert {case for row in table.rows for case in row.figures[-1].cases} == numbers
    assert {row.figures[-1].cell[0][0].zh for row in table.rows} == {"收据号重复"}


def test_deposits_are_held_until_they_are_due(office: StoryOffice) -> None:
    work = renovation_in(office, "deposit_held")
    read = reads(office, "deposits")
    (told,) = read.rows("deposits")
    assert (told[0], told[6], told[-1]) == (work.number, "2000.00", "未到退还日")
    assert told[-2] == work.data["refund_from"]
    office.later(days=95)
    assert reads(office, "deposits").rows("deposits")[0][-1] == "已到退还日"
    work.at("finance").takes("refund_deposit", refund="2000", **RECEIPT)
    after = reads(office, "deposits")
    assert after.rows("deposits") == []
    assert after.table("deposits").empty.zh == "没有留存的押金。"


def test_a_case_that_is_over_with_a_deposit_still_held_stands_first(office: StoryOffice) -> None:
    passes_in(office, "in_use")
    lost = passes_in(office, "in_use")
    for line in (1, 2):
        lost.at("front_desk").takes("void_pass", line=line, reason="遗失")
    lost.at("front_desk").takes("close")
    told = reads(office, "deposits").rows("deposits")
    assert [row[-1] for row in told] == ["单据已结束，押金未退", "未到退还日"]
    assert told[0][0] == lost.number


def test_an_empty_month_says_so(office: StoryOffice) -> None:
    read = reads(office, "money", "2025-12")
    assert [read.rows(table.code) for table in read.answer.tables] == [[], [], [], []]
    assert all(table.empty.zh and table.empty.en for table in read.answer.tables)


# By themselves, without a database


def a_case(state: str = "awaiting_payment", closed_at: datetime | None = None, **data: object) -> CaseRow:
    return CaseRow(1, "WP-2026-0001", WORKER_PASS, state, "1-101", "1", data, BEFORE, closed_at)


def paid(kind: str, amount: str, at: datetime = WITHIN, case: CaseRow | None = None) -> Paid:
    return Paid(case or a_case(), "pass_deposit", kind, Decimal(amount), "SJ", at)


def account(*payments: Paid, case: CaseRow | None = None, banked_at: datetime | None = None) -> Account:
    return Account(case or a_case(), purpose_of("pass_deposit"), payments, banked_at)


moments = some.sampled_from([BEFORE, WITHIN, AFTER])
sums = some.decimals("0.01", "999999.99", places=2)
parts = some.lists(
    some.builds(paid, some.sampled_from(["expected", "received", "refunded", "kept"]), sums.map(str), moments),
    max_size=8,
)
states = some.sampled_from(
    [("in_use", None), *[(s, m) for s in ("closed", "withdrawn") for m in (BEFORE, WITHIN, AFTER)]]
)


@settings(max_examples=200, deadline=None)
@given(parts, states, some.none() | moments)
def test_the_figures_of_a_month_always_add_up(
    payments: list[Paid], state: tuple[str, datetime | None], banked_at: datetime | None
) -> None:
    """Where nothing is paid any more once a case has ended, or the bank was asked."""
    last = min(filter(None, (state[1], banked_at)), default=None)
    settled = [p for p in payments if last is None or p.at < last or p.kind in ("refunded", "kept")]
    one = account(*settled, case=a_case(*state), banked_at=banked_at)
    forward, set_, received, banked, lapsed, left, *_ = (measure(one) for measure in measures(MARCH))
    assert forward + set_ - received - banked - lapsed == left


def test_a_case_ends_badly_by_its_declaration() -> None:
    assert bad_ends(WORKER_PASS) == {"rejected", "withdrawn"}


@pytest.mark.parametrize(
    ("one", "says", "fine"),
    [
        (account(paid("expected", "200")), "待缴费", True),
        (account(paid("expected", "200"), case=a_case("withdrawn", WITHIN)), "已终止", True),
        (account(paid("expected", "200"), case=a_case("closed", WITHIN)), "款未收足", False),
        (account(paid("expected", "200"), case=a_case("closed", WITHIN, difference="业主免收")), "业主免收", True),
        (account(paid("received", "200")), "多收，未说明", False),
        (account(paid("received", "200"), case=a_case(difference="预收")), "多收：预收", True),
        (account(paid("expected", "200"), case=a_case("closed", WITHIN), banked_at=WITHIN), "银行", True),
    ],
)
def test_every_difference_has_its_words(one: Account, says: str, fine: bool) -> None:
    told, answered = explained(one, MARCH)
    assert says in told.zh
    assert answered is fine


def test_a_deposit_is_due_from_its_day_on() -> None:
    held = account(paid("received", "200"))
    today = date(2026, 3, 20)
    for day, so in ((None, "open"), ("2026-03-20", "due"), ("2026-03-21", "later")):
        assert standing(replace(held, case=a_case("in_use", period_end=day)), MARCH, today) == so
    assert standing(replace(held, case=a_case("in_use", refund_from="2026-03-01")), MARCH, today) == "open"
    assert standing(replace(held, case=a_case("closed", WITHIN)), MARCH, today) == "ended"
    assert standing(replace(held, case=a_case("closed", AFTER)), MARCH, today) == "open"


def test_a_purpose_that_no_declaration_knows_is_a_fee_by_its_code() -> None:
    (found,) = accounts([replace(paid("expected", "1"), purpose="old_fee")], {})
    assert (found.purpose.code, found.purpose.zh, found.purpose.nature) == ("old_fee", "old_fee", "fee")


def test_a_month_is_the_sites() -> None:
    assert (MARCH.begin, MARCH.end) == (datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC))
    assert MARCH.before.code == "2026-02"
    assert Month(date(2026, 12, 1), ZONE).following.code == "2027-01"
    assert Month(date(2026, 1, 1), ZONE).before.code == "2025-12"
    assert MARCH.holds(MARCH.begin)
    assert not MARCH.holds(MARCH.end)
    assert MARCH.holds(MARCH.end - timedelta(seconds=1))
