"""特约服务: ordered, done, tried, paid, followed up."""

from tests.stories.forms import CALLED, FEE_AGREED, RECEIPT, accept, order, request, service_in
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

VALVES = [{"item": "阀芯", "quantity": 2, "kind": "material"}, {"item": "管钳", "quantity": 1, "kind": "tool"}]
BACK = [{"item": "阀芯", "returned": 1, "used": 1}, {"item": "管钳", "returned": 1, "used": 0}]
FAULT = {"fault_found": "仍有滴水", "apology": "当面致歉"}
DAMAGE = {"escalation_cause": "damage", "what_happened": "碰裂台面一角"}
NOT_CONTENT = {"escalation_cause": "not_content", "what_happened": "两次返工仍滴水"}


def reworked(service: StoryCase) -> StoryCase:
    service.at("technician").takes("request_rework", **FAULT)
    return service.at("technician").takes("complete", work_done="重装")


@on_both
def test_a_service_reworked_twice_is_escalated_and_settled(office: StoryOffice) -> None:
    service = service_in(office, "inspection")
    says = "Rework comes first"
    service.at("technician").is_refused("escalate", "rework_failed_or_damage", says=says, **NOT_CONTENT)
    reworked(reworked(service))
    assert service.data["rework_count"] == 2
    service.at("technician").takes("escalate", **NOT_CONTENT)
    service.at("cs_supervisor").takes("settle", outcome="accepted", settlement="减收二十元", fee="60")
    service.at("front_desk").takes("write_off")
    service.at("finance").is_refused("charge_cash", "amount_is_fee", says="应收 60.00 元", amount="80", **RECEIPT)
    service.at("finance").takes("charge_cash", amount="60", **RECEIPT)
    service.at("archivist").takes("record_follow_up", **CALLED)
    assert (service.state, service.data["paid_by"]) == ("archived", "cash")


@on_both
def test_one_cancelled_after_dispatch_has_its_order_written_off(office: StoryOffice) -> None:
    service = service_in(office, "dispatched")
    desk = service.at("front_desk")
    desk.is_refused("cancel", "order_handed_back", order_handed_back=False, reason="客户出差")
    desk.takes("cancel", order_handed_back=True, reason="客户出差")
    assert (service.state, service.data["order_handed_back"]) == ("cancelled", True)


@on_both
def test_a_bank_collected_one_is_charged_only_when_materials_balance(office: StoryOffice) -> None:
    service = service_in(office, "fee_agreed")
    service.at("warehouse").takes("draw_materials", materials_drawn=VALVES)
    service.at("technician").takes("start_service")
    service.at("technician").takes("complete", work_done="已换阀芯")
    accept(service).at("front_desk").takes("write_off")
    says = "管钳 +1, 阀芯 +2"
    service.at("finance").is_refused("charge_bank", "materials_balance", says=says, amount="80")
    too_many = [{"item": "阀芯", "returned": 3, "used": 0}]
    service.at("warehouse").is_refused("return_materials", "returns_were_drawn", materials_returned=too_many)
    service.at("warehouse").takes("return_materials", materials_returned=BACK[:1])
    kept = [{"item": "管钳", "returned": 0, "used": 1}]
    service.at("warehouse").takes("return_materials", materials_returned=kept)
    service.at("finance").is_refused("charge_bank", "materials_balance", says="管钳 +1", amount="80")
    service.at("warehouse").takes("return_materials", materials_returned=BACK[1:])
    service.at("finance").takes("charge_bank", amount="80")
    service.at("front_desk").takes("record_follow_up", **CALLED)
    assert (service.state, service.data["paid_by"]) == ("archived", "bank")


