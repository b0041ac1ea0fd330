"""Cleaning and repairs at home in the demonstration: one in every state, and more ways to be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from flows.service.demo.estate import Estate
from flows.service.demo.moments import PHONE, Calendar, hours, minutes
from flows.service.demo.telling import Facts, Step, Story, until

CLEANING, REPAIR = "home_cleaning", "home_repair"
WINDOWS, TAP = "擦窗 / Window cleaning", "更换龙头 / Tap changed"
CALLED = {"follow_up_by": "phone", "customer_said": "干净利落，下次还约"}
UNHAPPY = {**CALLED, "customer_said": "北面两扇没擦到", "measures": "当天补做"}


def cleaning_path(begins: datetime) -> tuple[Step, ...]:
    """Six windows, on the day after the call, paid in cash."""
    booked = {
        "item": WINDOWS,
        "quantity": 6,
        "cleaners": 2,
        "wanted_at": "明天上午",
        "contact": PHONE,
        "price_told": True,
    }
    visit = (begins + hours(26)).isoformat()
    return (
        Step("front_desk", "register", booked, after=minutes(5)),
        Step("cleaning_lead", "name_time", {"lead_time": visit}, after=minutes(25)),
        Step("front_desk", "call_back", {"appointment": visit, "time_told": True}, after=minutes(30)),
        Step("front_desk", "write_order", after=minutes(10)),
        Step("cleaning_lead", "complete", _finished, papers=("signed_cleaning_order",), after=hours(27)),
        Step("finance", "charge_cash", {"amount": "90.00", "receipt": "收-示例-保洁"}, after=minutes(40)),
        Step("front_desk", "record_follow_up", CALLED, after=hours(1)),
    )


def _finished(now: datetime) -> Facts:
    return {"finished_at": (now - minutes(10)).isoformat(), "work_done": "六扇窗内外擦净"}


def repair_path() -> tuple[Step, ...]:
    """Wanted at once, outside the warranty: a tap and its parts."""
    asked = {"item": "厨房龙头滴水", "urgency": "at_once", "contact": PHONE, "technician": "technician"}
    found = {"content_seen": "龙头破裂，已过保修期", "charged": "paid", "parts_cost": "45.00", "customer_agrees": True}
    mended = {"work_done": "已换龙头，试水不漏", "customer_tried": True}
    return (
        Step("front_desk", "dispatch", asked, after=minutes(3)),
        Step("technician", "arrive", after=minutes(9)),
        Step("technician", "assess", {**found, "budget": [{"item": TAP, "quantity": 1}]}, after=minutes(10)),
        Step("technician", "complete", mended, papers=("signed_repair_sheet",), after=minutes(40)),
        Step("finance", "charge_cash", {"amount": "75.00", "receipt": "收-示例-维修"}, after=minutes(30)),
        Step("front_desk", "record_follow_up", {**CALLED, "customer_said": "来得快，修得好"}, after=hours(2)),
    )


def stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    yield from _cleaning(calendar, estate)
    yield from _repairs(calendar, estate)


def _cleaning(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners = estate.owners

    def told(state: str, unit: str, begins: datetime, event: str = "", *more: Step, times: int = 1) -> Story:
        steps = until(cleaning_path(begins), event, times=times) if event else ()
        return Story(CLEANING, state, unit, owners[unit], begins, (*steps, *more))

    late = calendar.ago(hours(3))
    yield told("requested", "1-0104", calendar.ago(minutes(3)))
    yield told("registered", "1-0203", calendar.ago(minutes(40)), "name_time")
    yield told("registered", "1-0303", late, "register")  # nobody has called back: overdue
    yield told("confirmed", "2-0102", late, "call_back")
    yield told("ordered", "2-0204", late, "write_order")
    yield told("done", "2-0301", calendar.morning(2), "complete")
    unhappy = Step("front_desk", "record_dissatisfied", UNHAPPY)
    yield told("corrective_action", "3-0103", calendar.morning(2, 8), "charge_cash", unhappy)
    yield told("closed", "3-0203", calendar.morning(6), "record_follow_up")
    by_bank = (Step("finance", "charge_bank"), Step("front_desk", "record_follow_up", CALLED, after=minutes(50)))
    yield told("closed", "3-0304", calendar.morning(9), "complete", *by_bank)
    dear = Step("front_desk", "cancel", reason="客户听了价格后不要了")
    yield told("cancelled", "1-0404", calendar.morning(4), "", dear)


def _repairs(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners = estate.owners
    steps = repair_path()

    def told(state: str, unit: str, begins: datetime, event: str = "", *more: Step) -> Story:
        return Story(REPAIR, state, unit, owners[unit], begins, (*(until(steps, event) if event else ()), *more))

    yield told("reported", "1-0401", calendar.ago(minutes(2)))
    yield told("dispatched", "1-0502", calendar.ago(minutes(11)), "dispatch")
    yield told("dispatched", "2-0203", calendar.ago(hours(2)), "", _appointed(calendar))
    yield told("on_site", "2-0302", calendar.ago(minutes(35)), "assess")
    parts = Step("technician", "wait_for_parts", {"parts_needed": "阀芯一个", "parts_expected": calendar.day(2)})
    asked = {"progress": [{"note": "仓库后天到货，已告知客户"}]}
    yield told(
        "waiting_parts", "2-0402", calendar.ago(hours(6)), "arrive", parts, Step("front_desk", "record_progress", asked)
    )
    yield told("done", "3-0104", calendar.morning(1), "complete")
    unhappy = Step("front_desk", "record_dissatisfied", {**UNHAPPY, "customer_said": "又滴水了"})
    yield told("corrective_action", "3-0201", calendar.morning(1, 10), "charge_cash", unhappy)
    yield told("closed", "3-0302", calendar.morning(5), "record_follow_up")
    yield Story(REPAIR, "closed", "3-0504", owners["3-0504"], calendar.morning(8), _free(steps))
    gone = Step("technician", "cancel", reason="客户不同意预算，改天再定")
    yield told("cancelled", "1-0403", calendar.morning(3), "assess", gone)


def _appointed(calendar: Calendar) -> Step:
    asked: dict[str, Any] = {"item": "卧室灯不亮", "urgency": "appointment", "contact": PHONE}
    visit = (calendar.now + hours(5)).isoformat()
    return Step(
        "front_desk", "dispatch", {**asked, "technician": "second_technician", "appointment": visit}, after=minutes(4)
    )


def _free(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Within the warranty: nothing is charged."""
    free = {"content_seen": "阀芯老化，在保修期内", "charged": "free"}
    kept = [step for step in steps if step.event != "charge_cash"]
    return tuple(replace(step, facts=free) if step.event == "assess" else step for step in kept)
