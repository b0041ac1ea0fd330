"""Forms filled in as the office fills them in, and each procedure taken along its main way up to a state."""

from __future__ import annotations

from typing import Any

from tests.stories.office import Flat, StoryCase, StoryOffice

AGREED = {"opinion": "同意"}
RECEIPT = {"receipt": "SJ-0001"}


# 动火许可证


def hot_work(office: StoryOffice, hours: float = 3, **other: Any) -> dict[str, Any]:
    """Work that starts in two hours."""
    return {
        "place": "厨房水管井旁",
        "surroundings": "indoors",
        "method": "arc_welding",
        "work": "焊接支架，清走可燃物，备灭火器两具",
        "welder": "焊工一示例",
        "welder_id": "E00000001",
        "certificate_number": "SL-0001",
        "certificate_until": office.day(100),
        "fire_watcher": "看火一示例",
        "fire_watcher_phone": "13900000001",
        "starts_at": office.at(hours=2),
        "ends_at": office.at(hours=2 + hours),
        **other,
    }


def look(office: StoryOffice) -> dict[str, Any]:
    return {"looked_at": office.at(), "findings": "可燃物已清，灭火器在位", **AGREED}


WELDERS_PAPERS = ("welder_certificate", "welder_id_copy")
PERMIT_WAY = (
    "draft",
    "engineering_review",
    "safety_review",
    "director_approval",
    "approved",
    "issued",
    "sealed",
    "in_force",
    "fire_watch",
    "closed",
)


def permit_in(office: StoryOffice, state: str, flat: Flat | None = None, applicant: int | None = None) -> StoryCase:
    flat = flat or office.flat()
    permit = office.opens("hot_work_permit", flat, applicant or flat.owner)
    steps = (
        lambda: permit.at("front_desk").attaches(*WELDERS_PAPERS).takes("submit", **hot_work(office)),
        lambda: permit.at("engineering_supervisor").takes("endorse", **look(office)),
        lambda: permit.at("safety_supervisor").takes("endorse", **look(office)),
        lambda: permit.at("director").takes("approve", **AGREED),
        lambda: permit.at("front_desk").takes("issue"),
        lambda: permit.at("director").takes("seal"),
        lambda: _hand_over(permit),
        lambda: _finish_work(office, permit),
        lambda: _close(office, permit),
    )
    return _along(steps[: PERMIT_WAY.index(state)], permit, state)


def _hand_over(permit: StoryCase) -> None:
    desk = permit.at("front_desk").attaches("signed_permit_copy")
    desk.takes("hand_over", notice_posted=True, handed_to="业主一示例")


def _finish_work(office: StoryOffice, permit: StoryCase) -> None:
    office.later(hours=3)
    permit.at("front_desk").takes("finish_work", work_ended_at=office.at())


def _close(office: StoryOffice, permit: StoryCase) -> None:
    office.later(hours=1)
    permit.at("safety_supervisor").takes("close", no_hazard_left=True)


# 二次装修及验收

RENOVATION_WAY = (
    "draft",
    "agreement_signed",
    "deposit_paid",
    "drawings_submitted",
    "engineering_review",
    "approved",
    "under_construction",
    "acceptance_requested",
    "accepted",
    "deposit_held",
    "closed",
)
SCOPE = {
    "scope": "厨卫翻新，全屋油漆",
    "wall": "none",
    "contractor": "示例装修队",
    "site_manager": "负责人一示例",
    "site_phone": "13900000004",
}
AGREEMENT_PAPERS = ("renovation_agreement", "renovation_rules")
NO_DAMAGE = {"damage": "none", "deduction": "0"}
INSPECTED = {"inspected": "已逐项查看，合格"}
SIGNERS = ("engineering_supervisor", "safety_supervisor", "cs_supervisor")


def construction(office: StoryOffice, **other: Any) -> dict[str, Any]:
    """Sixty days of it, from the story's first day on."""
    dates = {"starts_on": office.day(0), "ends_on": office.day(60)}
    return {**dates, "workers": WORKERS, "rules_explained": True, **other}


def renovation_in(office: StoryOffice, state: str, flat: Flat | None = None) -> StoryCase:
    flat = flat or office.flat()
    work = office.opens("renovation", flat, flat.owner)
    desk = work.at("front_desk")
    steps = (
        lambda: desk.attaches(*AGREEMENT_PAPERS).takes("sign_agreement", **SCOPE),
        lambda: work.at("finance").takes("record_payment", amount="2300", **RECEIPT),
        lambda: desk.attaches("renovation_drawings").takes("submit_drawings"),
        lambda: desk.takes("submit"),
        lambda: work.at("engineering_supervisor").takes("approve", wall_found="none", findings="符合", **AGREED),
        lambda: desk.attaches("renovation_schedule").takes("start_construction", **construction(office)),
        lambda: desk.takes("request_acceptance", inspection_at=office.at(hours=3)),
        lambda: accept_work(work),
        lambda: work.at("engineering_supervisor").takes("reinspect", **NO_DAMAGE),
        lambda: _refund(office, work),
    )
    return _along(steps[: RENOVATION_WAY.index(state)], work, state)


