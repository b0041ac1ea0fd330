"""培训考核: 3, 6 and 10 points proposed, coaching, a last day, and a dismissal that only the director can agree to."""

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.storage.tables import deadlines
from tests.stories.forms_office import CONFIRMED, GOOD, POOR, assessment_of, fails
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

ANALYSED = {"analysis": "投诉流程普遍薄弱", "plan_to_change": True}
_months = count(0)


def a_month() -> str:
    """One of its own, a year and more ago, and far from every other, so that no failure of another story counts."""
    return f"{2024 - 3 * next(_months)}-04-15"


def points(exam: StoryCase) -> tuple[int, int]:
    return exam.data["points_proposed"], exam.data.get("points_confirmed", 0)


@on_both
def test_the_second_failure_and_the_third_then_a_dismissal_that_the_director_decides(office: StoryOffice) -> None:
    exam = assessment_of(office, "front_desk", a_month())
    fails(exam)
    assert (exam.state, *points(exam)) == ("resit", 3, 3)
    fails(exam)
    assert (exam.state, *points(exam)) == ("resit", 6, 9)
    exam.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    assert points(exam) == (10, 9)
    exam.at("director").is_refused("confirm_points", "deadline_is_set", says="限期掌握", **CONFIRMED)
    late = {**CONFIRMED, "master_by": office.day()}
    exam.at("director").is_refused("confirm_points", "deadline_is_set", **late)
    exam.at("director").takes("confirm_points", **CONFIRMED, master_by=office.day(14))
    assert (exam.state, *points(exam)) == ("last_chance", 10, 19)
    exam.at("cs_supervisor").takes("record_result", **POOR)
    assert exam.state == "dismissal_review"
    exam.at("cs_supervisor").is_refused("dismiss", "post", "four_eyes", opinion="辞退")
    with office.away("director", "cs_supervisor"):
        exam.at("cs_supervisor").is_refused("dismiss", "four_eyes", opinion="辞退")
    exam.at("director").takes("dismiss", opinion="多次补训仍不合格，依法办理")
    assert exam.state == "dismissal_agreed"


def test_the_director_may_keep_on_whoever_failed_the_last_chance(office: StoryOffice) -> None:
    exam = assessment_of(office, "lobby_assistant", a_month())
    fails(
        fails(
            fails(exam),
        ),
        master_by=office.day(14),
    )
    exam.at("cs_supervisor").takes("record_result", **POOR)
    exam.at("director").takes("keep_on", reason="工作表现好，再给一次")
    assert exam.state == "coaching"
    told = {"lecturer": "trainer", "coached_in": "全部"}
    exam.at("trainer").is_refused("coach", "coaching_not_ahead", coached_on=office.day(1), **told)
    exam.at("trainer").takes("coach", coached_on=office.day(), **told)
    exam.at("cs_supervisor").takes("record_result", **GOOD, breaches=[])
    exam.at("cs_supervisor").takes("analyse", **ANALYSED)
    assert exam.state == "closed"


def test_who_masters_it_in_time_goes_on_to_the_analysis(office: StoryOffice) -> None:
    exam = assessment_of(office, "lobby_assistant", a_month(), "fire")
    fails(fails(fails(exam)), master_by=office.day(14))
    exam.at("cs_supervisor").takes("record_result", **GOOD)
    assert exam.state == "analysing"


def test_who_masters_it_after_the_day_set_was_too_late_and_the_director_decides(office: StoryOffice) -> None:
    exam = assessment_of(office, "lobby_assistant", a_month(), "fire")
    fails(fails(fails(exam)), master_by=office.day(14))
    office.later(days=15)
    exam.at("cs_supervisor").takes("record_result", **GOOD)
    assert exam.state == "dismissal_review"
    on_the_day = assessment_of(office, "front_desk", a_month(), "fire")
    fails(fails(fails(on_the_day)), master_by=office.day(29))
    office.later(days=14)
    on_the_day.at("cs_supervisor").takes("record_result", **GOOD)
    assert on_the_day.state == "analysing"


