"""The office's own work, each main way from the first page to the end. Of the people on it every other one reads English."""

from tests.browser.conftest import Visits
from tests.stories.forms_office import RADIO, WORK, duty
from tests.stories.office import StoryOffice

INSPECTED = {"items_counted": True, "log_read": True, "area_walked": True, "equipment_state": "电话正常"}


def test_a_shift_is_handed_over_in_the_browser(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh", "en", phone=True)
    begun = {"team": "centre", "shift_date": office.day(), "shift": "early", "incoming": "second_desk"}
    number = someone.becomes("front_desk").begins("shift_handover", **begun)
    log = {"shift_log": "接待五人次", "open_work": [{**WORK, "important": True}], "items": [RADIO], "tidied": True}
    someone.sends("submit", **log).is_told("重要的工作没有办完", WORK["matter"])
    someone.takes("submit", open_work=[{"important": False}])
    someone.becomes("second_desk").finds(number).is_told("Early, 08:30–16:30")
    someone.takes("inspect", arrived_at=office.at(), **INSPECTED).takes("sign_handover")
    someone.becomes("front_desk").finds(number).takes("sign_handover")
    someone.becomes("second_desk").goes_to(f"/cases/{number}").is_told(WORK["matter"])
    someone.becomes("cs_supervisor").finds(number).takes("review_log", opinion="已阅")
    someone.state_is("reviewed", "shift_handover")


def test_a_roster_without_anybody_on_a_shift_is_not_published(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh")
    number = someone.becomes("cs_supervisor").begins("duty_roster", team="centre", month="2027-02-01")
    early = duty("front_desk", "early", "2027-02-01", "2027-02-28")
    someone.takes("add_duties", duties=[early])
    someone.is_told("2027-02-01 晚班", "无人值班")
    someone.takes("add_duties", duties=[{**early, "shift": "late", "person": "second_desk"}])
    someone.takes("publish")
    swap = {"day": "2027-02-10", "shift": "late", "instead_of": "second_desk", "stand_in": "archivist"}
    someone.takes("swap_duty", swaps=[swap], reason="家中有事").is_told("家中有事")
    someone.goes_to("/").is_told(number, "客服中心 · 2027-02-01")
    someone.finds(number).state_is("published", "duty_roster")


def test_a_newcomer_is_trained_and_examined(office: StoryOffice, visit: Visits) -> None:
    someone = visit("en", "zh")
    begun = {"newcomer": "新员工示例", "arrived_on": office.day(), "hired_as": "lobby_assistant"}
    number = someone.becomes("cs_supervisor").begins("onboarding", **begun)
    someone.takes("begin_theory").is_told("8 hours to come")
    held = {"held_on": office.day(), "topic": "公司简介", "hours": 8}
    someone.takes("record_session", lessons=[{**held, "taught_as": "supervisor", "lecturer": "cs_supervisor"}])
    someone.takes("begin_practice")
    rest = [{**held, "taught_as": "lead", "lecturer": "lobby_lead"}]
    rest += [{**held, "hours": 12, "taught_as": "coach", "lecturer": "trainer"}] * 2
    someone.becomes("lobby_lead").finds(number).takes("record_session", lessons=rest).takes("call_to_exam")
    someone.becomes("cs_supervisor").finds(number).takes("record_result", score="88", examined_on=office.day())
    someone.state_is("confirmed", "onboarding")


def test_a_fault_is_appealed_and_a_penalty_is_only_proposed(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh")
    begun = {"employee": "lobby_assistant", "happened_on": "2025-11-20"}
    number = someone.becomes("lobby_lead").begins("fault_notice", **begun)
    notice = {
        "fault": "telephone",
        "fault_told": "外线聊天",
        "points": "5",
        "corrected": "当场提醒",
        "superior": "cs_supervisor",
    }
    someone.takes("issue_notice", **notice)
    someone.becomes("lobby_assistant").finds(number).takes("appeal", appeal_ground="在处理报修")
    someone.becomes("safety_supervisor").finds(number).takes("uphold", decision_told="事实清楚")
    office.later(days=10)
    someone.becomes("office").finds(number).takes("summarise", root_cause="班前未强调", prevention="班前会重申")
    someone.is_told("只是建议", "20.00 元", "罚款")
    penalty = {"fine_confirmed": "45", "sanction_decided": "fine", "within_cap": True, "penalty_opinion": "属实"}
    someone.takes("confirm_penalty", **penalty).takes("report_to_finance", posted_on=office.day())
    someone.state_is("closed", "fault_notice")


def test_a_failed_assessment_costs_points_that_the_director_confirms(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh", "en")
    begun = {"employee": "lobby_assistant", "subject_tested": "fire", "month": "2026-01-05"}
    number = someone.becomes("cs_supervisor").begins("training_assessment", **begun)
    someone.takes("record_result", written="40", practical="80")
    someone.becomes("director").finds(number).takes("confirm_points", points_opinion="属实")
    coached = {"coached_on": office.day(), "lecturer": "trainer", "coached_in": "灭火器"}
    someone.becomes("trainer").finds(number).takes("coach", **coached)
    someone.becomes("cs_supervisor").finds(number).takes("record_result", written="80", practical="80")
    someone.takes("analyse", analysis="一次补训后合格")
    someone.state_is("closed", "training_assessment")


def test_a_months_plan_is_sent_to_the_director(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh")
    number = someone.becomes("cs_supervisor").begins("training_plan", plan_kind="monthly", plan_for="2027-05-01")
    row = {"topic": "按规程", "audience": "全体", "lecturer": "cs_supervisor", "hours": "1"}
    asked = {"service": "4", "skills": "12", "cases": "1", "safety": "1"}
    courses = [{**row, "subject": subject, "times": times} for subject, times in asked.items()]
    someone.sends("submit", basis="规程", courses=courses).is_told("计划次数不足", "军体培训 0 次，应有 1 次")
    drill = [{}, {}, {}, {}, {**row, "subject": "drill", "times": "1"}]
    someone.takes("submit", courses=drill).is_told("月度计划 · 2027-05-01")
    someone.becomes("director").finds(number).takes("approve", opinion="同意")
    someone.becomes("cs_supervisor").finds(number).takes("carry_out")
    office.later(days=460)
    someone.finds(number).sends("close").is_told("计划 19 次，实办 0 次")
    someone.takes("close", shortfall_told="人手不足，并入下月").state_is("closed", "training_plan")


def test_an_appraisal_is_published_and_agreed_to(office: StoryOffice, visit: Visits) -> None:
    someone = visit("zh")
    number = someone.becomes("cs_supervisor").begins("performance_review", employee="lobby_lead", month="2025-12-01")
    seen = {"head": "attitude", "finding": "准时"}
    checks = [
        {**seen, "day": "2025-12-03", "check_kind": "daily"},
        {**seen, "day": "2025-12-08", "check_kind": "weekly"},
    ]
    someone.takes("record_check", checks=checks)
    heads = ("dedication", "organising", "initiative", "attitude", "teamwork", "incidents")
    someone.takes("publish", **{f"score_{head}": "14" for head in heads}).is_told("84")
    someone.becomes("lobby_lead").goes_to(f"/cases/{number}").takes("agree")
    someone.becomes("office").finds(number).takes("endorse", opinion="核定")
    someone.becomes("company_manager").finds(number).takes("approve", opinion="批准")
    someone.state_is("archived", "performance_review")
