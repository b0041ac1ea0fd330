"""投诉处理: heard, settled, answered, followed up; never by the person it is about."""

from tests.stories.forms import AGREED, CALLED, PROPOSAL, SAID, TO_ENGINEERING, complaint_in
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

TO_FINANCE = {"grade": "general", "category": "fees", "department": "finance", "assignee": "finance"}
WHY = {"why_escalated": "业户要求更高一级答复"}
REPORTED = {"company_report": "已电话并书面报公司，同意方案"}
REGRADED = {"grade": "serious", "category": "repairs"}
HOLDERS = {
    "recorded": "front_desk",
    "assigned": "engineering_supervisor",
    "investigating": "engineering_supervisor",
    "resolution_proposed": "cs_supervisor",
    "director_approval": "director",
    "executing": "engineering_supervisor",
    "feedback": "front_desk",
    "follow_up": "front_desk",
}


@on_both
def test_a_major_one_is_approved_by_the_director_and_reported_to_the_company_before_it_is_archived(
    office: StoryOffice,
) -> None:
    complaint = complaint_in(office, "director_approval", grade="major")
    complaint.at("director").takes("approve", **AGREED)
    complaint.at("engineering_supervisor").takes("complete", work_done="已更换")
    complaint.at("cs_supervisor").takes("give_feedback", feedback_given="已说明，对方接受")
    complaint.at("front_desk").is_refused("record_follow_up", "company_was_told", says="先由主任上报公司", **CALLED)
    complaint.at("director").takes("report_to_company", **REPORTED)
    assert complaint.data["company_told_on"] == office.day()
    complaint.at("front_desk").takes("record_follow_up", **CALLED)
    assert complaint.state == "archived"


@on_both
def test_a_dissatisfied_complainants_case_is_reopened_and_counted(office: StoryOffice) -> None:
    complaint = complaint_in(office, "follow_up")
    complaint.at("cs_supervisor").is_told_to_correct("reopen", "reason", **TO_FINANCE)
    complaint.at("cs_supervisor").takes("reopen", reason="又不亮了", **{**TO_FINANCE, "grade": "serious"})
    assert (complaint.state, complaint.data["reopened_count"]) == ("assigned", 1)
    complaint.at("engineering_supervisor").is_refused("investigate", "post", "named_person")
    complaint.at("finance").takes("investigate")
    complaint.at("finance").takes("propose", **PROPOSAL)
    complaint.at("cs_supervisor").takes("approve_resolution", **AGREED)
    assert complaint.state == "executing"


@on_both
def test_one_about_a_member_of_staff_is_neither_assigned_to_nor_closed_by_them(office: StoryOffice) -> None:
    complaint = complaint_in(office, "recorded", about_staff="second_supervisor")
    accused = {"grade": "general", "category": "conduct", "department": "cs_supervisor"}
    complaint.at("second_supervisor").is_refused("assign", "not_about_me", grade="general", **TO_ENGINEERING)
    complaint.at("cs_supervisor").is_refused(
        "assign", "not_assigned_to_accused", says="不能分派给被投诉的员工", assignee="second_supervisor", **accused
    )
    complaint.at("cs_supervisor").takes("assign", grade="general", **TO_ENGINEERING)
    complaint.at("engineering_supervisor").takes("investigate")
    complaint.at("engineering_supervisor").takes("propose", **PROPOSAL)
    assert complaint.data["reviewer"] == "director", "past the accused's own post"
    complaint.at("director").takes("approve_resolution", **AGREED)
    complaint.at("engineering_supervisor").takes("complete", work_done="已谈话")
    complaint.at("second_supervisor").is_refused("give_feedback", "not_about_me", feedback_given="已说明")
    complaint.at("front_desk").takes("give_feedback", feedback_given="已说明")
    complaint.at("second_supervisor").is_refused("record_follow_up", "not_about_me", **CALLED)
    with office.away("second_supervisor", stand_in="deputy"):
        complaint.at("deputy").is_refused("record_follow_up", "not_about_me", says="stands in for", **CALLED)
    complaint.at("front_desk").takes("record_follow_up", **CALLED)
    assert complaint.state == "archived"


def test_what_can_be_settled_at_the_desk_goes_straight_to_feedback(office: StoryOffice) -> None:
    complaint = complaint_in(office, "recorded")
    complaint.at("front_desk").takes("resolve_at_desk", work_done="当场换了灯泡")
    complaint.at("front_desk").takes("give_feedback", feedback_given="当面说明")
    complaint.at("front_desk").is_refused("record_follow_up", "follow_up_not_by_executor", **CALLED)
    complaint.at("second_desk").takes("record_follow_up", **CALLED)


def test_an_anonymous_one_is_taken_as_well(office: StoryOffice) -> None:
    complaint = office.opens("complaint", None, None, by="lobby_assistant")
    nameless = {key: SAID[key] for key in ("channel", "content")}
    complaint.at("lobby_assistant").is_refused("record", "complainant_known", "repeated_and_confirmed", **nameless)
    complaint.at("lobby_assistant").takes("record", anonymous=True, **nameless)
    complaint.at("front_desk").is_refused("assign", "post", says="客户服务主管", **TO_FINANCE)


