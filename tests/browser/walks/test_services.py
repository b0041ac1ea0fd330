"""The main way of each service, from the first page to the end."""

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor
from tests.stories.forms import CALLED
from tests.stories.forms_services import (
    AGREED_SUM,
    CLEARED,
    DAMAGE,
    DEPARTMENTS,
    HOLDER,
    LOOKED,
    MEMO,
    MENDED,
    NETWORK,
    PAID,
    READY,
    SECURED,
    SENT,
    UTILITY,
    booking,
    moving_in,
    moving_out,
    notice,
    opened,
    repair_order,
    told,
)
from tests.stories.office import StoryCase, StoryOffice


def test_windows_are_cleaned_charged_and_followed_up(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh")
    number = someone.becomes("front_desk").starts("home_cleaning", flat, flat.owner)
    someone.takes("register", **booking())
    someone.becomes("cleaning_lead").finds(number).takes("name_time", lead_time=office.at(hours=24))
    someone.becomes("front_desk").finds(number).takes("call_back", **told(office)).takes("write_order")
    office.later(hours=5)
    lead = someone.becomes("cleaning_lead").finds(number).brings("signed_cleaning_order")
    lead.takes("complete", finished_at=office.at(minutes=-5), work_done="六扇窗已擦")
    someone.becomes("finance").finds(number).takes("charge_cash", amount="90", receipt="SJ-0001")
    someone.becomes("front_desk").finds(number).is_told("90.00").takes("record_follow_up", **CALLED)
    someone.state_is("closed", "home_cleaning")


def test_a_tap_is_mended_for_what_was_agreed(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("en")
    number = someone.becomes("front_desk").starts("home_repair", flat, flat.owner)
    someone.takes("dispatch", **repair_order())
    someone.becomes("technician").finds(number).takes("arrive").takes("assess", **PAID)
    someone.brings("signed_repair_sheet").takes("complete", **MENDED)
    someone.becomes("finance").finds(number).sends("charge_cash", amount="80", receipt="SJ-0001")
    someone.is_told("85.50 yuan are due").takes("charge_cash", amount="85.50")
    someone.becomes("front_desk").finds(number).takes("record_follow_up", **CALLED)
    someone.state_is("closed", "home_repair")


def test_the_network_is_paid_for_entered_and_sent(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh")
    number = someone.becomes("front_desk").starts("network_activation", flat, flat.owner)
    someone.brings("network_application").takes("verify", **NETWORK).takes("request_payment")
    someone.becomes("finance").finds(number).takes("record_payment", amount="300", receipt="SJ-0001")
    someone.becomes("front_desk").finds(number).brings("holder_id_copy").takes("enter", slip_handed_over=True)
    someone.takes("send", **SENT).takes("close", carrier_answer="三天内上门")
    someone.state_is("closed", "network_activation")


def test_gas_is_applied_for_and_opened(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh", phone=True)
    someone.becomes("front_desk").starts("utility_account", flat, flat.owner)
    someone.takes("verify", **UTILITY).brings("utility_application").takes("submit", **HOLDER)
    someone.takes("open_account", **opened(office)).state_is("opened", "utility_account")


def test_a_customer_moves_in_when_every_department_is_ready(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh")
    number = someone.becomes("front_desk").starts("move_in", flat, flat.owner)
    someone.takes("register", **moving_in(office))
    for department in DEPARTMENTS[1:]:
        StoryCase(office, number).at(department).takes("confirm_ready", **READY)
    someone.becomes(DEPARTMENTS[0]).finds(number).takes("confirm_ready", **READY)
    someone.becomes("front_desk").finds(number).takes("finish_preparations").takes("move_in", welcomed=True)
    someone.takes("close", **LOOKED).state_is("closed", "move_in")


def test_a_customer_moves_out_when_all_is_paid(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh")
    number = someone.becomes("front_desk").starts("move_out", flat, flat.owner)
    someone.takes("schedule", **moving_out(office, "office"))
    someone.becomes("finance").finds(number).takes("work_out_arrears", arrears="150")
    someone.becomes("front_desk").finds(number).takes("send_memo", **MEMO)
    someone.becomes("engineering_supervisor").finds(number).takes("inspect_unit", **DAMAGE)
    someone.becomes("front_desk").finds(number).takes("agree_compensation", **AGREED_SUM)
    someone.becomes("finance").finds(number).is_told("尚有 350.00 元未缴")
    someone.takes("record_payment", amount="350", receipt="SJ-0001").takes("clear")
    someone.becomes("front_desk").finds(number).takes("close", keys_returned=True).state_is("closed", "move_out")


def starts_for_nobody(someone: Visitor, zh: str, en: str) -> str:
    """A case without a unit or an applicant."""
    someone.goes_to("/start")
    someone.follows(someone.page.get_by_role("heading").get_by_role("link", name=someone.says(zh, en), exact=True))
    someone.presses("新建", "Start the case")
    return someone.page.locator("h1 .number").inner_text()


def test_lamps_of_a_lobby_are_changed_behind_a_fence(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh").becomes("engineering_supervisor")
    number = starts_for_nobody(someone, "公共部位维修", "Maintenance of common parts")
    someone.brings("notice_photo").takes("notify", **notice(office))
    someone.becomes("technician").finds(number).takes("secure", **SECURED)
    office.later(hours=31)
    someone.finds(number).takes("start_work").takes("clean_up", **CLEARED)
    someone.becomes("engineering_supervisor").finds(number).takes("close", check_result="亮度正常")
    someone.state_is("closed", "public_area_maintenance")