@on_both
def test_a_tool_that_was_lost_is_entered_by_the_warehouse_with_its_reason_and_the_order_goes_on(
    office: StoryOffice,
) -> None:
    service = service_in(office, "order_received", charged="free")
    service.at("technician").takes("start_service")
    service.at("warehouse").takes("draw_materials", materials_drawn=VALVES)
    service.at("technician").takes("complete", work_done="已换阀芯")
    accept(service)
    service.at("warehouse").takes("return_materials", materials_returned=BACK[:1])
    service.at("front_desk").is_refused("write_off", "materials_balance", says="由仓库登记丢失")
    lost = {"item": "管钳", "returned": 0, "used": 0, "lost": 1}
    told = [{**lost, "lost_why": "落入电梯井，已查看现场"}]
    service.at("technician").is_refused("return_materials", "losses_accounted_for", materials_returned=told)
    service.at("warehouse").is_refused("return_materials", "losses_accounted_for", materials_returned=[lost])
    twice = [{**told[0], "lost": 2}]
    service.at("warehouse").is_refused("return_materials", "returns_were_drawn", materials_returned=twice)
    service.at("warehouse").takes("return_materials", materials_returned=told)
    service.at("front_desk").takes("write_off")
    assert service.state == "follow_up"


def test_materials_are_drawn_and_returned_while_the_work_lasts(office: StoryOffice) -> None:
    for state in ("fee_agreed", "in_service"):
        service = service_in(office, state)
        service.at("technician").takes("draw_materials", materials_drawn=VALVES)
        service.at("technician").takes("return_materials", materials_returned=BACK)
    service = service_in(office, "inspection")
    service.at("technician").takes("request_rework", **FAULT)
    service.at("warehouse").takes("draw_materials", materials_drawn=[{**VALVES[0], "quantity": 5}])
    one = [{"item": "阀芯", "returned": 1, "used": 0}]
    for state, login, event, form in (
        ("rework", "technician", "complete", {"work_done": "重装"}),
        ("inspection", "technician", "escalate", DAMAGE),
        ("escalated", "director", "settle", {"outcome": "accepted", "settlement": "致歉", "compensation": "0"}),
        ("accepted", "front_desk", "write_off", {}),
        ("charging", "finance", "charge_bank", {"amount": "80"}),
    ):
        assert service.state == state
        service.at("warehouse").takes("return_materials", materials_returned=one)
        service.at(login).takes(event, **form)


@on_both
def test_a_free_service_skips_fee_and_charging(office: StoryOffice) -> None:
    service = service_in(office, "order_received", charged="free")
    service.at("technician").is_refused("agree_fee", "is_charged", says="无偿服务不用商定费用", **FEE_AGREED)
    service.at("technician").takes("start_service")
    service.at("technician").takes("complete", work_done="已换")
    accept(service).at("front_desk").takes("write_off")
    service.at("front_desk").takes("record_follow_up", **CALLED)
    assert {record["target"] for record in service.records}.isdisjoint({"fee_agreed", "charging"})


def test_a_paid_service_starts_only_when_the_customer_has_agreed_to_the_fee(office: StoryOffice) -> None:
    service = service_in(office, "order_received")
    service.at("technician").is_refused("start_service", "is_free", says="先与客户商定费用")
    disagreed = {**FEE_AGREED, "customer_agrees": False}
    service.at("technician").is_refused("agree_fee", "fee_agreed_by_both", **disagreed)


def test_the_fee_is_the_price_lists_or_it_is_said_why_not(office: StoryOffice) -> None:
    service = service_in(office, "order_received")
    worker = service.at("technician")
    listed = {**FEE_AGREED, "list_items": [{"item": "更换龙头 / Tap changed", "quantity": 2}]}
    worker.is_refused("agree_fee", "fee_by_list", says="按价目表合计 60.00 元", **listed)
    worker.takes("agree_fee", **listed, fee_basis="另加阀芯二十元")
    assert (service.state, service.data["fee"]) == ("fee_agreed", "80.00")


def test_what_is_not_on_offer_is_declined_with_an_explanation(office: StoryOffice) -> None:
    service = service_in(office, "screening")
    told = {"explanation": "燃气管线须由燃气公司处理，客户理解"}
    service.at("front_desk").takes("decline", reason="不在服务范围", **told)
    assert service.state == "declined"


