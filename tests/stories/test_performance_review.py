"""绩效考评: checks through the month, six heads, an objection verified, ten yuan a point as a proposal."""

from datetime import date, timedelta
from itertools import count

from tests.stories.forms_office import AGREED, SCORES, check, review_in
from tests.stories.office import StoryOffice
from tests.stories.on_both import on_both

_years = count(1950)


def a_month() -> tuple[str, str]:
    """A month of its own that is over, with a day and a Monday in it."""
    first = date(next(_years), 4, 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    return f"{first.year}-04-15", monday.isoformat()


@on_both
def test_a_month_is_checked_published_confirmed_and_approved(office: StoryOffice) -> None:
    day, monday = a_month()
    review = review_in(office, "collecting", "front_desk", day)
    review.at("quality_inspector").takes("record_check", checks=[check(day, "quality", points_on=3)])
    review.at("cs_supervisor").is_refused("publish", "checks_recorded", **SCORES)
    review.at("cs_supervisor").takes("record_check", checks=[check(day, points_off=5), check(monday, "weekly")])
    review.at("cs_supervisor").takes("publish", **SCORES)
    data = review.data
    assert (data["total_score"], data["merit_points"], data["breach_points"]) == (92, 3, 5)
    assert (data["reward_proposed"], data["deduction_proposed"]) == ("30.00", "50.00")
    review.at("office").is_refused("endorse", "objections_are_over", opinion="核定")
    review.at("front_desk").takes("agree")
    review.at("office").takes("endorse", opinion="核定")
    review.at("company_manager").takes("approve", **AGREED)
    assert review.state == "archived"


def test_an_objection_is_verified_and_the_verified_score_stands(office: StoryOffice) -> None:
    day, monday = a_month()
    review = review_in(office, "objected", "front_desk", day, check(day), check(monday, "weekly"))
    with office.away("office", "cs_supervisor"):
        how = {**SCORES, "verified_how": "查过"}
        review.at("cs_supervisor").is_refused("verify_scores", "not_who_began", **how)
    better = {**SCORES, "score_attitude": 15}
    review.at("office").takes("verify_scores", **better, verified_how="考勤机记录未迟到")
    assert (review.state, review.data["total_score"]) == ("verified", 93)
    review.at("office").takes("endorse", opinion="按核实分核定")
    review.at("company_manager").takes("approve", **AGREED)


def test_without_a_word_the_time_to_object_runs_out(office: StoryOffice) -> None:
    day, monday = a_month()
    review = review_in(office, "published", "lobby_assistant", day, check(day), check(monday, "weekly"))
    office.later(days=3)
    review.at("office").takes("endorse", opinion="无异议")
    assert review.state == "office_approved"


def test_a_result_can_be_sent_back_to_be_scored_anew(office: StoryOffice) -> None:
    for state in ("published", "verified", "office_approved"):
        day, monday = a_month()
        review = review_in(office, state, "front_desk", day, check(day), check(monday, "weekly"))
        sender = "company_manager" if state == "office_approved" else "office"
        review.at(sender).takes("return", reason="漏计一次表扬")
        assert review.state == "collecting"


def test_an_agreement_holds_for_the_publication_it_was_given_to_alone(office: StoryOffice) -> None:
    day, monday = a_month()
    review = review_in(office, "published", "front_desk", day, check(day), check(monday, "weekly"))
    review.at("front_desk").takes("agree")
    review.at("office").takes("return", reason="漏计一次违规")
    review.at("cs_supervisor").takes("publish", **{**SCORES, "score_attitude": 1})
    review.at("office").is_refused("endorse", "objections_are_over", says="提出异议", opinion="核定")
    review.at("front_desk").takes("object", objection="未听说扣分")
    assert review.state == "objected"


def test_checks_keep_to_their_days(office: StoryOffice) -> None:
    day, monday = a_month()
    review = review_in(office, "collecting", "front_desk", day)
    lead = review.at("cs_supervisor")
    tuesday = monday[:-2] + f"{int(monday[-2:]) + 1:02}"
    lead.is_refused("record_check", "weekly_on_mondays", says=tuesday, checks=[check(tuesday, "weekly")])
    lead.is_refused("record_check", "checks_within_month", says=office.day(), checks=[check(office.day())])
    lead.takes("cancel", reason="离职")
    assert review.state == "cancelled"


def test_nobody_is_scored_twice_nor_by_themselves_nor_before_the_months_end(office: StoryOffice) -> None:
    day, monday = a_month()
    checks = (check(day), check(monday, "weekly"))
    first = review_in(office, "published", "archivist", day, *checks)
    twin = review_in(office, "collecting", "archivist", day)
    twin.at("cs_supervisor").takes("record_check", checks=list(checks))
    twin.at("cs_supervisor").is_refused("publish", "nothing_of_the_kind", says=first.number, **SCORES)
    own = review_in(office, "collecting", "cs_supervisor", day)
    own.at("cs_supervisor").is_refused("record_check", "not_own_matter", checks=list(checks))
    own.at("office").takes("record_check", checks=list(checks))
    refused = ("not_about_oneself", "employee_below_supervisor")
    own.at("cs_supervisor").is_refused("publish", *refused, says="主管以下", **SCORES)
    current = review_in(office, "collecting", "front_desk", office.day())
    current.at("cs_supervisor").takes("record_check", checks=[check(office.day()), check(office.day(), "weekly")])
    current.at("cs_supervisor").is_refused("publish", "months_end_has_come", says="2026-03-31", **SCORES)
