"""Slips, additional works and renovations from the first page to the end; the gate on a guard's telephone."""

from playwright.sync_api import expect

from flows.service.verification import code_of
from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor
from tests.stories.forms import (
    AGREED,
    FOUND,
    INSPECTED,
    NO_DAMAGE,
    RECEIPT,
    SIGNERS,
    SLIP,
    construction,
    extra_works,
    renovation_in,
    slip_in,
)
from tests.stories.office import SITE, StoryOffice


def test_a_slip_is_signed_sealed_and_let_out_at_the_gate(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh", phone=True)
    number = someone.becomes("front_desk").starts("item_release", flat, flat.owner)
    someone.takes("submit", **SLIP)
    someone.becomes("duty_manager").finds(number).takes("sign", **AGREED)
    someone.becomes("director").finds(number).takes("seal").state_is("valid", "item_release")
    guard = someone.becomes("security").goes_to(f"/verify/{code_of(office.office, SITE, number)}")
    guard.follows(guard.page.get_by_role("link", name="核对物品并放行"))
    guard.is_told("可以放行", "三人沙发 × 1", "餐椅 × 4")
    _compares(guard)
    guard.presses("核对放行", "Let out")
    expect(guard.page.get_by_role("status")).to_contain_text(f"已放行 {number}")
    guard.page.get_by_label("放行条编号或编码").fill(number)
    guard.presses("查找", "Find").is_told("已用过", "已放行")
    guard.goes_to(f"/cases/{number}").state_is("released", "item_release")


def _compares(guard: Visitor) -> None:
    for box in guard.page.get_by_role("checkbox").all():
        box.check()
    for name in ("data.carrier_matches", "data.items_match"):
        guard.page.locator(f'[name="{name}"][value="yes"]').check()


def test_the_gate_stops_what_does_not_agree_without_scripts(office: StoryOffice, visit: Visits) -> None:
    number = slip_in(office, "valid").number
    guard = visit("en", phone=True, scripts=False).becomes("lobby_assistant").goes_to("/gate?code=IR-0000-0000")
    guard.is_told("There is no such slip")
    guard.page.get_by_label("Number or code of the slip").fill(number.lower())
    guard.presses("查找", "Find").is_told("May leave")
    guard.page.get_by_text("Something is wrong: stop them").click()
    guard.page.get_by_label("What did not agree").fill("one more chair")
    guard.presses("拦下登记", "Stop and record")
    expect(guard.page.get_by_role("status")).to_contain_text(f"{number} was stopped and recorded")


def test_additional_works_are_approved_and_handed_over(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("en", "zh")
    number = someone.becomes("front_desk").starts("additional_works", flat, flat.owner)
    someone.sends("submit", **extra_works(office, wall="load_bearing")).is_told("can't be approved")
    someone.sends("submit", wall="unknown")
    someone.becomes("engineering_supervisor").finds(number).takes("endorse", **FOUND)
    someone.becomes("director").finds(number).takes("approve", **AGREED)
    someone.becomes("front_desk").finds(number).brings("works_copy").takes("hand_over", handed_to="业主一示例")
    someone.state_is("closed", "additional_works")


def test_a_renovation_goes_from_the_start_of_construction_to_the_refund(office: StoryOffice, visit: Visits) -> None:
    number = renovation_in(office, "approved").number
    someone = visit("zh", "en").becomes("front_desk").finds(number).brings("renovation_schedule")
    someone.takes("start_construction", **construction(office)).is_told(office.day(60))
    someone.takes("log_patrol", patrols=[{"patrolled_at": office.at(), "seen": "厨房贴砖"}])
    someone.takes("request_acceptance", inspection_at=office.at(hours=3))
    for login in SIGNERS:
        someone.becomes(login).finds(number).takes("sign_acceptance", **INSPECTED)
    someone.takes("accept")
    someone.becomes("engineering_supervisor").finds(number).takes("reinspect", **NO_DAMAGE)
    finance = someone.becomes("finance").finds(number)
    finance.is_told(finance.says("才能退", "can't go back before"))
    office.later(days=92)
    finance = visit("zh").becomes("finance").finds(number)  # no sign-in lasts three months
    finance.takes("refund_deposit", refund="2000", **RECEIPT).state_is("closed", "renovation")
