"""What people do all day: two procedures step by step, with the forms that go with each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Form = Callable[[datetime], dict[str, Any]]


@dataclass(frozen=True)
class Step:
    """Who takes which event with what; `papers` are brought to the case before."""

    login: str
    event: str
    form: Form = lambda _: {}
    opinion: str = ""
    papers: tuple[str, ...] = ()


def _permit(now: datetime) -> dict[str, Any]:
    return {
        "place": "厨房水管井旁",
        "surroundings": "indoors",
        "method": "arc_welding",
        "work": "焊接支架，清走可燃物，备灭火器两具",
        "welder": "焊工一示例",
        "welder_id": "E00000001",
        "certificate_number": "SL-0001",
        "certificate_until": (now + timedelta(days=400)).date().isoformat(),
        "fire_watcher": "看火一示例",
        "fire_watcher_phone": "13900000001",
        "starts_at": (now + timedelta(seconds=10)).isoformat(),
        "ends_at": (now + timedelta(hours=3)).isoformat(),
    }


def _look(now: datetime) -> dict[str, Any]:
    return {"looked_at": now.isoformat(), "findings": "可燃物已清，灭火器在位"}


def _always(**given: Any) -> Form:
    return lambda _: dict(given)


SUPERVISOR = "engineering_supervisor"
PERMIT = (
    Step("front_desk", "submit", _permit, papers=("welder_certificate", "welder_id_copy")),
    Step(SUPERVISOR, "endorse", _look, "同意"),
    Step("safety_supervisor", "endorse", _look, "同意"),
    Step("duty_manager", "approve", opinion="同意"),
    Step("front_desk", "issue"),
    Step("duty_manager", "seal"),
    Step(
        "front_desk", "hand_over", _always(notice_posted=True, handed_to="业主一示例"), papers=("signed_permit_copy",)
    ),
    Step("front_desk", "finish_work", lambda now: {"work_ended_at": now.isoformat()}),
    Step("safety_supervisor", "close", _always(no_hazard_left=True, last_look="看过")),
)
SETTLED = {"category": "repairs", "department": SUPERVISOR, "assignee": SUPERVISOR}
COMPLAINT = (
    Step("front_desk", "record", _always(channel="desk", content="楼道灯坏了一周没人修", read_back=True)),
    Step("cs_supervisor", "assign", _always(grade="general", **SETTLED)),
    Step(SUPERVISOR, "investigate"),
    Step(SUPERVISOR, "propose", _always(findings="灯具老化", measures="整层更换", compensation="0")),
    Step("cs_supervisor", "approve_resolution", opinion="同意"),
    Step(SUPERVISOR, "complete", _always(work_done="已更换")),
    Step("front_desk", "give_feedback", _always(feedback_given="已说明，对方接受")),
    Step("cs_supervisor", "record_follow_up", _always(follow_up_by="phone", customer_said="满意")),
)
WAYS: Mapping[str, tuple[Step, ...]] = {"hot_work_permit": PERMIT, "complaint": COMPLAINT}
STRANGER = "warehouse"  # takes none of these events
LOGINS = sorted({step.login for way in WAYS.values() for step in way} | {STRANGER})
