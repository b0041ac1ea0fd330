"""Special services of the demonstration: one in every state, and more ways to be paid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.service.demo.estate import Estate
from flows.service.demo.moments import PHONE, Calendar, hours, minutes
from flows.service.demo.telling import CLAIM, Step, Story, until

KEY = "special_service"
FEE = "80.00"


def _request(appointment: datetime) -> dict[str, Any]:
    return {"content": "厨房水龙头滴水，请更换", "appointment": appointment.isoformat(), "contact": PHONE}


def _order(charged: str) -> dict[str, Any]:
    return {
        "service_kind": "special" if charged == "paid" else "regular",
        "charged": charged,
        "technician": "technician",
    }


def path(begins: datetime) -> tuple[Step, ...]:
    """A paid service from the request to the archive, its materials drawn and accounted for, paid in cash."""
    tried = Step("technician", "accept", {"customer_tried": True}, papers=("signed_record_sheet",))
    drawn = [
        {"item": "水龙头", "quantity": 2, "kind": "material"},
        {"item": "管钳", "quantity": 1, "kind": "tool"},
    ]
    back = [{"item": "水龙头", "returned": 1, "used": 1}, {"item": "管钳", "returned": 1, "used": 0}]
    agreed = {
        "content_seen": "龙头阀芯磨损，整体更换",
        "materials_listed": "水龙头 1 只，管钳 1 把",
        "fee": FEE,
        "customer_agrees": True,
    }
    return (
        Step("front_desk", "register", _request(begins + hours(2)), after=minutes(3)),
        Step("front_desk", "dispatch", _order("paid"), after=minutes(6)),
        Step("technician", "receive_order", after=minutes(8)),
        Step("technician", "agree_fee", agreed, after=minutes(25)),
        Step("warehouse", "draw_materials", {"materials_drawn": drawn}, after=minutes(10)),
        Step("technician", "start_service", after=minutes(10)),
        Step("technician", "complete", {"work_done": "已更换，试水不漏"}, after=minutes(35)),
        tried,
        Step("warehouse", "return_materials", {"materials_returned": back}),
        Step("front_desk", "write_off"),
        Step("finance", "charge_cash", {"amount": FEE, "receipt": "收-示例-特约"}),
        Step("archivist", "record_follow_up", _called("很满意，师傅很细心"), after=hours(20)),
    )


def _called(words: str) -> dict[str, Any]:
    return {"follow_up_by": "phone", "customer_said": words}


def stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    yield from _fresh(calendar, estate)
    yield from _serving(calendar, estate)
    yield from _served(calendar, estate)
    yield from _broken_off(calendar, estate)


def _story(state: str, unit: str, applicant: int, begins: datetime, *steps: Step) -> Story:
    return Story(KEY, state, unit, applicant, begins, steps)


def _fresh(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners, tenants = estate.owners, estate.tenants
    just, recent, today = calendar.ago(minutes(8)), calendar.ago(minutes(14)), calendar.ago(minutes(50))
    yield _story("requested", "1-0101", owners["1-0101"], calendar.ago(minutes(4)))
    yield _story("screening", "1-0103", tenants["1-0103"], just, *until(path(just), "register"))
    yield _story("dispatched", "1-0204", owners["1-0204"], recent, *until(path(recent), "dispatch"))
    claimed = Step("technician", CLAIM, after=minutes(5))
    yield _story("order_received", "2-0301", owners["2-0301"], today, *until(path(today), "receive_order"), claimed)
    earlier = calendar.ago(hours(1))
    yield _story("fee_agreed", "2-0201", tenants["2-0201"], earlier, *until(path(earlier), "agree_fee"))


def _serving(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners, begins = estate.owners, calendar.ago(hours(5))
    steps = path(begins)
    yield _story(
        "in_service",
        "2-0402",
        owners["2-0402"],
        calendar.ago(hours(2)),
        *until(path(calendar.ago(hours(2))), "start_service"),
    )
    yield _story("inspection", "3-0103", owners["3-0103"], begins, *until(steps, "complete"))
    wrong = {"fault_found": "龙头方向装反", "apology": "当场致歉，立即返工"}
    again = (*until(steps, "complete"), Step("technician", "request_rework", wrong))
    yield _story("rework", "3-0201", owners["3-0201"], begins, *again)
    redone = Step("technician", "complete", {"work_done": "已调正方向"})
    cause = {"escalation_cause": "not_content", "what_happened": "两次返工后客户仍认为漏水"}
    twice = (*again, redone, Step("technician", "request_rework", wrong), redone, Step("technician", "escalate", cause))
    yield _story("escalated", "3-0302", owners["3-0302"], begins, *twice)


def _served(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners, morning = estate.owners, calendar.morning

    def whole(days_ago: int) -> tuple[datetime, tuple[Step, ...]]:
        return morning(days_ago), path(morning(days_ago))

    begins, steps = whole(1)
    yield _story("accepted", "3-0404", owners["3-0404"], begins, *until(steps, "accept"))
    yield _story("charging", "1-0302", owners["1-0302"], begins, *until(steps, "write_off"))
    begins, steps = whole(3)
    yield _story("follow_up", "1-0401", owners["1-0401"], begins, *until(steps, "charge_cash"))
    unhappy = Step(
        "front_desk", "record_dissatisfied", {**_called("水压变小了"), "measures": "派人检查滤网"}, after=hours(20)
    )
    yield _story("corrective_action", "1-0502", owners["1-0502"], begins, *until(steps, "charge_cash"), unhappy)
    begins, steps = whole(12)
    yield _story("archived", "2-0102", owners["2-0102"], begins, *steps)
    by_bank = (*until(steps, "write_off"), Step("finance", "charge_bank", {"amount": FEE}), steps[-1])
    yield _story("archived", "2-0203", owners["2-0203"], begins, *by_bank)
    yield _story("archived", "2-0302", owners["2-0302"], morning(11), *_free(path(morning(11))))


def _free(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The same service free of charge: no fee, no materials, straight from the written-off order to the follow-up."""
    left_out = ("agree_fee", "draw_materials", "return_materials", "charge_cash")
    kept = [step for step in steps if step.event not in left_out]
    return tuple(replace(step, facts=_order("free")) if step.event == "dispatch" else step for step in kept)


def _broken_off(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners, begins = estate.owners, calendar.morning(7)
    said = {"explanation": "高空清洗外窗不在服务范围，已推荐专业公司，客户理解"}
    declined = Step("front_desk", "decline", said, reason="不在服务范围", after=minutes(5))
    yield _story("declined", "3-0403", owners["3-0403"], begins, *until(path(begins), "register"), declined)
    back = {"order_handed_back": True}
    cancelled = Step("front_desk", "cancel", back, reason="客户临时出差，另约时间")
    yield _story("cancelled", "3-0502", owners["3-0502"], begins, *until(path(begins), "receive_order"), cancelled)