def test_both_parts_must_be_passed_and_the_week_for_the_analysis_runs(office: StoryOffice) -> None:
    exam = assessment_of(office, "front_desk", "2026-02-10")
    assert exam.data["month"] == "2026-02-01"
    query = select(deadlines.c.due_at).where(deadlines.c.case_id == exam.row.id)
    with office.office.read() as connection:
        moment: datetime = connection.execute(query).scalar_one()
    # The fifth working day of March 2026, which begins on a Sunday.
    assert f"{moment.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}" == "2026-03-06"
    lead = exam.at("cs_supervisor")
    lead.is_told_to_correct("record_result", "practical", written=80, breaches=[])
    lead.takes("record_result", written=60, practical=60, breaches=[])
    assert exam.state == "analysing"
    lead.takes("analyse", **ANALYSED)


def test_absence_and_conduct_cost_points_that_the_director_may_waive(office: StoryOffice) -> None:
    breaches = [
        {"held_on": office.day(), "breach": breach, "evidence": "签到表"}
        for breach in ("absent", "discipline", "sheet")
    ]
    for event, confirmed in (("confirm_points", 4), ("waive_points", 0)):
        exam = assessment_of(office, "trainer", a_month())
        exam.at("cs_supervisor").takes("record_result", **GOOD, breaches=breaches)
        assert (exam.state, exam.data["points_proposed"]) == ("points_review", 4)
        words = {"reason": "请过假"} if event == "waive_points" else {}
        exam.at("director").takes(event, **CONFIRMED, **words)
        assert (exam.state, exam.data["points_confirmed"]) == ("analysing", confirmed)


def test_waived_points_still_lead_to_coaching_and_to_a_last_day(office: StoryOffice) -> None:
    exam = assessment_of(office, "front_desk", a_month())
    exam.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    exam.at("director").takes("waive_points", **CONFIRMED, reason="试题有误")
    assert (exam.state, exam.data["points_confirmed"]) == ("coaching", 0)
    exam.at("trainer").takes("coach", coached_on=office.day(), lecturer="trainer", coached_in="全部")
    fails(exam)
    exam.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    exam.at("director").is_refused("waive_points", "deadline_is_set", **CONFIRMED, reason="身体原因")
    exam.at("director").takes("waive_points", **CONFIRMED, reason="身体原因", master_by=office.day(20))
    assert (exam.state, exam.data["points_confirmed"]) == ("last_chance", 6)


def test_failures_of_the_months_before_count_and_those_of_long_ago_do_not(office: StoryOffice) -> None:
    year = int(a_month()[:4])
    fails(assessment_of(office, "archivist", f"{year}-03-01"))
    soon = assessment_of(office, "archivist", f"{year}-04-01")
    soon.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    assert (soon.data["failure_number"], soon.data["points_proposed"]) == (2, 6)
    long_after = assessment_of(office, "archivist", f"{year + 1}-05-01")
    long_after.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    assert (long_after.data["failure_number"], long_after.data["points_proposed"]) == (1, 3)
    other = assessment_of(office, "archivist", f"{year}-04-01", "fire")
    other.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    assert other.data["failure_number"] == 1


def test_nobody_assesses_themselves_or_confirms_what_they_recorded(office: StoryOffice) -> None:
    month = a_month()
    own = assessment_of(office, "cs_supervisor", month)
    own.at("cs_supervisor").is_refused("record_result", "not_own_matter", **GOOD, breaches=[])
    own.at("cs_supervisor").takes("cancel", reason="立错")
    exam = assessment_of(office, "front_desk", month)
    exam.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    with office.away("director", "cs_supervisor"):
        says = "示例cs_supervisor 登记"
        exam.at("cs_supervisor").is_refused("confirm_points", "recorded_by_another", says=says, **CONFIRMED)
    twin = assessment_of(office, "front_desk", month)
    twin.at("cs_supervisor").is_refused("record_result", "nothing_of_the_kind", says=exam.number, **GOOD, breaches=[])


def test_a_month_is_assessed_once_it_is_over(office: StoryOffice) -> None:
    exam = assessment_of(office, "lobby_assistant", office.day())
    exam.at("cs_supervisor").is_refused("record_result", "month_was_trained", says="2026-03-31", **GOOD, breaches=[])
    office.later(days=30)
    exam.at("cs_supervisor").takes("record_result", **GOOD, breaches=[])
    assert exam.state == "analysing"
