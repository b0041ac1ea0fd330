"""过失通知与申诉: proposals by the rules, appeals that neither the issuer nor the person charged decides."""

from itertools import count

import pytest

from tests.stories.forms_office import FAULT, SUMMED, charged, confirmed, summed_up
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

_years = count(1950)
DECIDED = {"decision_told": "双方已听取，事实清楚"}
GROUND = {"appeal_ground": "当时在处理紧急报修"}


def a_day() -> str:
    """In a month of its own, so that no notice of another story counts."""
    return f"{next(_years)}-04-15"


def proposed(notice: StoryCase) -> tuple[int, str, str, str]:
    data = notice.data
    return data["month_points"], data["fine_proposed"], data["extra_proposed"], data["sanction_proposed"]


@on_both
def test_a_fault_is_noticed_acknowledged_summed_up_confirmed_and_reported(office: StoryOffice) -> None:
    notice = charged(office, "front_desk", a_day(), 4)
    assert notice.state == "issued"
    notice.at("second_desk").finds_nothing("acknowledge")
    summed_up(notice, "front_desk")
    assert proposed(notice) == (4, "20.00", "0.00", "fine")
    assert (notice.data["employee_share"], notice.data["superior_share"]) == ("20.00", "0.00")
    notice.at("cs_supervisor").is_refused("report_to_finance", "penalty_is_confirmed", says="只是建议")
    confirmed(notice, "20")
    notice.at("cs_supervisor").takes("report_to_finance")
    assert notice.state == "closed"


@pytest.mark.parametrize(
    ("points", "extra", "sanction", "silent", "post"),
    [
        (4, "0.00", "fine", False, False),
        (5, "20.00", "fine", False, True),
        (10, "20.00", "fine", False, True),
        (11, "0.00", "administrative", False, True),
        (15, "0.00", "administrative", False, True),
        (16, "0.00", "administrative", True, True),
        (19, "0.00", "administrative", True, True),
        (20, "0.00", "dismissal", False, True),
    ],
)
def test_what_is_proposed_at_every_boundary(
    office: StoryOffice, points: int, extra: str, sanction: str, silent: bool, post: bool
) -> None:
    notice = summed_up(charged(office, "front_desk", a_day(), points), "front_desk")
    assert proposed(notice) == (points, f"{points * 5}.00", extra, sanction)
    assert (notice.data["handbook_silent"] is True, notice.data["must_be_posted"]) == (silent, post)
    assert notice.state == "summarised"


def test_the_month_is_counted_over_all_notices_and_what_it_leads_to_stands_on_the_last(office: StoryOffice) -> None:
    day = a_day()
    first, second = charged(office, "second_desk", day, 6), charged(office, "second_desk", day, 5)
    dropped = charged(office, "second_desk", day, 9, fault="safety")
    dropped.at("second_desk").takes("appeal", **GROUND)
    dropped.at("safety_supervisor").takes("revoke", reason="查无此事")
    summed_up(first, "second_desk")
    assert proposed(first) == (6, "30.00", "0.00", "fine")
    assert first.data["others_open"] == second.number
    summed_up(second, "second_desk")
    assert proposed(second) == (11, "25.00", "0.00", "administrative")
    dropped.at("office").takes("summarise", **SUMMED)
    assert proposed(dropped) == (11, "0.00", "0.00", "none")
    dropped.at("office").takes("report_to_finance")
    assert dropped.state == "closed"


def revoked_after(notice: StoryCase, employee: str, meanwhile: StoryCase) -> StoryCase:
    """Under appeal while `meanwhile` is summed up, then revoked and summed up as the last."""
    notice.at(employee).takes("appeal", **GROUND)
    summed_up(meanwhile, employee)
    notice.at("safety_supervisor").takes("revoke", reason="查无此事")
    return notice.at("office").takes("summarise", **SUMMED)


