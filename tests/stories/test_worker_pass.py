"""装修人员出入证: one case, a card for each worker."""

from decimal import Decimal

from sqlalchemy import select

from flows.storage.tables import payments
from tests.stories.forms import PASS_PAPERS, RECEIPT, SHOWN, WORKERS, passes_in
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both


def money(passes: StoryCase) -> list[tuple[str, str, Decimal]]:
    query = select(payments).where(payments.c.case_id == passes.row.id).order_by(payments.c.id)
    with passes.where.office.read() as connection:
        return [(row.purpose, row.kind, row.amount) for row in connection.execute(query)]


@on_both
def test_two_workers_get_a_card_each_and_one_deposit_comes_back_with_each(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    passes = passes_in(office, "in_use", flat)
    assert [(e.line, e.facts) for e in reversed(flat.entries("worker_pass"))] == [
        (1, {"name": "工人一示例", "id_number": "E00000011", "trade": "水电"}),
        (2, {"name": "工人二示例", "id_number": "E00000012", "trade": "泥工"}),
    ]
    passes.at("front_desk").is_refused("close", "all_passes_back", says="全部退证或作废")
    passes.at("finance").takes("return_pass", line=1, **RECEIPT)
    passes.at("finance").is_refused("return_pass", "pass_in_use", line=1, **RECEIPT)
    passes.at("front_desk").takes("void_pass", line=2, reason="遗失")
    passes.at("front_desk").takes("reissue_pass", line=2)
    passes.at("front_desk").is_refused("reissue_pass", "pass_is_void", says="先作废旧证", line=2)
    passes.at("finance").takes("return_pass", line=3, **RECEIPT)
    passes.at("front_desk").takes("close")
    assert passes.state == "closed"
    assert money(passes) == [
        ("pass_deposit", "expected", 200),
        ("pass_card_fee", "expected", 10),
        ("pass_deposit", "received", 200),
        ("pass_card_fee", "received", 10),
        ("pass_deposit", "refunded", 100),
        ("pass_deposit", "refunded", 100),
    ]


def test_a_pass_ends_with_the_renovation_period_and_none_is_given_after_it(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, -1)
    passes = office.opens("worker_pass", flat, flat.owner)
    says = f"已于 {office.day(-1)} 届满"
    passes.at("front_desk").is_refused("verify", "renovation_period_runs", says=says, **SHOWN)


def test_no_pass_is_stamped_when_the_period_has_run_out_meanwhile(office: StoryOffice) -> None:
    passes = passes_in(office, "signed_for")
    office.later(days=11)
    passes.at("finance").is_refused("stamp", "renovation_period_runs", says=f"已于 {office.day(10)} 届满")


def test_both_papers_must_be_shown(office: StoryOffice) -> None:
    passes = passes_in(office, "draft")
    shown = {**SHOWN, "permit_shown": False}
    passes.at("front_desk").is_refused("verify", "approved_papers_shown", says="缺一不办", **shown)


def test_every_worker_brings_an_id_copy_and_a_photo(office: StoryOffice) -> None:
    passes = passes_in(office, "paid")
    desk = passes.at("front_desk").attaches(PASS_PAPERS[0])
    missing = ("document:worker_id_copy", "document:worker_photo")
    desk.is_refused("make_cards", *missing, says="还差 1 份", receipt_marked=True)
    desk.attaches(*PASS_PAPERS[1:]).is_refused("make_cards", "receipt_marked", receipt_marked=False)
    desk.takes("make_cards", receipt_marked=True)


def test_a_faulty_row_is_told_by_its_place(office: StoryOffice) -> None:
    passes = passes_in(office, "draft")
    rows = [WORKERS[0], {"name": "工人三示例", "id_number": "12", "trade": "木工", "age": 30}]
    faulty = {**SHOWN, "workers": rows}
    passes.at("front_desk").is_told_to_correct("verify", "workers.1.age", "workers.1.id_number", **faulty)
    passes.at("front_desk").is_told_to_correct("verify", "workers", **{**SHOWN, "workers": []})


def test_finance_takes_exactly_what_is_due(office: StoryOffice) -> None:
    passes = passes_in(office, "awaiting_payment")
    passes.at("finance").is_refused("record_payment", "amount_is_fee", says="210.00", amount="209.99", **RECEIPT)


def test_an_application_can_be_rejected_or_withdrawn_before_it_is_paid(office: StoryOffice) -> None:
    for state in ("draft", "verified"):
        passes = passes_in(office, state)
        passes.at("front_desk").takes("reject", reason="许可证与房号不符")
        assert passes.state == "rejected"
    for state in ("draft", "verified", "awaiting_payment"):
        passes = passes_in(office, state)
        passes.at("front_desk").takes("withdraw", reason="当天完工")
        assert passes.state == "withdrawn"
