"""Training of the demonstration: plans, inductions and assessments, one in every state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.service.demo.duties import month, morning_or_now
from flows.service.demo.moments import Calendar, days, hours
from flows.service.demo.telling import Step, Story

PLAN, INDUCTION, ASSESSMENT = "training_plan", "onboarding", "training_assessment"
LEAD = "cs_supervisor"
A_MONTHS = {"service": 4, "skills": 12, "cases": 1, "safety": 1, "drill": 1}
A_YEARS = {"service": 52, "skills": 156, "cases": 12, "safety": 12, "drill": 12, "fire": 4}
POOR, GOOD = {"written": 48, "practical": 70}, {"written": 85, "practical": 90}


def stories(calendar: Calendar) -> Iterator[Story]:
    """In the order of their states."""
    yield from _plans(calendar)
    yield from _inductions(calendar)
    yield from _assessments(calendar)


def _submitted(times: dict[str, int]) -> Step:
    courses = [
        {"subject": subject, "topic": "按规程", "audience": "全体客服", "lecturer": LEAD, "times": count, "hours": 1}
        for subject, count in times.items()
    ]
    return Step(LEAD, "submit", {"basis": "规程要求、上月考核结果和员工需求", "courses": courses}, after=hours(2))


def _plans(calendar: Calendar) -> Iterator[Story]:
    def plan(state: str, ahead: int, days_ago: int, *steps: Step, kind: str = "monthly") -> Story:
        asked = {"plan_kind": kind, "plan_for": month(calendar, ahead)[0]}
        return Story(PLAN, state, None, None, morning_or_now(calendar, days_ago), steps, LEAD, asked)

    monthly, approved = _submitted(A_MONTHS), Step("director", "approve", opinion="同意，按计划执行", after=hours(5))
    begun = Step(LEAD, "carry_out", after=days(8))
    session = {"subject": "service", "topic": "首问负责", "taught_as": "supervisor", "lecturer": LEAD, "hours": 2}

    def held(ahead: int) -> Step:
        """Recorded on its day, or later for the last day of the plan's month."""
        last = month(calendar, ahead)[1]

        def told(now: Any) -> dict[str, Any]:
            return {"sessions_held": [{**session, "held_on": min(now.date().isoformat(), last), "attended": 7}]}

        return Step("trainer", "record_session", told, after=days(2))

    weak = {"weak_results": [{"lecturer": "trainer", "topic": "电话礼仪", "shortfall": "三人考核不合格"}]}
    closed = Step(LEAD, "close", {"shortfall_told": "月中人手不足，未讲的并入下月"}, after=days(55))
    yield plan("draft", 2, 1)
    yield plan("director_review", 12, 3, _submitted(A_YEARS), kind="annual")
    yield plan("approved", 1, 4, monthly, approved)
    yield plan("running", -1, 20, monthly, approved, begun, held(-1), Step(LEAD, "rate_lecturer", weak, after=days(1)))
    yield plan("closed", -3, 75, monthly, approved, begun, held(-3), closed)
    yield plan("cancelled", 3, 2, Step(LEAD, "cancel", reason="与年度计划重复"))


