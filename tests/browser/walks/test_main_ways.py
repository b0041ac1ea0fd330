"""A complaint, a special service, passes and an extension from the first page to the end. Of the people on each way every
other one reads English."""

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor
from tests.stories.forms import (
    AGREED,
    CALLED,
    FEE_AGREED,
    PASS_PAPERS,
    PROPOSAL,
    RECEIPT,
    SAID,
    SHOWN,
    TO_ENGINEERING,
    order,
    passes_in,
    request,
)
from tests.stories.office import StoryOffice

VALVES = [{"item": "阀芯", "quantity": 2, "kind": "material"}, {"item": "管钳", "quantity": 1, "kind": "tool"}]
BACK = [{"item": "阀芯", "returned": 1, "used": 1}, {"item": "管钳", "returned": 1, "used": 0}]


def test_a_major_complaint_is_approved_reported_and_archived(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh", "en", phone=True)
    number = someone.becomes("front_desk").starts("complaint", flat, flat.owner)
    someone.takes("record", **SAID)
    someone.becomes("cs_supervisor").finds(number).takes("assign", grade="major", **TO_ENGINEERING)
    expect(
        someone.page.get_by_role("definition").get_by_text(someone.says("工程部主管", "Engineering supervisor")).last
    ).to_be_visible()
    someone.becomes("engineering_supervisor").finds(number).takes("investigate").takes("propose", **PROPOSAL)
    someone.becomes("cs_supervisor").finds(number).takes("approve_resolution", **AGREED)
    someone.becomes("director").finds(number).takes("approve", **AGREED)
    someone.becomes("engineering_supervisor").finds(number).takes("complete", work_done="已更换")
    someone.becomes("front_desk").finds(number).takes("give_feedback", feedback_given="已说明，对方接受")
    someone.is_told(someone.says("先由主任上报公司", "has reported it to the company"))
    someone.becomes("director").goes_to(f"/cases/{number}").takes("report_to_company", company_report="已电话报公司")
    someone.becomes("front_desk").finds(number).takes("record_follow_up", **CALLED)
    someone.state_is("archived", "complaint")


def test_a_bank_collected_service_is_paid_and_followed_up(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("en", "zh")
    number = someone.becomes("front_desk").starts("special_service", flat, flat.owner)
    someone.takes("register", **request(office)).takes("dispatch", **order())
    someone.becomes("technician").finds(number).takes("receive_order").takes("agree_fee", **FEE_AGREED)
    someone.becomes("warehouse").goes_to(f"/cases/{number}").takes("draw_materials", materials_drawn=VALVES)
    someone.becomes("technician").finds(number).takes("start_service").takes("complete", work_done="已换阀芯")
    someone.brings("signed_record_sheet").takes("accept", customer_tried=True)
    someone.becomes("front_desk").finds(number).takes("write_off")
    someone.becomes("finance").finds(number).is_told("管钳 +1, 阀芯 +2")
    someone.becomes("warehouse").goes_to(f"/cases/{number}").takes("return_materials", materials_returned=BACK)
    someone.becomes("finance").finds(number).takes("charge_bank", amount="80")
    someone.becomes("archivist").finds(number).takes("record_follow_up", **CALLED)
    someone.state_is("archived", "special_service")


def test_two_workers_get_their_cards_and_bring_them_back(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat().renovated(-80, 10)
    someone = visit("zh", "en")
    number = someone.becomes("front_desk").starts("worker_pass", flat, flat.owner)
    someone.takes("verify", **SHOWN).takes("request_payment")
    someone.becomes("finance").finds(number).takes("record_payment", amount="210", **RECEIPT)
    someone.becomes("front_desk").finds(number).brings(*PASS_PAPERS).takes("make_cards", receipt_marked=True)
    someone.takes("sign_for", signed_by="业主一示例")
    someone.becomes("finance").finds(number).takes("stamp")
    for line in (1, 2):
        someone.goes_to(f"/cases/{number}").takes("return_pass", line=line, receipt=f"SJ-000{line}")
    someone.becomes("front_desk").finds(number).takes("close").state_is("closed", "worker_pass")


def test_an_extension_is_paid_after_a_wrong_amount_and_its_passes_are_issued_anew(
    office: StoryOffice, visit: Visits
) -> None:
    flat = office.flat().renovated(-80, 10)
    passes = passes_in(office, "in_use", flat)
    someone = visit("en", "zh")
    number = someone.becomes("front_desk").starts("renovation_extension", flat, flat.owner)
    someone.takes("submit", new_end=office.day(40), why="地砖到货晚")
    someone.becomes("engineering_supervisor").finds(number).takes("endorse", **AGREED)
    someone.becomes("director").finds(number).takes("approve", fee="300", **AGREED)
    someone.becomes("finance").finds(number).sends("record_payment", amount="200", **RECEIPT)
    someone.is_told(someone.says("应收 300.00 元，填的是 200.00 元", "300.00"))
    someone.sends("record_payment", amount="300")
    someone.becomes("front_desk").finds(number).takes("register_extension")
    someone.is_told("工人一示例", "工人二示例")
    _voids_and_reissues(someone, passes.number)
    someone.finds(number).takes("finish_reissue").state_is("closed", "renovation_extension")
    cards = [(entry.line, entry.state) for entry in reversed(flat.entries("worker_pass"))]
    assert cards == [(1, "void"), (2, "void"), (3, "in_use"), (4, "in_use")]
    dates = {entry.valid_until.date().isoformat() for entry in flat.entries("worker_pass") if entry.state == "in_use"}
    assert dates == {office.day(40)}


def _voids_and_reissues(desk: Visitor, passes: str) -> None:
    desk.goes_to(f"/cases/{passes}")
    for line in (1, 2):
        desk.takes("void_pass", line=line, reason="延期换证").takes("reissue_pass", line=line)
