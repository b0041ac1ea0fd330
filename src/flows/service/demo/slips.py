"""Release slips and additional works of the demonstration: one in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flows.service.demo.estate import Estate
from flows.service.demo.moments import Calendar, days, hours, minutes
from flows.service.demo.telling import LOOK, Step, Story, until

SLIP, WORKS = "item_release", "additional_works"
ITEMS = [
    {"item": "三人沙发", "quantity": 1, "mark": "米色"},
    {"item": "餐椅", "quantity": 4},
    {"item": "冰箱", "quantity": 1},
]
ASKED = {
    "carrier": "搬运示例",
    "carrier_id": "99000019900101901X",
    "vehicle": "示A-00001",
    "items": ITEMS,
    "slip_signed": True,
}
LET_OUT = {"items_out": [1, 2], "carrier_matches": True, "items_match": True}


def _tried(at: datetime) -> dict[str, Any]:
    """An attempt to reach the owner, a while before it is recorded."""
    return {"owner_attempts": [{"tried_at": (at - minutes(10)).isoformat(), "way": "phone", "result": "无人接听"}]}


def slip_path(director: str = "director") -> tuple[Step, ...]:
    """`director` is who seals for the director."""
    return (
        Step("front_desk", "submit", ASKED),
        Step("second_duty_manager", "sign", opinion="物品与申请相符，同意", after=minutes(30)),
        Step(director, "seal", after=minutes(30)),
        Step("security", "release", LET_OUT, after=hours(1)),
    )


def _slip(state: str, unit: str, applicant: int, begins: datetime, *steps: Step) -> Story:
    return Story(SLIP, state, unit, applicant, begins, steps)


def slip_stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    owners, tenants, ago, morning = estate.owners, estate.tenants, calendar.ago, calendar.morning
    recent, earlier = slip_path("duty_manager"), slip_path()
    # The owner can't be reached: tried twice, and nothing goes out before the director has the explanation.
    tries = (Step("front_desk", "record_attempt", _tried), Step("front_desk", "record_attempt", _tried, after=hours(2)))
    yield _slip("draft", "2-0201", tenants["2-0201"], ago(hours(4)), *tries)
    yield _slip("duty_review", "1-0401", owners["1-0401"], ago(hours(1)), *until(recent, "submit"))
    yield _slip("director_seal", "2-0402", owners["2-0402"], ago(hours(2)), *until(recent, "sign"))
    yield _slip("valid", "3-0303", owners["3-0303"], ago(hours(3)), *until(recent, "seal"))
    yield _slip("valid", "1-0301", estate.agents["1-0301"], ago(hours(4)), *until(recent, "seal"))
    yield _slip("released", "1-0503", owners["1-0503"], calendar.morning(6), *earlier)
    refused = Step("second_duty_manager", "reject", reason="物品属公共设施，不得搬出")
    yield _slip("rejected", "2-0204", owners["2-0204"], morning(7), *until(earlier, "submit"), refused)
    given_up = Step("front_desk", "withdraw", reason="改期搬家")
    yield _slip("withdrawn", "3-0304", owners["3-0304"], morning(8), *until(earlier, "seal"), given_up)
    seen = Step("security", LOOK, after=days(3))
    yield _slip("expired", "3-0403", owners["3-0403"], morning(9), *until(earlier, "seal"), seen)


def works_path(calendar: Calendar, director: str = "director") -> tuple[Step, ...]:
    asked = {
        "works": [
            {"kind": "guard_rail", "where": "南阳台"},
            {"kind": "drilling", "where": "厨房外墙", "details": "空调孔一个"},
        ],
        "wall": "unknown",
        "style_kept": True,
        "contractor": "示例安装队",
        "starts_on": calendar.day(2),
        "ends_on": calendar.day(6),
    }
    found = {"wall_found": "partition", "findings": "孔位避开钢筋，护栏样式与本楼一致"}
    return (
        Step("front_desk", "submit", asked, papers=("works_sketch",)),
        Step("engineering_supervisor", "endorse", found, opinion="同意，注意防水", after=hours(2)),
        Step(director, "approve", opinion="同意"),
        Step("front_desk", "hand_over", {"handed_to": "工示例"}, papers=("works_copy",)),
    )


def _works(state: str, unit: str, applicant: int, begins: datetime, *steps: Step) -> Story:
    return Story(WORKS, state, unit, applicant, begins, steps)


def works_stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    owners, ago, morning = estate.owners, calendar.ago, calendar.morning
    recent, earlier = works_path(calendar, "duty_manager"), works_path(calendar)
    yield _works("draft", "3-0502", owners["3-0502"], ago(minutes(25)))
    yield _works("engineering_review", "2-0104", owners["2-0104"], ago(hours(3)), *until(recent, "submit"))
    yield _works("director_approval", "1-0303", owners["1-0303"], ago(hours(5)), *until(recent, "endorse"))
    yield _works("approved", "2-0504", owners["2-0504"], ago(hours(6)), *until(recent, "approve"))
    yield _works("closed", "3-0201", owners["3-0201"], morning(5), *earlier)
    bearing = Step("engineering_supervisor", "reject", reason="要求扩大的门洞在承重墙上，依法不批")
    yield _works("rejected", "1-0404", owners["1-0404"], morning(6), *until(earlier, "submit"), bearing)
    given_up = Step("front_desk", "withdraw", reason="业主改买成品纱窗，不再打孔")
    yield _works("withdrawn", "2-0302", owners["2-0302"], morning(4), *until(earlier, "endorse"), given_up)
