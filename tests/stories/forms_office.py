"""Forms of the work inside the office filled in, and each of its procedures taken up to a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from tests.stories.office import StoryCase, StoryOffice

AGREED = {"opinion": "同意"}


def along(case: StoryCase, steps: dict[str, Callable[[], object]], state: str) -> StoryCase:
    """The steps, by the state that each leads to, up to and with the one that leads to `state`."""
    names = list(steps)
    for name in names[: names.index(state) + 1] if state in names else ():
        steps[name]()
    assert case.state == state
    return case


# 交接班

RADIO = {"item": "对讲机", "quantity": 2, "condition": "good"}
WORK = {"matter": "三号楼电梯异响，已报维修", "important": False, "next_step": "明早九点问结果"}


def log(**other: Any) -> dict[str, Any]:
    return {"shift_log": "接待十二人次，巡楼两次", "open_work": [WORK], "items": [RADIO], "tidied": True, **other}


def inspection(office: StoryOffice, **other: Any) -> dict[str, Any]:
    seen = {"items_counted": True, "log_read": True, "area_walked": True, "equipment_state": "电话、监控正常"}
    return {"arrived_at": office.at(), "found": [], **seen, **other}


def handover_in(
    office: StoryOffice, state: str, team: str = "centre", shift_date: str | None = None, **other: Any
) -> StoryCase:
    """From front_desk to second_desk, at the end of today's early shift, whatever day it has become."""
    today = office.now.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
    asked = {"team": team, "shift": "early", "shift_date": shift_date or today, "incoming": "second_desk"}
    shift = office.opens("shift_handover", **asked)
    steps = {
        "inspecting": lambda: shift.at("front_desk").takes("submit", **log(**other)),
        "signing": lambda: shift.at("second_desk").takes("inspect", **inspection(office)),
        "handed_over": lambda: sign_both(shift),
        "reviewed": lambda: shift.at("cs_supervisor").takes("review_log", opinion="已阅"),
    }
    return along(shift, steps, state)


def sign_both(shift: StoryCase) -> None:
    shift.at("front_desk").takes("sign_handover")
    shift.at("second_desk").takes("sign_handover")


# 值班安排


def duty(person: str, shift: str, day_from: str, day_until: str | None = None) -> dict[str, Any]:
    return {"person": person, "shift": shift, "day_from": day_from, "day_until": day_until or day_from}


def roster_in(office: StoryOffice, state: str, month: str, *duties: dict[str, Any]) -> StoryCase:
    """The centre's, of the month in which `month` lies."""
    roster = office.opens("duty_roster", by="cs_supervisor", team="centre", month=month)
    if duties:
        roster.at("cs_supervisor").takes("add_duties", duties=list(duties))
    return along(roster, {"published": lambda: roster.at("cs_supervisor").takes("publish")}, state)


# 培训计划

ENOUGH = {"service": 4, "skills": 12, "cases": 1, "safety": 1, "drill": 1}


def courses(**times: int) -> list[dict[str, Any]]:
    """A month's, as often as the rules ask; `times` otherwise."""
    return [
        {
            "subject": subject,
            "topic": "按规程",
            "audience": "全体客服",
            "lecturer": "cs_supervisor",
            "times": count,
            "hours": 1,
        }
        for subject, count in (ENOUGH | times).items()
    ]


def session(day: str, lecturer: str = "cs_supervisor", **other: Any) -> dict[str, Any]:
    held = {"held_on": day, "subject": "service", "topic": "首问责任", "taught_as": "supervisor", "hours": 2}
    return {**held, "lecturer": lecturer, "attended": 6, **other}


def plan_in(office: StoryOffice, state: str, plan_for: str, plan_kind: str = "monthly") -> StoryCase:
    plan = office.opens("training_plan", by="cs_supervisor", plan_kind=plan_kind, plan_for=plan_for)
    lead = plan.at("cs_supervisor")
    steps = {
        "director_review": lambda: lead.takes("submit", basis="规程和上月考核结果", courses=courses()),
        "approved": lambda: plan.at("director").takes("approve", **AGREED),
        "running": lambda: lead.takes("carry_out"),
    }
    return along(plan, steps, state)


# 岗前培训


def lesson(day: str, taught_as: str, lecturer: str, hours: int = 8) -> dict[str, Any]:
    return {"held_on": day, "topic": "岗前内容", "taught_as": taught_as, "lecturer": lecturer, "hours": hours}