def test_the_assignee_works_in_the_department_named(office: StoryOffice) -> None:
    complaint = complaint_in(office, "recorded")
    mixed = {**TO_FINANCE, "assignee": "safety_supervisor"}
    complaint.at("cs_supervisor").is_refused("assign", "assignee_in_department", **mixed)


def test_compensation_needs_the_director_who_can_send_it_back(office: StoryOffice) -> None:
    complaint = complaint_in(office, "investigating")
    complaint.at("engineering_supervisor").takes("propose", **{**PROPOSAL, "compensation": "200"})
    complaint.at("cs_supervisor").takes("approve_resolution", **AGREED)
    complaint.at("director").takes("return", reason="先问清责任")
    complaint.at("engineering_supervisor").takes("propose", **PROPOSAL)
    complaint.at("cs_supervisor").takes("approve_resolution", **AGREED)
    assert complaint.state == "executing"


def test_whoever_holds_it_escalates_to_the_next_level_which_takes_it_over(office: StoryOffice) -> None:
    for state, login in HOLDERS.items():
        complaint = complaint_in(office, state, grade="major" if state == "director_approval" else "general")
        complaint.at(login).takes("escalate", **WHY)
        level = complaint.data["level"]
        complaint.at(level).takes("take_over", **REGRADED)
        assert (complaint.state, complaint.data["handler"]) == ("investigating", level)


def test_above_the_company_there_is_nobody(office: StoryOffice) -> None:
    complaint = complaint_in(office, "director_approval", grade="major")
    complaint.at("director").takes("escalate", **WHY)
    complaint.at("company_manager").takes("take_over", **REGRADED)
    says = "已到最高一级"
    complaint.at("company_manager").is_refused("escalate", "higher_level_exists", says=says, **WHY)


def test_who_proposed_the_measures_never_approves_them(office: StoryOffice) -> None:
    complaint = complaint_in(office, "investigating")
    complaint.at("engineering_supervisor").takes("propose", **PROPOSAL)
    with office.away("cs_supervisor", stand_in="engineering_supervisor"):
        who = complaint.at("engineering_supervisor").is_refused(
            "approve_resolution", "not_own_proposal", says="自己的方案", **AGREED
        )
    assert "engineering_supervisor" not in who
    grave = complaint_in(office, "investigating", grade="major")
    with office.away("engineering_supervisor", stand_in="director"):
        grave.at("director").takes("propose", **PROPOSAL)
        assert grave.data["proposed_by"] == "director engineering_supervisor"
        grave.at("cs_supervisor").takes("approve_resolution", **AGREED)
        grave.at("director").is_refused("approve", "not_own_proposal", **AGREED)
    grave.at("director").is_refused("approve", "not_own_proposal", says="proposed the measures", **AGREED)
    grave.at("director").takes("escalate", **WHY)


def test_what_the_company_manager_proposes_is_approved_by_somebody_else(office: StoryOffice) -> None:
    complaint = complaint_in(office, "recorded")
    for login, level in (
        ("front_desk", "cs_supervisor"),
        ("cs_supervisor", "director"),
        ("director", "company_manager"),
    ):
        complaint.at(login).takes("escalate", **WHY)
        complaint.at(level).takes("take_over", **REGRADED)
    complaint.at("company_manager").takes("propose", **{**PROPOSAL, "compensation": "9999"})
    complaint.at("company_manager").is_refused("approve_resolution", "post", "not_own_proposal", **AGREED)
    complaint.at("director").takes("approve_resolution", **AGREED)
    assert complaint.state == "executing"


@on_both
def test_who_took_it_over_for_an_absent_colleague_never_approves_what_the_colleague_proposes(
    office: StoryOffice,
) -> None:
    complaint = complaint_in(office, "recorded")
    complaint.at("front_desk").takes("escalate", **WHY)
    with office.away("cs_supervisor", stand_in="director"):
        complaint.at("director").takes("take_over", **{**REGRADED, "grade": "major"})
    complaint.at("cs_supervisor").takes("propose", **PROPOSAL)
    assert complaint.data["proposed_by"] == "cs_supervisor"
    assert complaint.data["reviewer"] == "company_manager", "past the level of who took it over"
    with office.away("company_manager", stand_in="director"):
        complaint.at("director").is_refused("approve_resolution", "not_own_proposal", says="接手本单", **AGREED)
    complaint.at("company_manager").takes("approve_resolution", **AGREED)
    assert complaint.state == "executing"


def test_where_the_highest_level_took_it_over_for_an_absent_colleague_a_lower_one_reviews(office: StoryOffice) -> None:
    complaint = complaint_in(office, "recorded")
    for login, level in (("front_desk", "cs_supervisor"), ("cs_supervisor", "director")):
        complaint.at(login).takes("escalate", **WHY)
        with office.away(level, stand_in="company_manager"):
            complaint.at("company_manager").takes("take_over", **REGRADED)
    complaint.at("director").takes("propose", **PROPOSAL)
    complaint.at("cs_supervisor").takes("approve_resolution", **AGREED)
    assert complaint.state == "executing"


