"""Forms of the services filled in, and each of them taken along its main way up to a state."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from flows.storage import tables as t
from tests.stories.forms import CALLED, RECEIPT
from tests.stories.forms_office import along
from tests.stories.office import Flat, StoryCase, StoryOffice

PHONE = "13900000002"
WINDOWS = "擦窗 / Window cleaning"
TAP = "更换龙头 / Tap changed"
SEEN = {"identity_seen": True}


# 家居清洁


def booking(**other: Any) -> dict[str, Any]:
    """Six windows at 15 yuan."""
    asked = {"item": WINDOWS, "quantity": 6, "cleaners": 2, "wanted_at": "周三上午", "contact": PHONE}
    return {**asked, "price_told": True, **other}


def told(office: StoryOffice, hours: float = 24) -> dict[str, Any]:
    return {"appointment": office.at(hours=hours), "time_told": True}


def cleaning_in(office: StoryOffice, state: str, flat: Flat | None = None) -> StoryCase:
    flat = flat or office.flat()
    case = office.opens("home_cleaning", flat, flat.owner)
    steps = {
        "registered": lambda: case.at("front_desk").takes("register", **booking()),
        "confirmed": lambda: _call_back(office, case),
        "ordered": lambda: case.at("front_desk").takes("write_order"),
        "done": lambda: clean(office, case),
        "closed": lambda: case.at("front_desk").takes("record_follow_up", **CALLED),
    }
    return along(case, steps, state)


def _call_back(office: StoryOffice, case: StoryCase) -> None:
    case.at("cleaning_lead").takes("name_time", lead_time=office.at(hours=24))
    case.at("front_desk").takes("call_back", **told(office))


def clean(office: StoryOffice, case: StoryCase) -> None:
    office.later(hours=26)
    lead = case.at("cleaning_lead").attaches("signed_cleaning_order")
    lead.takes("complete", finished_at=office.at(minutes=-5), work_done="六扇窗已擦")


# 家居维修

APPOINTED = {"urgency": "appointment"}
FREE = {"content_seen": "阀芯老化，在保修期内", "charged": "free"}
PAID = {
    "content_seen": "龙头破裂，已过保修期",
    "charged": "paid",
    "budget": [{"item": TAP, "quantity": 2}],
    "parts_cost": "25.50",
    "customer_agrees": True,
}
MENDED = {"work_done": "已换龙头，试水不漏", "customer_tried": True}


def repair_order(technician: str = "technician", **other: Any) -> dict[str, Any]:
    return {"item": "厨房龙头滴水", "urgency": "at_once", "contact": PHONE, "technician": technician, **other}


def repair_in(office: StoryOffice, state: str, flat: Flat | None = None, findings: Any = PAID) -> StoryCase:
    """Wanted at once; outside the warranty, 85.50 yuan."""
    flat = flat or office.flat()
    case = office.opens("home_repair", flat, flat.owner)
    worker = case.at("technician")
    steps = {
        "dispatched": lambda: case.at("front_desk").takes("dispatch", **repair_order()),
        "on_site": lambda: worker.takes("arrive"),
        "waiting_parts": lambda: worker.takes("wait_for_parts", **parts(office)),
        "done": lambda: mend(case, findings),
        "closed": lambda: case.at("front_desk").takes("record_follow_up", **CALLED),
    }
    if state != "waiting_parts":
        del steps["waiting_parts"]
    return along(case, steps, state)


def parts(office: StoryOffice, days: int = 2) -> dict[str, Any]:
    return {"parts_needed": "阀芯一个", "parts_expected": office.day(days)}


def mend(case: StoryCase, findings: Any = PAID) -> None:
    case.at("technician").takes("assess", **findings)
    case.at("technician").attaches("signed_repair_sheet").takes("complete", **MENDED)


# 网络开通、开户

HOLDER = {"holder": "业主一示例", "holder_id": "E00000031", "contact": PHONE}
NETWORK = {**HOLDER, **SEEN, "package": "五百兆"}
SENT = {"sent_to": "open@carrier.example", "sent_what": "户名、房号、电话、套餐"}
UTILITY = {"utility": "gas", **SEEN}


def network_in(office: StoryOffice, state: str, flat: Flat | None = None, applicant: int | None = None) -> StoryCase:
    flat = flat or office.flat()
    case = office.opens("network_activation", flat, applicant or flat.owner)
    desk = case.at("front_desk")
    steps = {
        "verified": lambda: desk.attaches("network_application").takes("verify", **NETWORK),
        "awaiting_payment": lambda: desk.takes("request_payment"),
        "paid": lambda: case.at("finance").takes("record_payment", amount="300", **RECEIPT),
        "registered": lambda: desk.attaches("holder_id_copy").takes("enter", slip_handed_over=True),
        "sent": lambda: desk.takes("send", **SENT),
        "closed": lambda: desk.takes("close", carrier_answer="三天内上门"),
    }
    return along(case, steps, state)


def opened(office: StoryOffice, **other: Any) -> dict[str, Any]:
    given = {"account_number": "G-0001", "opened_on": office.day(), "signed_by": "业主一示例", "register_signed": True}
    return {**given, **other}


def account_in(office: StoryOffice, state: str, flat: Flat | None = None, applicant: int | None = None) -> StoryCase:
    flat = flat or office.flat()
    case = office.opens("utility_account", flat, applicant or flat.owner)
    desk = case.at("front_desk")
    steps = {
        "verified": lambda: desk.takes("verify", **UTILITY),
        "applied": lambda: desk.attaches("utility_application").takes("submit", **HOLDER),
        "opened": lambda: desk.takes("open_account", **opened(office)),
    }
    return along(case, steps, state)


# 客户迁入、迁出

DEPARTMENTS = ("engineering_supervisor", "safety_supervisor", "cleaning_lead", "lobby_lead")
READY = {"prepared": [{"what": "货梯已铺垫板"}]}
LOOKED = {"common_parts_checked": True}


def moving_in(office: StoryOffice, **other: Any) -> dict[str, Any]:
    return {"appointment": office.at(days=3), "contact": PHONE, "help_wanted": "trolley", **other}


def move_in_to(office: StoryOffice, state: str, flat: Flat | None = None, applicant: int | None = None) -> StoryCase:
    flat = flat or office.flat()
    case = office.opens("move_in", flat, applicant or flat.owner)
    desk = case.at("front_desk")
    steps = {
        "preparing": lambda: desk.takes("register", **moving_in(office)),
        "ready": lambda: all_ready(case),
        "moved_in": lambda: desk.takes("move_in", welcomed=True),
        "closed": lambda: desk.takes("close", **LOOKED),
    }
    return along(case, steps, state)


def all_ready(case: StoryCase) -> StoryCase:
    for department in DEPARTMENTS:
        case.at(department).takes("confirm_ready", **READY)
    return case.at("front_desk").takes("finish_preparations")


def moving_out(office: StoryOffice, premises: str = "dwelling") -> dict[str, Any]:
    return {"appointment": office.at(days=5), "contact": PHONE, "premises": premises}


MEMO = {"memo_to": "工程查验，安保引导货车，保洁清运"}
DAMAGE = {"damage": "damaged", "inspection_note": "地毯烫痕一处"}
INTACT = {"damage": "none", "inspection_note": "与迁入时一致"}
AGREED_SUM = {"compensation": "200", "customer_agrees": True}


def move_out_to(office: StoryOffice, state: str, flat: Flat | None = None, arrears: str = "150") -> StoryCase:
    """From an office with damage that the customer pays for: 200 yuan beside the arrears."""
    flat = flat or office.flat()
    case = office.opens("move_out", flat, flat.owner)
    desk, finance = case.at("front_desk"), case.at("finance")
    steps = {
        "scheduled": lambda: desk.takes("schedule", **moving_out(office, "office")),
        "inspecting": lambda: (finance.takes("work_out_arrears", arrears=arrears), desk.takes("send_memo", **MEMO)),
        "repairing": lambda: case.at("engineering_supervisor").takes("inspect_unit", **DAMAGE),
        "settling": lambda: desk.takes("agree_compensation", **AGREED_SUM),
        "cleared": lambda: (pay(case, str(int(arrears) + 200)), finance.takes("clear")),
        "closed": lambda: desk.takes("close", keys_returned=True),
    }
    return along(case, steps, state)


def pay(case: StoryCase, amount: str) -> StoryCase:
    return case.at("finance").takes("record_payment", amount=amount, **RECEIPT)


def started(case: StoryCase, procedure: str) -> StoryCase:
    """The newest case of that procedure for the same unit."""
    cases = t.cases.c
    query = select(cases.number).where(cases.unit_id == case.row.unit_id, cases.procedure == procedure)
    with case.where.office.read() as connection:
        return StoryCase(case.where, connection.execute(query.order_by(cases.id.desc())).scalars().first() or "")


# 公共部位维修

SECURED = {"warning_signs": True, "fenced_off": True}
CLEARED = {"work_done": "已换灯管", "place_cleared": True}


def notice(office: StoryOffice, hours: float = 30, **other: Any) -> dict[str, Any]:
    times = {"starts_at": office.at(hours=hours), "ends_at": office.at(hours=hours + 4)}
    where = {"place": "一栋大堂", "work": "更换照明，期间大堂照明减半", "posted_at": "大堂、电梯"}
    return {**times, **where, "technician": "technician", **other}


def maintenance_in(office: StoryOffice, state: str) -> StoryCase:
    case = office.opens("public_area_maintenance", None, None, by="engineering_supervisor")
    chief, worker = case.at("engineering_supervisor"), case.at("technician")
    steps = {
        "notified": lambda: chief.attaches("notice_photo").takes("notify", **notice(office)),
        "secured": lambda: worker.takes("secure", **SECURED),
        "working": lambda: (office.later(hours=31), worker.takes("start_work")),
        "cleaned": lambda: worker.takes("clean_up", **CLEARED),
        "closed": lambda: chief.takes("close", check_result="亮度正常，地面干净"),
    }
    return along(case, steps, state)
