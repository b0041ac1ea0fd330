"""Moving in and out, and work in the common parts, in the demonstration: one in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flows.service.demo.estate import Estate
from flows.service.demo.moments import PHONE, Calendar, days, hours, minutes
from flows.service.demo.telling import Step, Story, until

IN, OUT, CARE = "move_in", "move_out", "public_area_maintenance"
PREPARED = {
    "engineering_supervisor": "货梯已铺垫板，水电已查",
    "safety_supervisor": "当天加派一名巡逻",
    "cleaning_lead": "走道铺地毯",
    "lobby_lead": "留好卸货车位，备花",
}


def in_path(begins: datetime) -> tuple[Step, ...]:
    """Every department signs; the customer comes on the fifth day."""
    asked = {
        "appointment": (begins + days(5)).isoformat(),
        "contact": PHONE,
        "help_wanted": "trolley",
        "large_items": "钢琴",
    }
    ready = [
        Step(who, "confirm_ready", {"prepared": [{"what": what}]}, after=hours(1)) for who, what in PREPARED.items()
    ]
    return (
        Step("front_desk", "register", asked, after=minutes(10)),
        *ready,
        Step("front_desk", "finish_preparations", after=minutes(20)),
        Step("front_desk", "move_in", {"welcomed": True, "welcome_note": "送花一束"}, after=days(5) - hours(5)),
        Step("front_desk", "close", {"common_parts_checked": True}, after=hours(20)),
    )


def out_path(begins: datetime, premises: str = "office") -> tuple[Step, ...]:
    """An office with damage that the customer pays for; they leave on the sixth day."""
    asked = {
        "appointment": (begins + days(6)).isoformat(),
        "contact": PHONE,
        "premises": premises,
        "help_needed": "货梯",
    }
    seen = {"damage": "damaged", "inspection_note": "地毯烫痕一处，墙面钉孔"}
    return (
        Step("front_desk", "schedule", asked, after=minutes(12)),
        Step(
            "finance", "work_out_arrears", {"arrears": "420.00", "arrears_detail": "物业费算至本月底"}, after=hours(1)
        ),
        Step("front_desk", "send_memo", {"memo_to": "工程查验，安保引导货车，保洁清运"}, after=hours(1)),
        Step("engineering_supervisor", "inspect_unit", seen, papers=("inspection_photo",), after=hours(20)),
        Step("front_desk", "agree_compensation", {"compensation": "180.00", "customer_agrees": True}, after=hours(2)),
        Step("finance", "record_payment", {"amount": "600.00", "receipt": "收-示例-迁出"}, after=hours(3)),
        Step("finance", "clear", after=minutes(15)),
        Step("front_desk", "close", {"keys_returned": True, "left_note": "协助用货梯"}, after=days(5) - hours(4)),
    )


def care_path(begins: datetime) -> tuple[Step, ...]:
    """Lamps of a lobby, a day after the notice."""
    times = {"starts_at": (begins + hours(26)).isoformat(), "ends_at": (begins + hours(31)).isoformat()}
    what = {
        "place": "1 栋大堂",
        "work": "更换照明，期间照明减半",
        "posted_at": "大堂、电梯",
        "technician": "technician",
    }
    secured = {"warning_signs": True, "fenced_off": True}
    return (
        Step("engineering_supervisor", "notify", {**times, **what}, papers=("notice_photo",)),
        Step("technician", "secure", secured, papers=("fence_photo",), after=hours(25)),
        Step("technician", "start_work", after=hours(1)),
        Step("technician", "clean_up", {"work_done": "已换灯管十二支", "place_cleared": True}, after=hours(4)),
        Step("engineering_supervisor", "close", {"check_result": "亮度正常，地面干净"}, after=hours(1)),
    )


def stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    yield from _moves_in(calendar, estate)
    yield from _moves_out(calendar, estate)
    yield from _care(calendar)


def _moves_in(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    def told(state: str, unit: str, begins: datetime, event: str = "", *more: Step, times: int = 1) -> Story:
        who = estate.tenants.get(unit) or estate.owners[unit]
        steps = until(in_path(begins), event, times=times) if event else ()
        return Story(IN, state, unit, who, begins, (*steps, *more))

    yield told("requested", "1-0103", calendar.ago(minutes(7)))
    yield told("preparing", "1-0302", calendar.ago(hours(5)), "confirm_ready", times=2)
    yield told("ready", "2-0201", calendar.morning(2), "finish_preparations")
    yield told("moved_in", "2-0404", calendar.morning(6), "move_in")
    yield told("closed", "3-0102", calendar.morning(12), "close")
    yield told("cancelled", "3-0503", calendar.morning(4), "register", Step("front_desk", "cancel", reason="推迟入住"))


def _moves_out(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """Of units that owe nothing in any other case, or nobody could be cleared."""

    def told(state: str, unit: str, begins: datetime, event: str = "", *more: Step) -> Story:
        steps = until(out_path(begins), event) if event else ()
        return Story(OUT, state, unit, estate.owners[unit], begins, (*steps, *more))

    yield told("requested", "1-0503", calendar.ago(minutes(9)))
    yield told("scheduled", "2-0501", calendar.ago(hours(4)), "work_out_arrears")
    yield told("inspecting", "2-0503", calendar.ago(hours(8)), "send_memo")
    yield told("repairing", "2-0504", calendar.morning(2), "inspect_unit")
    yield told("settling", "3-0303", calendar.morning(2, 8), "agree_compensation")
    yield told("cleared", "1-0503", calendar.morning(3), "clear")
    yield told("closed", "2-0501", calendar.morning(10), "close")
    yield told("cancelled", "3-0303", calendar.morning(9), "schedule", Step("front_desk", "cancel", reason="续租一年"))


def _care(calendar: Calendar) -> Iterator[Story]:
    def told(state: str, begins: datetime, event: str = "", *more: Step) -> Story:
        steps = until(care_path(begins), event) if event else ()
        return Story(CARE, state, None, None, begins, (*steps, *more), login="engineering_supervisor")

    yield told("planned", calendar.ago(minutes(30)))
    yield told("notified", calendar.ago(hours(9)), "notify")
    yield told("secured", calendar.ago(hours(25) + minutes(40)), "secure")
    yield told("working", calendar.ago(hours(28)), "start_work")
    yield told("cleaned", calendar.morning(2), "clean_up")
    yield told("closed", calendar.morning(7), "close")
    off = Step("engineering_supervisor", "cancel", reason="并入下月大修")
    yield told("cancelled", calendar.morning(5), "notify", off)
