"""岗前培训: forty class hours, an exam on the tenth working day, and again where it was failed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.storage.tables import deadlines, entries
from tests.stories.forms_office import lesson, onboarding_in
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

ZONE = ZoneInfo("Asia/Shanghai")


def due(induction: StoryCase, code: str) -> str:
    query = select(deadlines.c.due_at).where(deadlines.c.case_id == induction.row.id, deadlines.c.code == code)
    with induction.where.office.read() as connection:
        moment: datetime = connection.execute(query).scalars().all()[-1]
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


@on_both
def test_a_newcomer_is_trained_for_forty_hours_and_examined_on_the_tenth_working_day(office: StoryOffice) -> None:
    induction = onboarding_in(office, "hired")  # who arrived on Monday 2 March 2026
    assert due(induction, "theory_due") == "2026-03-04 23:30"
    induction.at("cs_supervisor").takes("begin_theory")
    assert due(induction, "induction_exam_due") == "2026-03-16 23:30"
    day = office.day()
    lead = induction.at("cs_supervisor")
    for other, guard in ((1, "lessons_not_ahead"), (-1, "lessons_after_arrival")):
        wrong = [lesson(office.day(other), "supervisor", "cs_supervisor")]
        lead.is_refused("record_session", guard, lessons=wrong)
    lead.takes("record_session", lessons=[lesson(day, "supervisor", "cs_supervisor", 7)])
    lead.is_refused("begin_practice", "theory_hours_held", says="客服主管还差 1 课时")
    lead.takes("record_session", lessons=[lesson(day, "supervisor", "cs_supervisor", 1)])
    lead.takes("begin_practice")
    coach = induction.at("trainer")
    posing = [lesson(day, "lead", "trainer")]
    coach.is_refused("record_session", "taught_in_post", says="trainer", lessons=posing)
    coach.takes("record_session", lessons=[lesson(day, "coach", "trainer", 12), lesson(day, "coach", "trainer", 12)])
    induction.at("lobby_lead").is_refused("call_to_exam", "induction_hours_held", says="班长还差 8 课时；总课时还差 8")
    induction.at("lobby_lead").takes("record_session", lessons=[lesson(day, "lead", "lobby_lead")])
    assert induction.data["hours_sum"] == 40
    induction.at("lobby_lead").takes("call_to_exam")
    lead.is_refused("record_result", "exam_not_ahead", score=60, examined_on=office.day(1))
    lead.takes("record_result", score=60, examined_on=day)
    assert induction.state == "confirmed"
    query = select(entries.c.line).where(entries.c.case_id == induction.row.id)
    with office.office.read() as connection:
        assert len(connection.execute(query).all()) == 5


def test_who_fails_is_trained_again_before_another_exam(office: StoryOffice) -> None:
    induction = onboarding_in(office, "exam")
    lead, day = induction.at("cs_supervisor"), office.day()
    lead.takes("record_result", score=59, examined_on=day, remarks="流程不熟")
    assert induction.state == "retraining"
    lead.is_refused("call_to_exam", "trained_again", says="先登记培训")
    induction.at("lobby_lead").takes("record_session", lessons=[lesson(day, "lead", "lobby_lead", 2)])
    lead.takes("call_to_exam")
    lead.takes("record_result", score=75, examined_on=day)
    assert (induction.state, induction.data["exams"]) == ("confirmed", 2)


def test_an_induction_can_end_early(office: StoryOffice) -> None:
    for state in ("hired", "theory", "practice", "exam"):
        induction = onboarding_in(office, state)
        induction.at("cs_supervisor").takes("withdraw", reason="本人离职")
        assert induction.state == "withdrawn"
    failed = onboarding_in(office, "exam")
    failed.at("cs_supervisor").takes("record_result", score=10, examined_on=office.day())
    failed.at("cs_supervisor").takes("withdraw", reason="试用不合格")
    assert failed.state == "withdrawn"
