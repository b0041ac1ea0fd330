"""客户迁出: nobody is cleared who owes something, here or in another case of the unit."""

from decimal import Decimal

from sqlalchemy import select

from flows.storage.tables import payments
from tests.stories.forms import CALLED, RECEIPT
from tests.stories.forms_services import (
    AGREED_SUM,
    DAMAGE,
    INTACT,
    MEMO,
    cleaning_in,
    move_out_to,
    moving_out,
    network_in,
    pay,
    started,
)
from tests.stories.office import StoryOffice
from tests.stories.on_both import on_both


@on_both
def test_unpaid_fees_and_damage_are_paid_before_the_unit_is_cleared(office: StoryOffice) -> None:
    case = move_out_to(office, "settling")
    finance = case.at("finance")
    finance.is_refused("clear", "own_fees_paid", says="尚有 350.00 元未缴（欠费 150.00 元，赔偿 200.00 元）")
    short = {"amount": "150", **RECEIPT}
    finance.is_refused("record_payment", "amount_is_fee", says="应收 350.00 元", **short)
    pay(case, "350")
    finance.is_refused("record_payment", "not_paid_yet", says="费用已收", amount="350", **RECEIPT)
    finance.is_refused("work_out_arrears", "not_paid_yet", arrears="0")
    case.at("front_desk").is_refused("cancel", "not_paid_yet", reason="不搬了")
    assert finance.takes("clear").state == "cleared"
    query = select(payments).where(payments.c.case_id == case.row.id).order_by(payments.c.id)
    with office.office.read() as connection:
        written = [(row.purpose, row.kind, row.amount) for row in connection.execute(query)]
    assert written == [
        ("arrears", "expected", Decimal(150)),
        ("damage", "expected", Decimal(200)),
        ("arrears", "received", Decimal(150)),
        ("damage", "received", Decimal(200)),
    ]


@on_both
def test_what_the_unit_owes_in_other_cases_is_settled_first(office: StoryOffice) -> None:
    flat = office.flat()
    cleaning, network = cleaning_in(office, "done", flat), network_in(office, "awaiting_payment", flat)
    case = office.opens("move_out", flat, flat.owner)
    desk, finance = case.at("front_desk"), case.at("finance")
    desk.takes("schedule", **moving_out(office))
    finance.takes("work_out_arrears", arrears="0")
    assert desk.takes("send_memo", **MEMO).state == "settling", "a flat is not inspected"
    finance.is_refused("record_payment", "something_to_charge", says="没有应收", amount="0", **RECEIPT)
    says = f"{cleaning.number} 家居清洁费 90.00 元；{network.number} 网络初装费（代收） 300.00 元"
    finance.is_refused("clear", "other_cases_settled", says=says)
    network.at("front_desk").takes("withdraw", reason="客户迁出")
    finance.is_refused("clear", "other_cases_settled", says=cleaning.number)
    cleaning.at("finance").takes("charge_cash", amount="90", **RECEIPT)
    cleaning.at("front_desk").takes("record_follow_up", **CALLED)
    assert finance.takes("clear").state == "cleared"


def test_what_another_unit_owes_holds_nobody_up(office: StoryOffice) -> None:
    network_in(office, "awaiting_payment")
    case = move_out_to(office, "settling", arrears="0")
    pay(case, "200")
    assert case.at("finance").takes("clear").state == "cleared"


def test_the_departments_are_told_when_the_arrears_are_known(office: StoryOffice) -> None:
    for premises, state in (("office", "inspecting"), ("dwelling", "settling")):
        flat = office.flat()
        case = office.opens("move_out", flat, flat.owner)
        desk = case.at("front_desk")
        desk.takes("schedule", **moving_out(office, premises))
        desk.is_refused("send_memo", "arrears_worked_out", says="核算", **MEMO)
        case.at("finance").takes("work_out_arrears", arrears="0")
        desk.takes("send_memo", **MEMO)
        assert case.state == state
        assert case.data["memo_number"].startswith("GZ-2026-")


def test_only_who_lives_there_moves_out_and_at_a_time_to_come(office: StoryOffice) -> None:
    flat, other = office.flat(), office.flat()
    stranger = office.opens("move_out", flat, other.owner)
    stranger.at("front_desk").is_refused("schedule", "resident", says="没有任何关系", **moving_out(office))
    case = office.opens("move_out", flat, flat.owner)
    past = {**moving_out(office), "appointment": office.at(hours=-1)}
    case.at("front_desk").is_refused("schedule", "new_time_ahead", says="已经过去", **past)


def test_an_office_is_inspected_again_when_the_customer_has_repaired_it(office: StoryOffice) -> None:
    case = move_out_to(office, "repairing")
    desk, engineer = case.at("front_desk"), case.at("engineering_supervisor")
    not_agreed = {"compensation": "200", "customer_agrees": False}
    desk.is_refused("agree_compensation", "compensation_accepted", says="再查验", **not_agreed)
    desk.takes("complete", put_right="客户已换地毯")
    engineer.takes("inspect_unit", **DAMAGE)
    desk.takes("complete", put_right="客户已补漆")
    engineer.takes("inspect_unit", **INTACT)
    assert (case.state, case.data["fee"]) == ("settling", "150.00")


def test_a_time_can_be_moved_and_the_arrears_be_worked_out_anew(office: StoryOffice) -> None:
    new = {"appointment": office.at(days=9), "time_confirmed": True}
    for state in ("scheduled", "settling", "cleared"):
        case = move_out_to(office, state)
        desk = case.at("front_desk")
        desk.is_refused("reschedule", "new_time_confirmed", **{**new, "time_confirmed": False})
        desk.is_refused("reschedule", "new_time_ahead", appointment=office.at(days=-9), time_confirmed=True)
        assert desk.takes("reschedule", **new).state == state
    case = move_out_to(office, "settling")
    case.at("finance").takes("work_out_arrears", arrears="180.5", arrears_detail="加收本月水费")
    assert case.data["fee"] == "380.50"


def test_things_leave_with_a_release_slip_and_the_keys_come_back(office: StoryOffice) -> None:
    case = move_out_to(office, "cleared")
    desk = case.at("front_desk")
    desk.takes("start_release")
    slip = started(case, "item_release")
    assert (slip.state, slip.row.unit_id) == ("draft", case.row.unit_id)
    desk.is_refused("close", "keys_returned", says="交回", keys_returned=False)
    assert desk.takes("close", keys_returned=True).state == "closed"


def test_it_can_be_called_off_until_it_is_cleared(office: StoryOffice) -> None:
    for state in ("requested", "scheduled", "inspecting", "repairing", "settling"):
        case = move_out_to(office, state)
        assert case.at("front_desk").takes("cancel", reason="续租").state == "cancelled"


def test_a_sum_is_agreed_with_the_customer(office: StoryOffice) -> None:
    case = move_out_to(office, "repairing")
    assert case.at("front_desk").takes("agree_compensation", **AGREED_SUM).data["fee"] == "350.00"