def test_what_the_month_leads_to_is_proposed_once_though_the_last_notice_be_revoked(office: StoryOffice) -> None:
    day = a_day()
    grave, dropped = charged(office, "front_desk", day, 20), charged(office, "front_desk", day, 2, fault="safety")
    revoked_after(dropped, "front_desk", grave)
    assert proposed(grave) == (20, "100.00", "0.00", "fine")
    assert proposed(dropped) == (20, "0.00", "0.00", "dismissal")
    dropped.at("office").is_refused("report_to_finance", "penalty_is_confirmed", says="只是建议")
    confirmed(dropped, "0", "dismissal")
    late = summed_up(charged(office, "front_desk", day, 1, fault="records"), "front_desk")
    assert proposed(late) == (21, "5.00", "0.00", "fine")


@pytest.mark.parametrize(
    ("first", "then", "carried", "on_the_second"),
    [(5, 2, ("20.00", "fine"), ("0.00", "fine")), (11, 1, ("0.00", "administrative"), ("0.00", "fine"))],
)
def test_a_notice_that_comes_after_the_sum_repeats_no_consequence(
    office: StoryOffice, first: int, then: int, carried: tuple[str, str], on_the_second: tuple[str, str]
) -> None:
    day = a_day()
    one = summed_up(charged(office, "front_desk", day, first), "front_desk")
    two = summed_up(charged(office, "front_desk", day, then, fault="safety"), "front_desk")
    assert proposed(one)[2:] == carried
    assert proposed(two) == (first + then, f"{then * 5}.00", *on_the_second)
    day = a_day()
    waiting = charged(office, "front_desk", day, first)
    last = revoked_after(charged(office, "front_desk", day, then, fault="safety"), "front_desk", waiting)
    assert proposed(last) == (first, "0.00", *carried)
    assert proposed(waiting)[2:] == ("0.00", "fine")


def test_the_shares_are_those_of_the_fine_that_was_confirmed(office: StoryOffice) -> None:
    notice = summed_up(charged(office, "front_desk", a_day(), 5), "front_desk", superior_found=True)
    confirmed(notice, "20")
    assert (notice.data["employee_share"], notice.data["superior_share"]) == ("14.00", "6.00")


def test_the_same_fault_three_times_is_posted_and_the_superior_bears_thirty_percent(office: StoryOffice) -> None:
    day = a_day()
    for times in (1, 2, 3):
        notice = summed_up(charged(office, "lobby_assistant", day, 1), "lobby_assistant")
        assert notice.data["same_fault"] == times
    assert (notice.data["must_be_posted"], notice.data["superior_liable"]) == (True, True)
    assert (notice.data["employee_share"], notice.data["superior_share"]) == ("3.50", "1.50")
    confirmed(notice, "5")
    notice.at("office").is_refused("report_to_finance", "posted_where_due", says="公布日期")
    notice.at("office").takes("report_to_finance", posted_on=office.day())


def test_a_superior_found_answerable_bears_their_part(office: StoryOffice) -> None:
    notice = summed_up(charged(office, "front_desk", a_day(), 5), "front_desk", superior_found=True)
    assert (notice.data["employee_share"], notice.data["superior_share"]) == ("31.50", "13.50")


def test_an_appeal_is_decided_neither_by_the_issuer_nor_by_the_person_charged(office: StoryOffice) -> None:
    notice = charged(office, "cs_supervisor", a_day(), 3, by="quality_inspector", superior="director")
    notice.at("cs_supervisor").takes("appeal", **GROUND)
    assert notice.state == "appealed_department"
    notice.at("cs_supervisor").is_refused("uphold", "not_own_matter", says="本人", **DECIDED)
    with office.away("safety_supervisor", "quality_inspector"):
        notice.at("quality_inspector").is_refused("uphold", "not_who_began", says="示例quality_inspector", **DECIDED)
        notice.at("quality_inspector").is_refused("revoke", "not_who_began", reason="算了")
    notice.at("engineering_supervisor").takes("uphold", **DECIDED)
    assert (notice.state, notice.data["appeal_level"]) == ("upheld", "department")


