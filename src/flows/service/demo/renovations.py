"""Renovations of the demonstration: one in every state, the oldest with its deposit given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.service.demo.estate import Estate
from flows.service.demo.moments import PHONE, Calendar, days, hours
from flows.service.demo.passes import workers
from flows.service.demo.staff import ZONE
from flows.service.demo.telling import Step, Story, until

KEY = "renovation"
SCOPE = {
    "scope": "厨卫翻新，客厅铺地板，全屋油漆",
    "wall": "none",
    "contractor": "示例装修队",
    "site_manager": "负责人示例",
    "site_phone": PHONE,
}
PAID = {"amount": "2300.00", "receipt": "收-示例-装修"}
SIGNED = {"inspected": "已逐项查看，符合要求"}


def _construction(at: datetime) -> dict[str, Any]:
    day = at.astimezone(ZoneInfo(ZONE)).date()
    dates = {"starts_on": day.isoformat(), "ends_on": (day + timedelta(days=60)).isoformat()}
    return {**dates, "workers": workers(2, 700)["workers"], "rules_explained": True}


def _patrolled(at: datetime) -> dict[str, Any]:
    return {
        "patrols": [
            {"patrolled_at": (at - timedelta(minutes=15)).isoformat(), "seen": "厨房贴砖，人员持证，灭火器两具"}
        ]
    }


def _inspection(at: datetime) -> dict[str, Any]:
    return {"inspection_at": (at + timedelta(hours=3)).isoformat()}


def _rectify(at: datetime) -> dict[str, Any]:
    return {"rectify_by": (at + timedelta(days=4)).astimezone(ZoneInfo(ZONE)).date().isoformat()}


def path() -> tuple[Step, ...]:
    """Three days to the start of construction, three and a half weeks of it, then acceptance and three months of waiting."""
    return (
        Step("front_desk", "sign_agreement", SCOPE, papers=("renovation_agreement", "renovation_rules")),
        Step("finance", "record_payment", PAID, after=hours(2)),
        Step("front_desk", "submit_drawings", papers=("renovation_drawings",), after=days(1)),
        Step("front_desk", "submit"),
        Step(
            "engineering_supervisor",
            "approve",
            {"wall_found": "none", "findings": "不涉及承重结构，防水做法符合"},
            opinion="同意施工",
            after=days(1),
        ),
        Step("front_desk", "start_construction", _construction, papers=("renovation_schedule",), after=days(1)),
        Step("security", "log_patrol", _patrolled, after=days(2)),
        Step("front_desk", "request_acceptance", _inspection, after=days(22)),
        Step("engineering_supervisor", "sign_acceptance", SIGNED, after=hours(3)),
        Step("safety_supervisor", "sign_acceptance", SIGNED),
        Step("cs_supervisor", "sign_acceptance", SIGNED),
        Step("front_desk", "accept"),
        Step(
            "engineering_supervisor",
            "reinspect",
            {"damage": "deducted", "damage_found": "电梯轿厢划痕，按维保报价", "deduction": "180.00"},
            papers=("price_proof",),
            after=days(1),
        ),
        Step("finance", "refund_deposit", {"refund": "1820.00", "receipt": "退-示例-装修"}, after=days(93)),
    )


def _story(state: str, unit: str, owners: dict[str, int], begins: datetime, *steps: Step) -> Story:
    return Story(KEY, state, unit, owners[unit], begins, steps)


def stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    yield from _before_construction(calendar, estate.owners)
    yield from _under_way(calendar, estate.owners)


def _before_construction(calendar: Calendar, owners: dict[str, int]) -> Iterator[Story]:
    steps, ago, morning = path(), calendar.ago, calendar.morning
    yield _story("draft", "1-0101", owners, ago(timedelta(minutes=50)))
    yield _story("agreement_signed", "1-0102", owners, ago(hours(5)), *until(steps, "sign_agreement"))
    yield _story("deposit_paid", "1-0104", owners, morning(2), *until(steps, "record_payment"))
    yield _story("drawings_submitted", "1-0203", owners, morning(3), *until(steps, "submit_drawings"))
    yield _story("engineering_review", "1-0204", owners, ago(hours(28)), *until(steps, "submit"))
    yield _story("approved", "1-0403", owners, morning(5), *until(steps, "approve"))
    back = Step(
        "finance",
        "withdraw_and_refund",
        {"refund": "2300.00", "receipt": "退-示例-撤回"},
        reason="业主出售房屋",
        after=days(1),
    )
    yield _story("withdrawn", "1-0502", owners, morning(9), *until(steps, "submit"), back)


def _under_way(calendar: Calendar, owners: dict[str, int]) -> Iterator[Story]:
    steps, morning = path(), calendar.morning
    yield _story("under_construction", "2-0102", owners, morning(9), *until(steps, "log_patrol"))
    found = [
        {"problem": "走廊堆放水泥，挡住消防门", "department": "safety_supervisor", "explained": True},
        {"problem": "卫生间开槽伤及排水管", "department": "engineering_supervisor", "explained": True},
    ]
    problem = Step("lobby_assistant", "pass_problem", {"problems": found}, after=days(2))
    yield _story("problem_open", "3-0103", owners, morning(9), *until(steps, "log_patrol"), problem)
    yield _story("acceptance_requested", "2-0203", owners, morning(29), *until(steps, "sign_acceptance"))
    blocked = Step("safety_supervisor", "request_rectification", _rectify, reason="喷淋头被吊顶遮挡")
    yield _story("rectification", "2-0301", owners, morning(29), *until(steps, "sign_acceptance"), blocked)
    yield _story("accepted", "2-0403", owners, morning(30), *until(steps, "accept"))
    yield _story("deposit_held", "2-0501", owners, morning(45), *until(steps, "reinspect"))
    yield _story("closed", "2-0503", owners, morning(126), *steps)
