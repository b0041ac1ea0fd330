"""Hot-work permits of the demonstration: one in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flows.service.demo.estate import Estate
from flows.service.demo.moments import PHONE, Calendar, days, hours, minutes
from flows.service.demo.telling import LOOK, Step, Story, until

KEY = "hot_work_permit"
LOOKED = "可燃物已清理，灭火器两具在场，通风良好"


def _application(starts: datetime, length: timedelta, calendar: Calendar) -> dict[str, Any]:
    return {
        "place": "阳台护栏处",
        "surroundings": "balcony",
        "method": "arc_welding",
        "work": "焊接护栏立柱，铺防火毯，备灭火器两具",
        "welder": "焊工示例",
        "welder_id": "99000019900101900X",
        "certificate_number": "示例-HG-0001",
        "certificate_until": calendar.day(200),
        "fire_watcher": "看火示例",
        "fire_watcher_phone": PHONE,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + length).isoformat(),
    }


def _looked(at: datetime) -> dict[str, Any]:
    return {"looked_at": (at - minutes(5)).isoformat(), "findings": LOOKED}


def _work_ended(at: datetime) -> dict[str, Any]:
    return {"work_ended_at": (at - minutes(2)).isoformat()}


def path(calendar: Calendar, starts: datetime, director: str = "director") -> tuple[Step, ...]:
    """From the application to the closing; `director` is who signs for the director."""
    asked = _application(starts, hours(6), calendar)
    return (
        Step("front_desk", "submit", asked, papers=("welder_certificate", "welder_id_copy")),
        Step("engineering_supervisor", "endorse", _looked, opinion="部位与措施符合要求，同意"),
        Step("safety_supervisor", "endorse", _looked, opinion="看火人已交底，同意"),
        Step(director, "approve", opinion="同意，注意看火"),
        Step("front_desk", "issue"),
        Step(director, "seal"),
        Step(
            "front_desk",
            "hand_over",
            {"notice_posted": True, "handed_to": "工一一"},
            papers=("signed_permit_copy",),
        ),
        Step("front_desk", "finish_work", _work_ended),
        Step(
            "safety_supervisor",
            "close",
            {"no_hazard_left": True, "last_look": "地面、墙角、楼下均已查看"},
            after=minutes(70),
        ),
    )


def stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    yield from _under_way(calendar, estate)
    yield from _at_work(calendar, estate)
    yield from _ended(calendar, estate)


def _story(state: str, unit: str, applicant: int, begins: datetime, *steps: Step) -> Story:
    return Story(KEY, state, unit, applicant, begins, steps)


def _under_way(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    agents, owners, tomorrow = estate.agents, estate.owners, calendar.morning(-1)
    signed = path(calendar, tomorrow, "duty_manager")
    ago = calendar.ago
    yield _story("draft", "1-0504", agents["1-0504"], ago(hours(1)))
    yield _story("engineering_review", "1-0201", agents["1-0201"], ago(hours(2)), *until(signed, "submit"))
    yield _story("safety_review", "1-0301", agents["1-0301"], ago(hours(5)), *until(signed, "endorse"))
    yield _story("director_approval", "2-0103", owners["2-0103"], ago(hours(26)), *until(signed, "endorse", times=2))
    yield _story("approved", "2-0303", agents["2-0303"], ago(hours(28)), *until(signed, "approve"))
    yield _story("issued", "3-0401", agents["3-0401"], ago(hours(30)), *until(signed, "issue"))
    yield _story("sealed", "3-0301", owners["3-0301"], ago(hours(27)), *until(signed, "seal"))


def _at_work(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    begins = calendar.ago(hours(3))
    steps = path(calendar, begins + minutes(130), "duty_manager")
    agents = estate.agents
    yield _story("in_force", "2-0101", agents["2-0101"], begins, *until(steps, "hand_over"))
    yield _story("fire_watch", "1-0402", agents["1-0402"], begins, *until(steps, "finish_work"))


def _ended(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    agents, owners = estate.agents, estate.owners

    def whole(days_ago: int) -> tuple[Step, ...]:
        return path(calendar, calendar.morning(days_ago, 11, 30))

    returned = Step("engineering_supervisor", "return", reason="动火部位请写明阳台的朝向")
    first, *rest = whole(9)
    corrected = Step(
        "front_desk", "submit", {**_application(calendar.morning(9, 12), hours(6), calendar), "place": "南阳台护栏处"}
    )
    yield _story("closed", "1-0201", agents["1-0201"], calendar.morning(9), first, returned, corrected, *rest)
    refused = Step("safety_supervisor", "reject", reason="作业点下方堆有油漆稀料，不具备动火条件")
    yield _story("rejected", "2-0304", owners["2-0304"], calendar.morning(6), *until(whole(6), "endorse"), refused)
    given_up = Step("front_desk", "withdraw", reason="业主改用不动火的工艺")
    yield _story("withdrawn", "3-0204", owners["3-0204"], calendar.morning(5), *until(whole(5), "endorse"), given_up)
    stopped = Step("safety_supervisor", "revoke", reason="看火人离开现场，立即停止作业")
    yield _story("revoked", "3-0501", owners["3-0501"], calendar.morning(4), *until(whole(4), "hand_over"), stopped)
    seen = Step("front_desk", LOOK, after=days(1))
    yield _story("expired", "2-0401", owners["2-0401"], calendar.morning(3), *until(whole(3), "issue"), seen)
