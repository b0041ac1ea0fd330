"""家居维修: there in a quarter of an hour, the budget agreed, the follow-up today."""

from decimal import Decimal

from tests.stories.forms import CALLED, RECEIPT
from tests.stories.forms_services import FREE, MENDED, PAID, mend, parts, repair_in, repair_order
from tests.stories.office import StoryOffice
from tests.stories.on_both import on_both
from tests.stories.test_home_cleaning import UNHAPPY, due, money


@on_both
def test_work_outside_the_warranty_is_budgeted_agreed_and_settled(office: StoryOffice) -> None:
    case = repair_in(office, "on_site")
    worker = case.at("technician").attaches("signed_repair_sheet")
    worker.is_refused("complete", "findings_recorded", says="登记检查结果", **MENDED)
    worker.is_refused("assess", "budget_agreed", says="85.50 元", **{**PAID, "customer_agrees": False})
    unlisted = {**PAID, "budget": [{"item": "修电梯", "quantity": 1}]}
    worker.is_told_to_correct("assess", "budget.0.item", **unlisted)
    worker.takes("assess", **PAID)
    worker.is_refused("complete", "customer_content", **{**MENDED, "customer_tried": False})
    worker.takes("complete", **MENDED)
    assert case.data["sheet_number"].startswith("WX-2026-")
    case.at("front_desk").is_refused("record_follow_up", "charge_recorded", says="85.50 元", **CALLED)
    short = {"amount": "80", **RECEIPT}
    case.at("finance").is_refused("charge_cash", "amount_explained", says="应收 85.50", **short)
    case.at("finance").takes("charge_cash", amount="85.50", **RECEIPT)
    case.at("front_desk").takes("record_follow_up", **CALLED)
    assert case.state == "closed"
    assert money(case) == [("expected", Decimal("85.50")), ("received", Decimal("85.50"))]


@on_both
def test_work_within_the_warranty_costs_nothing(office: StoryOffice) -> None:
    case = repair_in(office, "done", findings=FREE)
    finance = case.at("finance")
    finance.is_refused("charge_cash", "something_to_charge", says="没有应收", amount="0", **RECEIPT)
    finance.is_refused("charge_bank", "something_to_charge", says="nothing to charge")
    case.at("front_desk").takes("record_follow_up", **CALLED)
    assert (case.state, money(case)) == ("closed", [])


def test_wanted_at_once_somebody_is_there_within_a_quarter_of_an_hour_of_the_call(office: StoryOffice) -> None:
    case = repair_in(office, "reported")
    called = office.at(minutes=15)
    office.later(minutes=4)
    case.at("front_desk").takes("dispatch", **repair_order())
    assert due(case, "visit_due") == called
    assert case.at("technician").takes("arrive").state == "on_site"


def test_by_appointment_the_time_counts_and_a_new_one_is_confirmed(office: StoryOffice) -> None:
    case = repair_in(office, "reported")
    desk = case.at("front_desk")
    appointed = repair_order(urgency="appointment")
    desk.is_refused("dispatch", "appointment_made", says="以后的上门时间", **appointed)
    past = {**appointed, "appointment": office.at(hours=-1)}
    desk.is_refused("dispatch", "appointment_made", **past)
    desk.takes("dispatch", **appointed, appointment=office.at(hours=5))
    assert due(case, "visit_due") == office.at(hours=5)
    desk.is_refused("reschedule", "new_time_confirmed", appointment=office.at(hours=9), time_confirmed=False)
    desk.is_refused("reschedule", "new_time_ahead", appointment=office.at(hours=-9), time_confirmed=True)
    desk.takes("reschedule", appointment=office.at(hours=9), time_confirmed=True)
    assert due(case, "visit_due") == office.at(hours=9)


def test_while_it_waits_for_parts_the_customer_is_told_a_day(office: StoryOffice) -> None:
    case = repair_in(office, "on_site")
    worker, desk = case.at("technician"), case.at("front_desk")
    worker.is_refused("wait_for_parts", "parts_day_ahead", says="不能早于今天", **parts(office, -1))
    desk.takes("record_progress", progress=[{"note": "问过仓库，明天有货"}])
    worker.takes("wait_for_parts", **parts(office))
    assert due(case, "parts_due")[:10] == office.day(2)
    worker.is_refused("wait_for_parts", "parts_day_ahead", **parts(office, -2))
    worker.takes("wait_for_parts", **parts(office, 4))
    assert due(case, "parts_due")[:10] == office.day(4)
    for new, refusal in (
        ({"time_confirmed": False}, "new_time_confirmed"),
        ({"time_confirmed": True}, "new_time_ahead"),
    ):
        hours = 96 if refusal == "new_time_confirmed" else -1
        desk.is_refused("reschedule", refusal, appointment=office.at(hours=hours), **new)
    desk.takes("reschedule", appointment=office.at(hours=96), time_confirmed=True)
    desk.takes("record_progress", progress=[{"note": "客户周五在家"}])
    office.later(days=4)
    worker.takes("arrive")
    mend(case, FREE)
    assert [row["note"] for row in case.data["progress"]] == ["问过仓库，明天有货", "客户周五在家"]
    assert case.state == "done"


def test_an_order_goes_back_to_the_desk_and_to_another_technician(office: StoryOffice) -> None:
    case = repair_in(office, "dispatched")
    why = {"reason": "抢修走不开"}
    other = case.at("second_technician")
    other.is_refused("return", "own_order", says="The order names", **why)
    assert other.is_refused("arrive", "named_person") == {"technician"}
    case.at("technician").takes("return", **why)
    case.at("front_desk").takes("dispatch", **repair_order("second_technician"))
    other.takes("arrive")
    case.at("front_desk").takes("record_progress", progress=[{"note": "已到场"}])
    assert case.state == "on_site"


def test_the_desk_keeps_track_of_it_on_the_way_too(office: StoryOffice) -> None:
    case = repair_in(office, "dispatched")
    case.at("front_desk").takes("record_progress", progress=[{"note": "五分钟后到"}])
    assert case.state == "dispatched"


def test_it_can_be_cancelled_until_it_is_mended(office: StoryOffice) -> None:
    why = {"reason": "客户不同意预算"}
    reported = repair_in(office, "reported")
    assert reported.at("front_desk").takes("cancel", **why).state == "cancelled"
    for state in ("dispatched", "on_site", "waiting_parts"):
        case = repair_in(office, state)
        case.at("second_technician").is_refused("cancel", "own_order", **why)
        assert case.at("technician").takes("cancel", **why).state == "cancelled"


def test_who_mended_it_never_follows_it_up(office: StoryOffice) -> None:
    case = repair_in(office, "done")
    finance = case.at("finance")
    finance.takes("charge_bank")
    finance.is_refused("charge_bank", "not_charged_yet", says="不能再收")
    finance.is_refused("charge_cash", "not_charged_yet", amount="85.50", **RECEIPT)
    with office.away("front_desk", stand_in="technician"):
        case.at("technician").is_refused("record_follow_up", "follow_up_not_by_executor", **CALLED)
        case.at("technician").is_refused("record_dissatisfied", "follow_up_not_by_executor", **UNHAPPY)
    desk = case.at("front_desk")
    desk.takes("record_dissatisfied", **UNHAPPY)
    case.at("technician").takes("complete", put_right="已换密封圈")
    assert due(case, "follow_up_due")[:10] == office.day()
    visited = {**CALLED, "follow_up_by": "visit"}
    desk.is_refused("record_follow_up", "visit_is_signed", **visited)
    desk.attaches("follow_up_signature").takes("record_follow_up", **visited)
    assert case.state == "closed"
