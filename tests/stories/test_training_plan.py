"""培训计划: handed in and reviewed by their days, carried out, revised through the director, closed with its reckoning."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from flows.storage.tables import deadlines, entries
from tests.stories.forms_office import AGREED, courses, plan_in, session
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

ZONE = ZoneInfo("Asia/Shanghai")
_years = count(2031)


def a_month() -> str:
    return f"{next(_years)}-04-10"


def due(plan: StoryCase, code: str) -> date:
    """The last day within the limit."""
    query = select(deadlines.c.due_at).where(deadlines.c.case_id == plan.row.id, deadlines.c.code == code)
    with plan.where.office.read() as connection:
        moment: datetime = connection.execute(query).scalars().all()[-1]
    return date.fromordinal(moment.astimezone(ZONE).date().toordinal() - 1)


@on_both
def test_a_months_plan_is_approved_carried_out_and_closed(office: StoryOffice) -> None:
    month = a_month()
    plan = plan_in(office, "running", month)
    day = month[:8] + "12"
    plan.at("trainer").is_refused("record_session", "sessions_not_ahead", sessions_held=[session(day)])
    office.later(days=(date.fromisoformat(day) - date.fromisoformat(office.day())).days)
    outside = [session(month[:4] + "-03-31")]
    says = f"{month[:8]}01 至 {month[:8]}30"
    plan.at("trainer").is_refused("record_session", "sessions_within_plan", says=says, sessions_held=outside)
    plan.at("trainer").takes("record_session", sessions_held=[session(day), session(day, "trainer", taught_as="coach")])
    plan.at("safety_supervisor").takes(
        "record_session", sessions_held=[session(day, subject="fire", absent="某员工：病假")]
    )
    assert plan.data["hours_held"] == 6
    query = select(entries.c.line, entries.c.state).where(entries.c.case_id == plan.row.id).order_by(entries.c.line)
    with office.office.read() as connection:
        assert [tuple(row) for row in connection.execute(query)] == [(1, "in_use"), (2, "in_use"), (3, "in_use")]
    plan.at("cs_supervisor").is_refused("close", "plan_is_over", "shortfall_is_told", says=f"{month[:8]}30")
    office.later(days=365 * 60)
    plan.at("cs_supervisor").is_refused(
        "close", "shortfall_is_told", says="计划 19 次，实办 3 次；主管应授 8 课时，实授 4"
    )
    plan.at("cs_supervisor").takes("close", shortfall_told="讲师请假，顺延到下月")
    assert plan.state == "closed"


@pytest.mark.parametrize(
    ("kind", "plan_for", "hand_in", "review"),
    [
        ("annual", "2031-06-01", "2030-12-10", "2030-12-20"),
        ("monthly", "2031-05-20", "2031-04-25", "2031-04-30"),
        ("monthly", "2031-03-01", "2031-02-25", "2031-02-28"),
        ("monthly", "2032-03-31", "2032-02-25", "2032-02-29"),
        ("monthly", "2031-01-05", "2030-12-25", "2030-12-30"),
    ],
)
def test_plans_are_handed_in_and_reviewed_by_their_days(
    office: StoryOffice, kind: str, plan_for: str, hand_in: str, review: str
) -> None:
    plan = office.opens("training_plan", by="cs_supervisor", plan_kind=kind, plan_for=plan_for)
    assert due(plan, "hand_in_due").isoformat() == hand_in
    assert plan.data["review_by"] == review
    plan.at("cs_supervisor").takes("cancel", reason="演示")


def test_a_plan_is_complete_and_its_teachers_may_teach(office: StoryOffice) -> None:
    month = a_month()
    plan = plan_in(office, "draft", month)
    lead = plan.at("cs_supervisor")
    few = {"basis": "规程", "courses": courses(skills=3)}
    lead.is_refused("submit", "courses_suffice", says="礼仪 3 次，应有 12 次", **few)
    lead.takes("submit", basis="规程", courses=courses())
    assert due(plan, "plan_review_due").isoformat() == month[:4] + "-03-30"
    plan.at("director").takes("return", reason="补消防")
    lead.takes("submit", courses=courses(fire=1))
    twin = plan_in(office, "draft", month)
    twin.at("cs_supervisor").is_refused(
        "submit", "nothing_of_the_kind", says=plan.number, basis="规程", courses=courses()
    )
    twin.at("cs_supervisor").takes("cancel", reason="重复")
    assert twin.state == "cancelled"


def test_a_revision_goes_to_the_director_again(office: StoryOffice) -> None:
    for state in ("approved", "running"):
        plan = plan_in(office, state, a_month())
        changed = {"basis": "业户需求", "courses": courses(cases=2), "reason": "按业户需求加一次案例"}
        plan.at("cs_supervisor").takes("revise", **changed)
        assert plan.state == "director_review"
        plan.at("director").takes("approve", **AGREED)
        assert plan.state == "approved"


def test_a_teacher_below_standard_three_times_is_planned_for_no_more(office: StoryOffice) -> None:
    plan = plan_in(office, "running", a_month())
    weak = {"lecturer": "second_technician", "topic": "礼仪", "shortfall": "考核合格率不足"}
    steps = []
    for _ in range(3):
        plan.at("cs_supervisor").takes("rate_lecturer", weak_results=[weak])
        steps.append((plan.data["weak_times"], plan.data["lecturer_step"]))
    assert steps == [(1, "replan"), (2, "study"), (3, "no_right")]
    following = plan_in(office, "draft", a_month())
    rows = [{**row, "lecturer": "second_technician"} for row in courses()]
    planned = {"basis": "规程", "courses": rows}
    following.at("cs_supervisor").is_refused("submit", "lecturers_entitled", says="second_technician", **planned)
    changed = {**planned, "reason": "换讲师"}
    plan.at("cs_supervisor").is_refused("revise", "lecturers_entitled", says="不再安排", **changed)