def accept_work(work: StoryCase) -> StoryCase:
    for login in SIGNERS:
        work.at(login).takes("sign_acceptance", **INSPECTED)
    return work.at("front_desk").takes("accept")


def _refund(office: StoryOffice, work: StoryCase) -> None:
    office.later(days=93)
    work.at("finance").takes("refund_deposit", refund="2000", **RECEIPT)


# 装修延期

EXTENSION_WAY = ("draft", "engineering_review", "director_approval", "approved")


def extension_in(
    office: StoryOffice, state: str, flat: Flat | None = None, fee: str = "0", days: int = 40
) -> StoryCase:
    """To the day in `days` days. With a `fee`, `awaiting_payment` comes before `approved`."""
    flat = flat or office.flat().renovated(-80, 10)
    extension = office.opens("renovation_extension", flat, flat.owner)
    steps = [
        lambda: extension.at("front_desk").takes("submit", new_end=office.day(days), why="地砖到货晚"),
        lambda: extension.at("engineering_supervisor").takes("endorse", **AGREED),
        lambda: extension.at("director").takes("approve", fee=fee, **AGREED),
        lambda: extension.at("finance").takes("record_payment", amount=fee, **RECEIPT),
    ]
    way = [
        "draft",
        "engineering_review",
        "director_approval",
        *(["awaiting_payment"] if fee != "0" else []),
        "approved",
    ]
    return _along(steps[: way.index(state)], extension, state)


# 装修人员出入证

WORKERS = [
    {"name": "工人一示例", "id_number": "E00000011", "trade": "水电"},
    {"name": "工人二示例", "id_number": "E00000012", "trade": "泥工"},
]
PASS_WAY = ("draft", "verified", "awaiting_payment", "paid", "cards_made", "signed_for", "in_use")
SHOWN = {"workers": WORKERS, "application_shown": True, "permit_shown": True}
PASS_PAPERS = ("worker_id_copy", "worker_id_copy", "worker_photo", "worker_photo")


def passes_in(office: StoryOffice, state: str, flat: Flat | None = None) -> StoryCase:
    flat = flat or office.flat().renovated(-80, 10)
    passes = office.opens("worker_pass", flat, flat.owner)
    steps = (
        lambda: passes.at("front_desk").takes("verify", **SHOWN),
        lambda: passes.at("front_desk").takes("request_payment"),
        lambda: passes.at("finance").takes("record_payment", amount="210", **RECEIPT),
        lambda: passes.at("front_desk").attaches(*PASS_PAPERS).takes("make_cards", receipt_marked=True),
        lambda: passes.at("front_desk").takes("sign_for", signed_by="业主一示例"),
        lambda: passes.at("finance").takes("stamp"),
    )
    return _along(steps[: PASS_WAY.index(state)], passes, state)


# 增加项目申请

WORKS_WAY = ("draft", "engineering_review", "director_approval", "approved", "closed")
FOUND = {"wall_found": "partition", "findings": "墙内无管线", **AGREED}


def extra_works(office: StoryOffice, **other: Any) -> dict[str, Any]:
    return {
        "works": [{"kind": "wall_removal", "where": "客厅与书房之间"}],
        "wall": "unknown",
        "contractor": "施工一示例",
        "starts_on": office.day(1),
        "ends_on": office.day(6),
        **other,
    }


def works_in(office: StoryOffice, state: str, flat: Flat | None = None) -> StoryCase:
    flat = flat or office.flat()
    works = office.opens("additional_works", flat, flat.owner)
    steps = (
        lambda: works.at("front_desk").takes("submit", **extra_works(office)),
        lambda: works.at("engineering_supervisor").takes("endorse", **FOUND),
        lambda: works.at("director").takes("approve", **AGREED),
        lambda: works.at("front_desk").attaches("works_copy").takes("hand_over", handed_to="业主一示例"),
    )
    return _along(steps[: WORKS_WAY.index(state)], works, state)


# 物品放行条

SLIP_WAY = ("draft", "duty_review", "director_seal", "valid", "released")
ITEMS = [{"item": "三人沙发", "quantity": 1, "mark": "米色"}, {"item": "餐椅", "quantity": 4}]
SLIP = {"carrier": "搬运一示例", "carrier_id": "E00000021", "items": ITEMS, "slip_signed": True}
COMPARED = {"items_out": [1, 2], "carrier_matches": True, "items_match": True}