def test_the_superior_who_may_be_liable_neither_decides_the_appeal_nor_confirms_the_penalty(
    office: StoryOffice,
) -> None:
    notice = charged(office, "front_desk", a_day(), 5)
    notice.at("front_desk").takes("appeal", **GROUND)
    superior = notice.at("cs_supervisor")
    superior.is_refused("uphold", "not_the_superior", says="示例cs_supervisor 是本单写明的直属上司", **DECIDED)
    superior.is_refused("revoke", "not_the_superior", reason="算了")
    penalty = {"fine_confirmed": "10", "sanction_decided": "fine", "within_cap": True, "penalty_opinion": "属实"}
    other = summed_up(charged(office, "front_desk", a_day(), 5, superior="director"), "front_desk")
    other.at("director").is_refused("confirm_penalty", "not_the_superior", says="连带责任", **penalty)
    mine = summed_up(charged(office, "front_desk", a_day(), 5, superior="office"), "front_desk")
    with office.away("office", "cs_supervisor"):
        mine.at("cs_supervisor").is_refused("confirm_penalty", "not_the_superior", **penalty)
    other.at("office").takes("confirm_penalty", **penalty)


def test_an_appeal_passes_over_the_director_who_is_the_superior(office: StoryOffice) -> None:
    notice = charged(office, "front_desk", a_day(), 3, by="cs_supervisor", superior="director")
    notice.at("front_desk").takes("appeal", **GROUND)
    assert notice.state == "appealed_company"
    other = charged(office, "front_desk", a_day(), 3, superior="director")
    other.at("front_desk").takes("appeal", **GROUND)
    other.at("engineering_supervisor").takes("uphold", **DECIDED)
    other.at("front_desk").takes("appeal", **GROUND)
    assert (other.state, other.data["appeal_level"]) == ("appealed_company", "company")


def test_an_appeal_goes_up_to_the_company_and_no_further(office: StoryOffice) -> None:
    notice = charged(office, "front_desk", a_day(), 3)
    desk = notice.at("front_desk")
    desk.takes("appeal", **GROUND)
    notice.at("engineering_supervisor").takes("uphold", **DECIDED)
    notice.at("office").is_refused("summarise", "appeal_time_is_over", **SUMMED)
    desk.takes("appeal", **GROUND)
    assert notice.state == "appealed_director"
    with office.away("director", "engineering_supervisor"):
        says = "处理过本单申诉"
        notice.at("engineering_supervisor").is_refused("uphold", "not_decided_before", says=says, **DECIDED)
    notice.at("director").takes("uphold", **DECIDED)
    desk.takes("appeal", **GROUND)
    assert notice.state == "appealed_company"
    notice.at("company_manager").takes("uphold", **DECIDED)
    desk.is_refused("appeal", "appeal_left", says="最后", **GROUND)
    notice.at("office").takes("summarise", **SUMMED)
    assert notice.data["sanction_proposed"] == "fine"


def test_an_appeal_goes_above_whoever_issued_the_notice(office: StoryOffice) -> None:
    for by, level, decider in (("cs_supervisor", "director", "director"), ("director", "company", "company_manager")):
        notice = charged(office, "front_desk", a_day(), 3, by=by)
        notice.at("front_desk").takes("appeal", **GROUND)
        assert notice.state == f"appealed_{level}"
        notice.at(decider).takes("revoke", reason="依据不足")
        assert notice.state == "revoked"