def _inductions(calendar: Calendar) -> Iterator[Story]:
    def induction(state: str, days_ago: int, *steps: Step) -> Story:
        asked = {
            "newcomer": f"新员工{days_ago}号",
            "arrived_on": calendar.day(-days_ago),
            "hired_as": "lobby_assistant",
        }
        return Story(INDUCTION, state, None, None, morning_or_now(calendar, days_ago), steps, LEAD, asked)

    def taught(login: str, *lessons: tuple[str, str, int]) -> Step:
        def told(now: Any) -> dict[str, Any]:
            day = now.date().isoformat()
            rows = [
                {"held_on": day, "topic": "岗前内容", "taught_as": part, "lecturer": who, "hours": count}
                for part, who, count in lessons
            ]
            return {"lessons": rows}

        return Step(login, "record_session", told, after=days(1))

    def result(score: int) -> Step:
        return Step(
            LEAD, "record_result", lambda now: {"score": score, "examined_on": now.date().isoformat()}, after=days(4)
        )

    theory = (Step(LEAD, "begin_theory", after=hours(4)), taught(LEAD, ("supervisor", LEAD, 8)))
    practice = Step(LEAD, "begin_practice", after=hours(3))
    coached = taught("lobby_lead", ("lead", "lobby_lead", 8), ("coach", "trainer", 12), ("coach", "trainer", 12))
    called = Step("lobby_lead", "call_to_exam", after=days(2))
    whole = (*theory, practice, coached, called)
    yield induction("hired", 0)
    yield induction("theory", 2, *theory)
    yield induction("practice", 4, *theory, practice)
    yield induction("exam", 9, *whole)
    yield induction("retraining", 16, *whole, result(45))
    yield induction("confirmed", 20, *whole, result(91))
    yield induction("withdrawn", 12, *theory, Step(LEAD, "withdraw", reason="本人另有去处", after=days(1)))


def _failed(event: str = "confirm_points", **more: Any) -> tuple[Step, ...]:
    """Not passed, and what the director says of the points."""
    opinion = {"points_opinion": "成绩属实", **more}
    return (
        Step(LEAD, "record_result", {**POOR, "breaches": []}, after=hours(5)),
        Step("director", event, opinion, reason="试题有误" if event == "waive_points" else "", after=hours(20)),
    )


def _coached() -> Step:
    told = {"lecturer": "trainer", "coached_in": "投诉处理流程和电话礼仪"}
    return Step("trainer", "coach", lambda now: {**told, "coached_on": now.date().isoformat()}, after=hours(30))


def _assessments(calendar: Calendar) -> Iterator[Story]:
    # The longest of these began three weeks ago: a month may have been still under way then.
    earlier_month = month(calendar, -2)[0]

    def assessment(state: str, employee: str, days_ago: int, *steps: Step, kind: str = "monthly") -> Story:
        asked = {"employee": employee, "month": earlier_month, "subject_tested": kind}
        return Story(ASSESSMENT, state, None, None, morning_or_now(calendar, days_ago), steps, LEAD, asked)

    coached = _coached()
    first = (*_failed(), coached)
    third = (*first, *first, *_failed(master_by=calendar.day(10)))
    again = Step(LEAD, "record_result", POOR, after=hours(40))
    passed = Step(LEAD, "record_result", {**GOOD, "breaches": []}, after=hours(5))
    absent = {"held_on": earlier_month, "breach": "absent", "evidence": "签到表"}
    analysed = Step(LEAD, "analyse", {"analysis": "总体合格，投诉流程偏弱"}, after=days(2))
    agreed = Step("director", "dismiss", opinion="多次补训仍不合格，听取本人意见后依法办理", after=days(1))
    yield assessment("assessing", "front_desk", 0)
    yield assessment("points_review", "lobby_assistant", 1, _failed()[0])
    yield assessment("coaching", "lead_and_trainer", 4, *_failed())
    yield assessment("resit", "archivist", 6, *first)
    yield assessment("last_chance", "desk_and_finance", 15, *third)
    yield assessment("dismissal_review", "lobby_assistant", 18, *third, again, kind="fire")
    yield assessment(
        "analysing",
        "trainer",
        3,
        Step(LEAD, "record_result", {**GOOD, "breaches": [absent]}, after=hours(4)),
        Step("director", "waive_points", {"points_opinion": "有请假条"}, reason="已请假", after=hours(9)),
    )
    yield assessment("closed", "front_desk", 8, passed, analysed, kind="fire")
    yield assessment("dismissal_agreed", "desk_and_finance", 22, *third, again, agreed, kind="fire")
    yield assessment("cancelled", "archivist", 5, Step(LEAD, "cancel", reason="当月休产假"), kind="fire")