def slip_in(office: StoryOffice, state: str, flat: Flat | None = None, applicant: int | None = None) -> StoryCase:
    flat = flat or office.flat()
    slip = office.opens("item_release", flat, applicant or flat.owner)
    steps = (
        lambda: slip.at("front_desk").takes("submit", **SLIP),
        lambda: slip.at("duty_manager").takes("sign", **AGREED),
        lambda: slip.at("director").takes("seal"),
        lambda: slip.at("security").takes("release", **COMPARED),
    )
    return _along(steps[: SLIP_WAY.index(state)], slip, state)


# 特约服务

SERVICE_WAY = (
    "requested",
    "screening",
    "dispatched",
    "order_received",
    "fee_agreed",
    "in_service",
    "inspection",
    "accepted",
    "charging",
    "follow_up",
    "archived",
)
FEE_AGREED = {"content_seen": "龙头滴水", "materials_listed": "阀芯一个", "fee": "80", "customer_agrees": True}
CALLED = {"follow_up_by": "phone", "customer_said": "修得好，谢谢"}


def request(office: StoryOffice) -> dict[str, Any]:
    return {"content": "修理龙头", "appointment": office.at(hours=4), "contact": "13900000002"}


def order(technician: str = "technician", charged: str = "paid") -> dict[str, Any]:
    return {"service_kind": "special", "charged": charged, "technician": technician}


def service_in(office: StoryOffice, state: str, charged: str = "paid") -> StoryCase:
    """A free service goes from `order_received` straight to `in_service`, and from `accepted` to `follow_up`."""
    flat = office.flat()
    service = office.opens("special_service", flat, flat.owner)
    steps = {
        "screening": lambda: service.at("front_desk").takes("register", **request(office)),
        "dispatched": lambda: service.at("front_desk").takes("dispatch", **order(charged=charged)),
        "order_received": lambda: service.at("technician").takes("receive_order"),
        "fee_agreed": lambda: service.at("technician").takes("agree_fee", **FEE_AGREED),
        "in_service": lambda: service.at("technician").takes("start_service"),
        "inspection": lambda: service.at("technician").takes("complete", work_done="已换阀芯"),
        "accepted": lambda: accept(service),
        "charging": lambda: service.at("front_desk").takes("write_off"),
        "follow_up": lambda: service.at("finance").takes("charge_bank", amount="80"),
        "archived": lambda: service.at("front_desk").takes("record_follow_up", **CALLED),
    }
    if charged == "free":
        del steps["fee_agreed"], steps["charging"]
        steps["follow_up"] = lambda: service.at("front_desk").takes("write_off")
    names = list(steps)
    taken = [steps[name] for name in names[: names.index(state) + 1]] if state != "requested" else []
    return _along(taken, service, state)


def accept(service: StoryCase) -> StoryCase:
    return service.at("technician").attaches("signed_record_sheet").takes("accept", customer_tried=True)


# 投诉处理

COMPLAINT_WAY = (
    "received",
    "recorded",
    "assigned",
    "investigating",
    "resolution_proposed",
    "executing",
    "feedback",
    "follow_up",
    "archived",
)
SAID = {"channel": "desk", "content": "楼道灯坏了一周没人修", "read_back": True}
TO_ENGINEERING = {"category": "repairs", "department": "engineering_supervisor", "assignee": "engineering_supervisor"}
PROPOSAL = {"findings": "灯具老化", "measures": "整层更换", "compensation": "0"}


def complaint_in(office: StoryOffice, state: str, grade: str = "general", **said: Any) -> StoryCase:
    """Settled by the engineering supervisor; a major one stops at `director_approval` before `executing`."""
    flat = office.flat()
    complaint = office.opens("complaint", flat, flat.owner)
    steps = {
        "recorded": lambda: complaint.at("front_desk").takes("record", **SAID, **said),
        "assigned": lambda: complaint.at("cs_supervisor").takes("assign", grade=grade, **TO_ENGINEERING),
        "investigating": lambda: complaint.at("engineering_supervisor").takes("investigate"),
        "resolution_proposed": lambda: complaint.at("engineering_supervisor").takes("propose", **PROPOSAL),
        "director_approval": lambda: complaint.at("cs_supervisor").takes("approve_resolution", **AGREED),
        "executing": lambda: complaint.at("director").takes("approve", **AGREED),
        "feedback": lambda: complaint.at("engineering_supervisor").takes("complete", work_done="已更换"),
        "follow_up": lambda: complaint.at("front_desk").takes("give_feedback", feedback_given="已说明，对方接受"),
        "archived": lambda: complaint.at("front_desk").takes("record_follow_up", **CALLED),
    }
    if grade != "major":
        steps["executing"] = steps.pop("director_approval")
        steps = {name: steps[name] for name in COMPLAINT_WAY[1:]}
    names = list(steps)
    taken = [steps[name] for name in names[: names.index(state) + 1]] if state != "received" else []
    return _along(taken, complaint, state)


def _along(steps: Any, case: StoryCase, state: str) -> StoryCase:
    for step in steps:
        step()
    assert case.state == state
    return case
