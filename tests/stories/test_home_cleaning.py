"""家居清洁: the price first, the call back within two hours, the follow-up on the same day."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from flows.service import registers
from flows.storage.tables import deadlines, payments
from tests.stories.forms import CALLED, RECEIPT
from tests.stories.forms_services import WINDOWS, booking, clean, cleaning_in, told
from tests.stories.office import SITE, StoryCase, StoryOffice
from tests.stories.on_both import on_both

UNHAPPY = {"follow_up_by": "phone", "customer_said": "窗角没擦到", "measures": "今天补擦"}
CHEAPER = "擦窗 / Window cleaning | 扇 / window | 10.00"


def money(case: StoryCase) -> list[tuple[str, Decimal]]:
    query = select(payments).where(payments.c.case_id == case.row.id).order_by(payments.c.id)
    with case.where.office.read() as connection:
        return [(row.kind, row.amount) for row in connection.execute(query)]


def due(case: StoryCase, code: str) -> str:
    query = select(deadlines.c.due_at).where(deadlines.c.case_id == case.row.id, deadlines.c.code == code)
    with case.where.office.read() as connection:
        found = connection.execute(query.order_by(deadlines.c.id.desc())).scalars().first()
    assert isinstance(found, datetime)
    return found.isoformat()


@on_both
def test_windows_are_cleaned_paid_and_followed_up_on_the_same_day(office: StoryOffice) -> None:
    case = cleaning_in(office, "done")
    assert case.data["fee"] == "90.00"
    assert case.data["order_number"].startswith("QJ-2026-")
    case.at("front_desk").is_refused("record_follow_up", "charge_recorded", says="90.00 元尚未登记", **CALLED)
    short = {"amount": "80", **RECEIPT}
    case.at("finance").is_refused("charge_cash", "amount_explained", says="应收 90.00 元，填的是 80.00 元", **short)
    case.at("finance").takes("charge_cash", difference="漏擦一扇，减收十元", **short)
    case.at("finance").is_refused("charge_bank", "not_charged_yet", says="不能再收")
    case.at("finance").is_refused("charge_cash", "not_charged_yet", says="charged twice", amount="90", **RECEIPT)
    case.at("front_desk").takes("record_follow_up", **CALLED)
    assert case.state == "closed"
    assert money(case) == [("expected", Decimal(90)), ("received", Decimal(80))]


def test_no_price_told_no_booking(office: StoryOffice) -> None:
    case = cleaning_in(office, "requested")
    desk = case.at("front_desk")
    desk.is_refused("register", "price_told_first", says="告知价格", **booking(price_told=False))
    desk.is_told_to_correct("register", "item", **booking(item="擦吊灯"))
    desk.takes("cancel", reason="客户嫌贵")
    assert case.state == "cancelled"


def test_a_case_keeps_the_prices_that_it_began_with(office: StoryOffice) -> None:
    case = cleaning_in(office, "requested")
    registers.set_setting(office.office, "administrator", SITE, "home_cleaning", "price_list", CHEAPER, office.now)
    later = cleaning_in(office, "requested")
    registers.set_setting(office.office, "administrator", SITE, "home_cleaning", "price_list", None, office.now)
    assert case.at("front_desk").takes("register", **booking()).data["fee"] == "90.00"
    later.at("front_desk").is_told_to_correct("register", "item", **booking(item="地板打蜡 / Floor waxing"))
    assert later.at("front_desk").takes("register", **booking()).data["fee"] == "60.00"


def test_the_customer_is_called_back_within_two_hours_with_the_time_of_the_lead(office: StoryOffice) -> None:
    case = cleaning_in(office, "registered")
    assert due(case, "call_back_due") == office.at(hours=2)
    desk, lead = case.at("front_desk"), case.at("cleaning_lead")
    desk.is_refused("call_back", "time_of_lead", says="还没有定", **told(office))
    lead.is_refused("name_time", "lead_time_ahead", says="以后的上门时间", lead_time=office.at(hours=-1))
    lead.takes("name_time", lead_time=office.at(hours=24))
    desk.is_refused("call_back", "time_of_lead", says="named 2026-03-03", **told(office, hours=25))
    desk.is_refused("call_back", "customer_called_back", **{**told(office), "time_told": False})
    office.later(hours=25)
    gone = {"appointment": office.at(hours=-1), "time_told": True}
    desk.is_refused("call_back", "time_of_lead", says="已经过去", **gone)
    lead.takes("name_time", lead_time=office.at(hours=2))
    desk.takes("call_back", **told(office, hours=2))
    assert case.state == "confirmed"


def test_a_new_time_is_confirmed_before_and_after_the_order(office: StoryOffice) -> None:
    for state in ("confirmed", "ordered"):
        case = cleaning_in(office, state)
        new = {"appointment": office.at(hours=48)}
        case.at("front_desk").is_refused("reschedule", "new_time_confirmed", time_confirmed=False, **new)
        past = {"appointment": office.at(hours=-48), "time_confirmed": True}
        case.at("front_desk").is_refused("reschedule", "new_time_ahead", **past)
        case.at("front_desk").takes("reschedule", time_confirmed=True, **new)
        assert (case.state, case.data["appointment"]) == (state, new["appointment"])


def test_the_finishing_time_is_taken_from_the_signed_order(office: StoryOffice) -> None:
    case = cleaning_in(office, "ordered")
    lead = case.at("cleaning_lead")
    done = {"work_done": "已擦"}
    faults = ("document:signed_cleaning_order", "finished_by_now")
    lead.is_refused("complete", *faults, says="此刻之前", finished_at=office.at(hours=1), **done)
    clean(office, case)
    assert case.state == "done"
    assert due(case, "follow_up_due")[:10] == office.at()[:10]


def test_a_dissatisfied_customer_is_put_right_and_called_again(office: StoryOffice) -> None:
    case = cleaning_in(office, "done")
    with office.away("front_desk", stand_in="cleaning_lead"):
        who = case.at("cleaning_lead").is_refused("record_dissatisfied", "follow_up_not_by_executor", **UNHAPPY)
        case.at("finance").takes("charge_bank")
        case.at("cleaning_lead").is_refused("record_follow_up", "follow_up_not_by_executor", **CALLED)
    assert who == {"front_desk", "second_desk"}
    case.at("front_desk").takes("record_dissatisfied", **UNHAPPY)
    case.at("cleaning_lead").takes("complete", put_right="已补擦")
    visited = {**CALLED, "follow_up_by": "visit"}
    desk = case.at("front_desk")
    desk.is_refused("record_follow_up", "visit_is_signed", says="客户签名", **visited)
    desk.attaches("follow_up_signature").takes("record_follow_up", **visited)
    assert (case.state, case.data["paid_by"]) == ("closed", "bank")
    assert money(case) == [("expected", Decimal(90))]


def test_what_costs_nothing_is_not_charged(office: StoryOffice) -> None:
    free = f"{WINDOWS} | 扇 / window | 0"
    registers.set_setting(office.office, "administrator", SITE, "home_cleaning", "price_list", free, office.now)
    case = cleaning_in(office, "done")
    registers.set_setting(office.office, "administrator", SITE, "home_cleaning", "price_list", None, office.now)
    case.at("finance").is_refused("charge_bank", "something_to_charge", says="没有应收")
    case.at("finance").is_refused("charge_cash", "something_to_charge", amount="0", **RECEIPT)
    case.at("front_desk").takes("record_follow_up", **CALLED)
    assert (case.state, money(case)) == ("closed", [])


def test_it_can_be_cancelled_until_the_work_is_done(office: StoryOffice) -> None:
    for state in ("registered", "confirmed", "ordered"):
        case = cleaning_in(office, state)
        case.at("front_desk").takes("cancel", reason="客户改主意")
        assert case.state == "cancelled"
