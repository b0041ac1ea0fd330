"""Complaints of the demonstration: one in every state; a grave one, one about a member of staff, one without a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flows.service.demo.estate import Estate
from flows.service.demo.moments import PHONE, Calendar, hours, minutes
from flows.service.demo.telling import Step, Story, until

KEY = "complaint"


def _recorded(content: str, **more: Any) -> Step:
    facts = {"channel": "phone", "content": content, "contact": PHONE, "read_back": True, **more}
    return Step("front_desk", "record", facts, after=minutes(6))


def _assigned(grade: str, category: str, department: str, event: str = "assign", reason: str = "") -> Step:
    facts = {"grade": grade, "category": category, "department": department, "assignee": department}
    return Step("cs_supervisor", event, facts, reason=reason, after=hours(1))


LEAK = _recorded("楼道天花板渗水，已报两次未修", remedy_wanted="尽快修好并粉刷")


def path(
    grade: str = "general", compensation: str = "0", department: str = "engineering_supervisor"
) -> tuple[Step, ...]:
    """From the first word to the archive; a major one, or one with compensation, by way of the director."""
    proposal = {"findings": "上层地漏密封圈老化", "measures": "更换密封圈，粉刷天花板", "compensation": compensation}
    above = (Step("duty_manager", "approve", opinion="同意方案，尽快完成", after=hours(2)),)
    return (
        LEAK,
        _assigned(grade, "repairs", department),
        Step(department, "investigate", after=hours(1)),
        Step(department, "propose", proposal, after=hours(3)),
        Step("cs_supervisor", "approve_resolution", opinion="调查清楚，措施可行"),
        *(above if grade == "major" or compensation != "0" else ()),
        Step(department, "complete", {"work_done": "密封圈已换，天花板已粉刷"}, after=hours(5)),
        Step("front_desk", "give_feedback", {"feedback_given": "已电话说明原因和结果，客户表示理解"}, after=hours(1)),
        Step("cs_supervisor", "record_follow_up", _called("没有再渗水，满意"), after=hours(24)),
    )


def _called(words: str) -> dict[str, Any]:
    return {"follow_up_by": "phone", "customer_said": words}


def stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    yield from _open(calendar, estate)
    yield from _settling(calendar, estate)
    yield from _ended(calendar, estate)


def _story(state: str, unit: str | None, applicant: int | None, begins: datetime, *steps: Step) -> Story:
    return Story(KEY, state, unit, applicant, begins, steps)


def _open(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners, tenants, ago = estate.owners, estate.tenants, calendar.ago
    yield Story(KEY, "received", "1-0102", owners["1-0102"], ago(minutes(5)), login="lobby_assistant")
    nameless = _recorded("地下车库照明昏暗", anonymous=True, channel="letter")
    yield _story("recorded", None, None, ago(hours(1)), nameless)
    # About a member of staff: never assigned to them.
    conduct = _recorded("大堂助理态度生硬", about_staff="lobby_assistant", channel="desk")
    given = _assigned("serious", "conduct", "lobby_lead")
    yield _story("assigned", "2-0404", tenants["2-0404"], ago(hours(6)), conduct, given)
    steps = path()
    yield _story("investigating", "1-0303", owners["1-0303"], calendar.morning(1), *until(steps, "investigate"))
    yield _story("resolution_proposed", "1-0404", owners["1-0404"], calendar.morning(2), *until(steps, "propose"))
    above = {"why_escalated": "涉及开发商保修，本部门不能决定"}
    raised = Step("engineering_supervisor", "escalate", above, after=hours(2))
    yield _story("escalated", "3-0104", owners["3-0104"], calendar.morning(1), *until(steps, "investigate"), raised)


def _settling(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners, morning = estate.owners, calendar.morning
    grave, steps = path("major"), path("serious")
    yield _story("director_approval", "2-0104", owners["2-0104"], morning(2), *until(grave, "approve_resolution"))
    yield _story("executing", "2-0204", owners["2-0204"], morning(3), *until(steps, "approve_resolution"))
    yield _story("feedback", "3-0203", owners["3-0203"], morning(4), *until(steps, "complete"))
    yield _story("follow_up", "3-0304", owners["3-0304"], morning(5), *until(steps, "give_feedback"))


def _ended(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    owners, morning = estate.owners, calendar.morning
    settled = Step("front_desk", "resolve_at_desk", {"work_done": "当场联系保洁清理，业主在场确认"})
    told = path()[-2:]
    littered = _recorded("电梯厅垃圾未清", channel="desk")
    yield _story("archived", "1-0403", owners["1-0403"], morning(6), littered, settled, *told)
    # A major one: the director reported it to the company; not content at first, it was taken up again.
    *steps, told_again, archived = path("major")
    report = Step("director", "report_to_company", {"company_report": "已电话并书面报公司，公司要求三日内办结"})
    first = [*steps[:3], report, *steps[3:]]
    first = [Step("director", s.event, opinion=s.opinion, after=s.after) if s.event == "approve" else s for s in first]
    anew = _assigned("major", "repairs", "engineering_supervisor", "reopen", "客户反映雨后仍渗水")
    second = first[2:3] + first[4:]
    yield _story(
        "archived", "2-0403", owners["2-0403"], morning(14), *first, told_again, anew, *second, told_again, archived
    )
    withdrawn = Step("front_desk", "withdraw", reason="投诉人与邻居已自行协商")
    yield _story("withdrawn", "3-0504", owners["3-0504"], morning(9), LEAK, withdrawn)