def test_what_is_assigned_anew_bars_nobody_who_took_it_over_before(office: StoryOffice) -> None:
    complaint = complaint_in(office, "assigned")
    complaint.at("engineering_supervisor").takes("escalate", **WHY)
    complaint.at("cs_supervisor").takes("take_over", **REGRADED)
    complaint.at("cs_supervisor").takes("propose", **PROPOSAL)
    complaint.at("director").takes("approve_resolution", **AGREED)
    complaint.at("cs_supervisor").takes("complete", work_done="已更换")
    complaint.at("front_desk").takes("give_feedback", feedback_given="已说明")
    complaint.at("second_supervisor").takes("reopen", reason="又不亮了", **TO_FINANCE)
    assert complaint.data["taken_over_by"] is None
    complaint.at("finance").takes("investigate")
    complaint.at("finance").takes("propose", **PROPOSAL)
    complaint.at("cs_supervisor").takes("approve_resolution", **AGREED)


def test_where_all_levels_have_approved_what_failed_the_office_looks_at_the_companys_proposal(
    office: StoryOffice,
) -> None:
    complaint = complaint_in(office, "executing", grade="major")
    complaint.at("engineering_supervisor").takes("escalate", **WHY)
    complaint.at("company_manager").takes("take_over", **REGRADED)
    complaint.at("company_manager").takes("propose", **PROPOSAL)
    complaint.at("office").takes("approve_resolution", **AGREED)
    assert complaint.state == "executing"


def test_one_about_the_company_manager_is_settled_by_the_director_and_reviewed_by_the_supervisor(
    office: StoryOffice,
) -> None:
    complaint = complaint_in(office, "recorded", about_staff="company_manager")
    complaint.at("cs_supervisor").takes("escalate", **WHY)
    complaint.at("director").takes("take_over", **{**REGRADED, "grade": "major"})
    complaint.at("director").takes("propose", **{**PROPOSAL, "compensation": "200"})
    complaint.at("director").is_refused("approve_resolution", "post", "not_own_proposal", **AGREED)
    complaint.at("cs_supervisor").takes("approve_resolution", **AGREED)
    assert complaint.state == "executing", "the director's word is in the proposal"
    complaint.at("director").takes("complete", work_done="已谈话并致歉")


def test_a_level_that_takes_it_over_has_no_more_time_than_was_left(office: StoryOffice) -> None:
    complaint = complaint_in(office, "assigned", grade="serious")
    due = complaint.data["due_at"]
    office.later(days=4)
    complaint.at("engineering_supervisor").takes("escalate", **WHY)
    complaint.at("cs_supervisor").takes("take_over", **REGRADED)
    assert complaint.data["due_at"] == due


def test_a_major_one_about_the_director_is_reported_by_the_company_manager(office: StoryOffice) -> None:
    complaint = complaint_in(office, "director_approval", grade="major", about_staff="director")
    complaint.at("company_manager").takes("approve", **AGREED)
    complaint.at("engineering_supervisor").takes("complete", work_done="已更换")
    complaint.at("cs_supervisor").takes("give_feedback", feedback_given="已说明，对方接受")
    complaint.at("director").is_refused("report_to_company", "not_about_me", **REPORTED)
    complaint.at("front_desk").is_refused("record_follow_up", "company_was_told", says="由管理处经理登记", **CALLED)
    complaint.at("company_manager").takes("report_to_company", **REPORTED)
    complaint.at("front_desk").takes("record_follow_up", **CALLED)
    assert complaint.state == "archived"


def test_only_a_major_one_is_reported(office: StoryOffice) -> None:
    general = complaint_in(office, "assigned")
    general.at("director").is_refused("report_to_company", "is_major", says="只有重大投诉", **REPORTED)
    for state in (*HOLDERS, "escalated"):
        if state == "recorded":
            continue
        complaint = escalated(office) if state == "escalated" else complaint_in(office, state, grade="major")
        complaint.at("director").takes("report_to_company", **REPORTED)
        assert complaint.state == state


def escalated(office: StoryOffice) -> StoryCase:
    complaint = complaint_in(office, "assigned", grade="major")
    return complaint.at("engineering_supervisor").takes("escalate", **WHY)


def test_the_complainant_can_take_it_back_until_it_is_carried_out(office: StoryOffice) -> None:
    for state in ("received", *list(HOLDERS)[:5]):
        complaint = complaint_in(office, state, grade="major")
        complaint.at("front_desk").takes("withdraw", reason="业户说不追究了")
        assert complaint.state == "withdrawn"
    complaint_in(office, "executing").at("front_desk").is_refused("withdraw", "state", reason="不追究")


def test_who_proposed_for_the_department_cant_approve_it_as_a_supervisor(office: StoryOffice) -> None:
    complaint = complaint_in(office, "resolution_proposed")
    with office.away("cs_supervisor", stand_in="front_desk"):
        who = complaint.at("front_desk").is_refused("approve_resolution", "four_eyes", says="登记", **AGREED)
    assert who == {"cs_supervisor", "second_supervisor"}
