"""Fault notices and appraisals of the demonstration: one in every state; appeals, a month's sum, an objection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flows.service.demo.duties import month, morning_or_now
from flows.service.demo.moments import Calendar, hours
from flows.service.demo.telling import Step, Story

NOTICE, REVIEW = "fault_notice", "performance_review"
HEADS = ("dedication", "organising", "initiative", "attitude", "teamwork")
SCORES = {**{f"score_{head}": 13 for head in HEADS}, "score_incidents": 23}
GROUND = {"appeal_ground": "当时正在处理紧急报修，有派工单为证"}
HEARD = {"decision_told": "调看录音，听取双方，事实清楚"}


def stories(calendar: Calendar) -> Iterator[Story]:
    """In the order of their states."""
    yield from _notices(calendar)
    yield from _reviews(calendar)


def _issued(points: int, fault: str = "telephone") -> Step:
    told = {"fault": fault, "fault_told": "值班时接打私人电话二十分钟，录音可查", "corrected": "当场提醒，立即挂断"}
    return Step("lobby_lead", "issue_notice", {**told, "points": points, "superior": "cs_supervisor"}, after=hours(1))


def _appealed(employee: str) -> Step:
    return Step(employee, "appeal", GROUND, after=hours(20))


def _upheld(login: str) -> Step:
    return Step(login, "uphold", HEARD, after=hours(20))


def _notices(calendar: Calendar) -> Iterator[Story]:
    def notice(state: str, employee: str, ahead: int, days_ago: int, *steps: Step) -> Story:
        happened = month(calendar, ahead)[0] if ahead else calendar.day(-days_ago)
        asked = {"employee": employee, "happened_on": happened}
        return Story(NOTICE, state, None, None, morning_or_now(calendar, days_ago), steps, "lobby_lead", asked)

    told = {"root_cause": "班前未重申纪律", "prevention": "每周班前会重申，主管抽查"}
    summed = Step("office", "summarise", told, after=hours(30))
    penalty = {"fine_confirmed": "20", "sanction_decided": "fine", "within_cap": True, "penalty_opinion": "属实，从轻"}
    confirmed = Step("director", "confirm_penalty", penalty, after=hours(20))
    reported = Step("cs_supervisor", "report_to_finance", {"posted_on": calendar.day(-2)}, after=hours(20))
    for state, employee, days_ago, steps in _appeals():
        yield notice(state, employee, 0, days_ago, *steps)
    accepted = Step("front_desk", "acknowledge", after=hours(5))
    yield notice("acknowledged", "front_desk", 0, 2, _issued(2), accepted)
    yield notice("summarised", "front_desk", -2, 6, _issued(6), accepted, summed)
    yield notice("closed", "front_desk", -3, 9, _issued(8), accepted, summed, confirmed, reported)
    yield notice("cancelled", "front_desk", 0, 3, Step("lobby_lead", "cancel", reason="经核实不属本岗"))


def _appeals() -> Iterator[tuple[str, str, int, tuple[Step, ...]]]:
    """State, employee, days ago, steps; each notice of this month."""
    yield "draft", "lobby_assistant", 0, ()
    yield "issued", "lobby_assistant", 1, (_issued(1, "appearance"),)
    who = "archivist"
    first = (_issued(3), _appealed(who))
    second = (*first, _upheld("engineering_supervisor"), _appealed(who))
    third = (*second, _upheld("director"), _appealed(who))
    yield "appealed_department", who, 2, first
    yield "appealed_director", who, 4, second
    yield "appealed_company", who, 6, third
    yield "upheld", who, 8, (*third, _upheld("company_manager"))
    revoked = Step("safety_supervisor", "revoke", reason="录音证明是客户来电", after=hours(20))
    yield "revoked", who, 5, (*first, revoked)


def _reviews(calendar: Calendar) -> Iterator[Story]:
    def review(state: str, employee: str, ahead: int, days_ago: int, *steps: Step) -> Story:
        asked = {"employee": employee, "month": month(calendar, ahead)[0]}
        return Story(REVIEW, state, None, None, morning_or_now(calendar, days_ago), steps, "cs_supervisor", asked)

    checked = Step("cs_supervisor", "record_check", {"checks": _checks(month(calendar, -2)[0])}, after=hours(1))
    published = Step("cs_supervisor", "publish", SCORES, after=hours(2))
    verified = Step("office", "verify_scores", {**SCORES, "verified_how": "查考勤机和值班记录"}, after=hours(20))
    confirmed = Step("office", "endorse", opinion="核定", after=hours(5))

    def agreed(login: str) -> Step:
        return Step(login, "agree", after=hours(4))

    def objected(login: str) -> Step:
        return Step(login, "object", {"objection": "第四项与考勤记录不符"}, after=hours(4))

    done = (checked, published)
    yield review("collecting", "front_desk", 0, 1)
    yield review("published", "front_desk", -2, 2, *done)
    yield review("objected", "lobby_assistant", -2, 3, *done, objected("lobby_assistant"))
    yield review("verified", "archivist", -2, 4, *done, objected("archivist"), verified)
    yield review("office_approved", "trainer", -2, 5, *done, agreed("trainer"), confirmed)
    approved = Step("company_manager", "approve", opinion="批准", after=hours(9))
    yield review("archived", "lobby_lead", -2, 6, *done, agreed("lobby_lead"), confirmed, approved)
    yield review("cancelled", "desk_and_finance", 0, 7, Step("cs_supervisor", "cancel", reason="本月借调"))


def _checks(first: str) -> list[dict[str, Any]]:
    """A daily check and a Monday's weekly one of the month."""
    begin = date.fromisoformat(first)
    monday = begin + timedelta(days=-begin.weekday() % 7)
    seen = {"head": "attitude", "finding": "准时到岗，应答规范", "points_on": 2}
    return [
        {"day": first, "check_kind": "daily", **seen},
        {"day": monday.isoformat(), "check_kind": "weekly", **seen},
        {"day": first, "check_kind": "quality", "head": "incidents", "finding": "一单回访漏记", "points_off": 1},
    ]