def test_who_says_nothing_in_five_working_days_may_appeal_no_more(office: StoryOffice) -> None:
    notice = charged(office, "front_desk", a_day(), 2)
    notice.at("office").is_refused("record_silence", "appeal_time_is_over", reason="未答复")
    office.later(days=8)  # beyond Monday 9 March, the fifth working day
    notice.at("front_desk").is_refused("appeal", "appeal_in_time", says="申诉时限已过", **GROUND)
    notice.at("office").takes("record_silence", reason="通知两次未答复")
    assert notice.state == "acknowledged"
    left = charged(office, "front_desk", a_day(), 2)
    left.at("front_desk").takes("appeal", **GROUND)
    left.at("engineering_supervisor").takes("uphold", **DECIDED)
    office.later(days=8)
    left.at("office").takes("summarise", **SUMMED)


def test_no_more_is_confirmed_than_was_proposed_and_a_dismissal_is_the_directors(office: StoryOffice) -> None:
    notice = summed_up(charged(office, "front_desk", a_day(), 12), "front_desk")
    given = {"fine_confirmed": "60", "sanction_decided": "warning", "within_cap": True, "penalty_opinion": "属实"}
    says = "罚款至多 60.00 元"
    for more in ({"fine_confirmed": "60.01"}, {"sanction_decided": "dismissal"}):
        notice.at("director").is_refused("confirm_penalty", "within_proposal", says=says, **{**given, **more})
    unchecked = {**given, "within_cap": False}
    notice.at("director").is_refused("confirm_penalty", "cap_is_checked", says="20%", **unchecked)
    notice.at("office").takes("confirm_penalty", **given)
    grave = summed_up(charged(office, "front_desk", a_day(), 20), "front_desk")
    dismissal = {**given, "sanction_decided": "dismissal"}
    grave.at("office").is_refused("confirm_penalty", "dismissal_by_director", says="主任", **dismissal)
    grave.at("director").takes("confirm_penalty", **dismissal)


def test_where_the_director_is_the_superior_the_company_manager_puts_a_dismissal_forward(office: StoryOffice) -> None:
    notice = summed_up(charged(office, "front_desk", a_day(), 20, superior="director"), "front_desk")
    given = {"fine_confirmed": "0", "sanction_decided": "dismissal", "within_cap": True, "penalty_opinion": "属实"}
    notice.at("director").is_refused("confirm_penalty", "not_the_superior", **given)
    who = notice.at("office").is_refused("confirm_penalty", "dismissal_by_director", says="由管理处经理确认", **given)
    assert who == set()
    notice.at("company_manager").takes("confirm_penalty", **given)
    other = summed_up(charged(office, "archivist", a_day(), 3), "archivist")
    fine = {**given, "sanction_decided": "fine"}
    other.at("company_manager").is_refused("confirm_penalty", "dismissal_by_director", **fine)


def test_a_notice_is_about_somebody_else_of_the_department_and_something_past(office: StoryOffice) -> None:
    notice = office.opens("fault_notice", by="lobby_lead", employee="lobby_assistant", happened_on=office.day(1))
    lead, given = notice.at("lobby_lead"), {**FAULT, "points": 2}
    lead.is_refused("issue_notice", "happened_already", **given)
    refused = ("happened_already", "charged_is_of_the_staff")
    lead.is_refused("issue_notice", *refused, says="客服部", **{**given, "employee": "security"})
    refused = ("happened_already", "not_about_oneself")
    lead.is_refused("issue_notice", *refused, says="自己", **{**given, "employee": "lobby_lead"})
    refused = ("happened_already", "superior_is_another")
    lead.is_refused("issue_notice", *refused, **{**given, "superior": "lobby_assistant"})
    refused = ("happened_already", "superior_below_the_company")
    lead.is_refused("issue_notice", *refused, says="最后决定", **{**given, "superior": "company_manager"})
    lead.takes("cancel", reason="日期填错")
    assert notice.state == "cancelled"


def test_a_month_that_runs_is_not_summed_up(office: StoryOffice) -> None:
    notice = charged(office, "front_desk", office.day(), 2)
    notice.at("front_desk").takes("acknowledge")
    notice.at("office").is_refused("summarise", "months_end_has_come", says="2026-03-31", **SUMMED)