def onboarding_in(office: StoryOffice, state: str) -> StoryCase:
    induction = office.opens(
        "onboarding", by="cs_supervisor", newcomer="新员工示例", arrived_on=office.day(), hired_as="lobby_assistant"
    )
    lead, day = induction.at("cs_supervisor"), office.day()
    coached = [lesson(day, "lead", "lobby_lead"), *[lesson(day, "coach", "trainer") for _ in range(3)]]
    steps = {
        "theory": lambda: lead.takes("begin_theory"),
        "practice": lambda: (
            lead.takes("record_session", lessons=[lesson(day, "supervisor", "cs_supervisor")])
            and lead.takes("begin_practice")
        ),
        "exam": lambda: (
            induction.at("lobby_lead").takes("record_session", lessons=coached)
            and induction.at("lobby_lead").takes("call_to_exam")
        ),
        "confirmed": lambda: lead.takes("record_result", score=88, examined_on=day),
    }
    return along(induction, steps, state)


# 培训考核

POOR, GOOD = {"written": 50, "practical": 90}, {"written": 80, "practical": 90}
CONFIRMED = {"points_opinion": "属实"}


def assessment_of(office: StoryOffice, employee: str, month: str, subject: str = "monthly") -> StoryCase:
    asked = {"employee": employee, "month": month, "subject_tested": subject}
    return office.opens("training_assessment", by="cs_supervisor", **asked)


def fails(exam: StoryCase, **more: Any) -> StoryCase:
    """Once: the director confirms the points, and after the first and second time there is coaching."""
    exam.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    exam.at("director").takes("confirm_points", **CONFIRMED, **more)
    if exam.state == "coaching":
        exam.at("trainer").takes("coach", coached_on=exam.where.day(), lecturer="trainer", coached_in="投诉流程")
    return exam


# 过失通知

FAULT = {
    "fault": "telephone",
    "fault_told": "值班时外线聊天二十分钟",
    "corrected": "当场提醒",
    "superior": "cs_supervisor",
}
SUMMED = {"root_cause": "班前未强调", "prevention": "班前会重申"}


def charged(
    office: StoryOffice, employee: str, day: str, points: int = 2, by: str = "lobby_lead", **other: Any
) -> StoryCase:
    """A notice that `by` has issued."""
    notice = office.opens("fault_notice", by=by, employee=employee, happened_on=day)
    return notice.at(by).takes("issue_notice", **{**FAULT, "points": points, **other})


def summed_up(notice: StoryCase, employee: str, **more: Any) -> StoryCase:
    """Acknowledged, and summed up at the end of its month."""
    notice.at(employee).takes("acknowledge")
    return notice.at("office").takes("summarise", **SUMMED, **more)


def confirmed(notice: StoryCase, fine: str, sanction: str = "fine") -> StoryCase:
    given = {"fine_confirmed": fine, "sanction_decided": sanction, "within_cap": True, "penalty_opinion": "属实"}
    return notice.at("director").takes("confirm_penalty", **given)


# 绩效考评

SCORES = {
    "score_dedication": 14,
    "score_organising": 13,
    "score_initiative": 12,
    "score_attitude": 14,
    "score_teamwork": 15,
    "score_incidents": 24,
}


def check(day: str, kind: str = "daily", **points: int) -> dict[str, Any]:
    return {"day": day, "check_kind": kind, "head": "attitude", "finding": "按时到岗，台面整洁", **points}


def review_in(office: StoryOffice, state: str, employee: str, month: str, *checks: dict[str, Any]) -> StoryCase:
    review = office.opens("performance_review", by="cs_supervisor", employee=employee, month=month)
    lead = review.at("cs_supervisor")
    steps = {
        "published": lambda: lead.takes("record_check", checks=list(checks)) and lead.takes("publish", **SCORES),
        "objected": lambda: review.at(employee).takes("object", objection="第四项扣分无依据"),
        "verified": lambda: review.at("office").takes("verify_scores", **SCORES, verified_how="查考勤和值班记录"),
        "office_approved": lambda: review.at("deputy").takes("endorse", opinion="核定"),
        "archived": lambda: review.at("company_manager").takes("approve", **AGREED),
    }
    return along(review, steps, state)