def test_a_new_time_is_confirmed_with_the_customer_before_and_after_dispatch(office: StoryOffice) -> None:
    for state in ("screening", "dispatched"):
        service = service_in(office, state)
        new = {"appointment": office.at(hours=9)}
        service.at("front_desk").is_refused("reschedule", "new_time_confirmed", time_confirmed=False, **new)
        service.at("front_desk").takes("reschedule", time_confirmed=True, **new)
        assert (service.state, service.data["appointment"]) == (state, office.at(hours=9))


def test_a_new_time_is_one_to_come(office: StoryOffice) -> None:
    service = service_in(office, "dispatched")
    past = {"appointment": office.at(hours=-1), "time_confirmed": True}
    service.at("front_desk").is_refused("reschedule", "new_time_ahead", says="已经过去", **past)


def test_an_order_is_its_technicians(office: StoryOffice) -> None:
    service = service_in(office, "dispatched")
    who = service.at("second_technician").is_refused("receive_order", "named_person", says="指定由 示例technician 办理")
    assert who == {"technician"}
    with office.away("technician", stand_in="second_technician"):
        service.at("second_technician").takes("receive_order")
    handed = {"order_handed_back": True, "reason": "改天"}
    service.at("second_technician").is_refused("cancel", "own_order", says="names 示例technician", **handed)
    service.at("technician").takes("cancel", **handed)


def test_it_can_be_cancelled_until_the_work_begins(office: StoryOffice) -> None:
    screening = service_in(office, "screening")
    screening.at("front_desk").takes("cancel", reason="客户改主意")
    for state in ("order_received", "fee_agreed"):
        service = service_in(office, state)
        service.at("front_desk").takes("cancel", order_handed_back=True, reason="客户改主意")
        assert service.state == "cancelled"
    service = service_in(office, "fee_agreed")
    service.at("technician").takes("draw_materials", materials_drawn=VALVES)
    service.at("technician").is_refused("cancel", "materials_balance", order_handed_back=True, reason="客户改主意")


def test_damage_is_escalated_at_once_and_its_compensation_agreed(office: StoryOffice) -> None:
    service = service_in(office, "in_service")
    service.at("technician").takes("escalate", **DAMAGE)
    settled = {"outcome": "cancelled", "settlement": "赔偿台面，取消服务"}
    says = "0 for none"
    service.at("director").is_refused("settle", "compensation_agreed", says=says, **settled)
    service.at("director").takes("settle", compensation="400", **settled)
    assert service.state == "cancelled"


def test_materials_that_are_out_dont_keep_an_escalated_service_from_being_settled_as_accepted(
    office: StoryOffice,
) -> None:
    service = service_in(office, "fee_agreed")
    service.at("technician").takes("draw_materials", materials_drawn=VALVES)
    service.at("technician").takes("start_service")
    service.at("technician").takes("escalate", **DAMAGE)
    settled = {"settlement": "修补台面", "compensation": "0"}
    offer = service.at("cs_supervisor").is_shown("settle")
    assert offer.allowed, "it depends on the outcome, which is still to be filled in"
    assert any("退还" in sentence.zh for sentence in offer.depends)
    service.at("cs_supervisor").is_refused("settle", "materials_balance", outcome="cancelled", **settled)
    service.at("cs_supervisor").takes("settle", outcome="accepted", **settled)


def test_still_not_content_while_a_second_rework_goes_on(office: StoryOffice) -> None:
    service = service_in(office, "inspection")
    service.at("technician").takes("request_rework", **FAULT)
    says = "返工完成后仍不满意"
    service.at("technician").is_refused("escalate", "rework_failed_or_damage", says=says, **NOT_CONTENT)
    service.at("technician").takes("complete", work_done="重装")
    service.at("technician").takes("request_rework", **FAULT)
    service.at("technician").takes("escalate", **NOT_CONTENT)
    assert service.state == "escalated"


def test_a_dissatisfied_customer_is_put_right_and_called_again(office: StoryOffice) -> None:
    service = service_in(office, "follow_up")
    unhappy = {"follow_up_by": "phone", "customer_said": "又滴水了"}
    service.at("front_desk").takes("record_dissatisfied", measures="明早复修", **unhappy)
    service.at("archivist").takes("complete", put_right="已换新龙头")
    service.at("front_desk").takes("record_follow_up", **CALLED)
    assert service.state == "archived"


def test_a_visit_needs_the_customers_signature(office: StoryOffice) -> None:
    service = service_in(office, "follow_up")
    visited = {**CALLED, "follow_up_by": "visit"}
    desk = service.at("front_desk")
    desk.is_refused("record_follow_up", "visit_is_signed", says="客户签名", **visited)
    desk.attaches("follow_up_signature").takes("record_follow_up", **visited)


@on_both
def test_a_signature_serves_one_visit(office: StoryOffice) -> None:
    service = service_in(office, "follow_up")
    visited = {"follow_up_by": "visit", "customer_said": "仍有滴水"}
    desk = service.at("front_desk").attaches("follow_up_signature")
    office.later(minutes=5)
    desk.takes("record_dissatisfied", measures="明早复修", **visited)
    office.later(hours=20)
    desk.takes("complete", put_right="已换新龙头")
    office.later(hours=1)
    desk.is_refused("record_follow_up", "visit_is_signed", says="signed this time", **{**CALLED, **visited})
    desk.attaches("follow_up_signature").takes("record_follow_up", **{**CALLED, **visited})
    assert service.state == "archived"


@on_both
def test_a_sheet_signed_before_the_work_or_before_its_rework_accepts_nothing(office: StoryOffice) -> None:
    service = service_in(office, "fee_agreed")
    technician = service.at("technician").attaches("signed_record_sheet")
    office.later(minutes=5)
    technician.takes("start_service")
    technician.takes("complete", work_done="已换")
    tried = {"customer_tried": True}
    technician.is_refused("accept", "document:signed_record_sheet", says="须在本环节取得", **tried)
    need = technician.is_shown("accept").papers[0]
    assert (need.needed, need.present) == (1, 0)
    technician.attaches("signed_record_sheet")
    office.later(minutes=5)
    reworked(service)
    technician.is_refused("accept", "document:signed_record_sheet", says="obtained at this step", **tried)
    technician.attaches("signed_record_sheet").takes("accept", **tried)
    assert service.state == "accepted"


def test_who_did_the_work_never_calls_the_customer_about_it(office: StoryOffice) -> None:
    for event, more in (("record_follow_up", {}), ("record_dissatisfied", {"measures": "复修"})):
        service = service_in(office, "follow_up")
        with office.away("archivist", stand_in="technician"):
            who = service.at("technician").is_refused(event, "follow_up_not_by_executor", **CALLED, **more)
        assert who == {"front_desk", "second_desk", "archivist"}


def test_the_work_is_accepted_with_the_signed_sheet_after_the_customer_tried_it(office: StoryOffice) -> None:
    service = service_in(office, "inspection")
    faults = ("document:signed_record_sheet", "customer_content")
    service.at("technician").is_refused("accept", *faults, customer_tried=False)


def test_only_a_technician_is_sent(office: StoryOffice) -> None:
    service = service_in(office, "screening")
    service.at("front_desk").is_told_to_correct("dispatch", "technician", **order("finance"))
    service.at("front_desk").is_told_to_correct("dispatch", "technician", **order("nobody"))
    assert service.at("front_desk").takes("dispatch", **order()).data["order_number"].startswith("PG-2026-")


def test_a_request_without_telephone_is_not_registered(office: StoryOffice) -> None:
    service = service_in(office, "requested")
    service.at("front_desk").is_told_to_correct("register", "contact", **{**request(office), "contact": "call me"})


def test_of_a_months_bank_collected_orders_one_in_five_may_go_without_a_follow_up(office: StoryOffice) -> None:
    office.later(days=150)  # a month that no other story charges in
    orders = [service_in(office, "follow_up") for _ in range(5)]
    why = {"reason": "客户出国，联系不上"}
    orders[0].at("archivist").takes("archive_unvisited", **why)
    says = "5 bank-collected orders 1 went without"
    orders[1].at("archivist").is_refused("archive_unvisited", "bank_follow_ups_suffice", says=says, **why)
    assert orders[0].state == "archived"
