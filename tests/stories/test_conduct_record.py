"""日常考核记录: what was seen, the person's answer, the month's sum, and a proposal that people decide."""

from itertools import count

import pytest

from tests.stories.forms_conduct import CONFIRM, SEEN, WORDS, drafted, noted, summed_up
from tests.stories.forms_office import CONFIRMED, POOR, assessment_of
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

_years = count(1950)
HEARD = {"decision_told": "双方已听取，监控清楚"}
OBJECTED = {"objection": "当时在答复住户"}


def a_day() -> str:
    """In a month of its own, so that no record of another story counts."""
    return f"{next(_years)}-06-15"


def proposed(record: StoryCase) -> tuple[int, str, str, str, str]:
    names = ("conduct_times", "points_reckoned", "conduct_month", "measure_proposed", "docking_proposed")
    return tuple(record.data[name] for name in names)


@on_both
def test_lateness_is_noted_acknowledged_summed_up_and_confirmed(office: StoryOffice) -> None:
    record = noted(office, "front_desk", a_day(), "late", minutes_off=11)
    assert (record.state, record.data["points_noted"]) == ("noted", "10")
    record.at("second_desk").finds_nothing("acknowledge")
    summed_up(record, "front_desk")
    assert (record.state, proposed(record)) == ("summarised", (1, "10", "10", "none", "40.00"))
    record.at("office").takes("confirm_points", **{**CONFIRM, "docking_confirmed": "40"})
    assert record.state == "closed"


@pytest.mark.parametrize(("minutes", "points", "docked"), [(5, "1", "0.00"), (6, "5", "0.00"), (10, "5", "0.00")])
def test_lateness_at_every_boundary(office: StoryOffice, minutes: int, points: str, docked: str) -> None:
    record = summed_up(noted(office, "front_desk", a_day(), "late", minutes_off=minutes), "front_desk")
    assert proposed(record) == (1, points, points, "none", docked)


@pytest.mark.parametrize(("minutes", "docked"), [(240, "0.00"), (241, "40.00")])
def test_a_stand_in_of_more_than_four_hours_counts_as_leave(office: StoryOffice, minutes: int, docked: str) -> None:
    record = summed_up(noted(office, "front_desk", a_day(), "stand_in", minutes_off=minutes), "front_desk")
    assert proposed(record) == (1, "0", "0", "none", docked)


def test_idle_talk_leads_from_a_warning_to_a_demerit_and_then_to_the_director(office: StoryOffice) -> None:
    day = a_day()
    for times in (1, 2):
        assert proposed(summed_up(noted(office, "second_desk", day), "second_desk"))[0] == times
    third = noted(office, "second_desk", day)
    third.at("second_desk").takes("acknowledge")
    lead = third.at("cs_supervisor")
    lead.is_refused("summarise", "more_within_range", says="1 至 3 分", **WORDS)
    lead.is_refused("summarise", "more_within_range", says="第 3 次", **WORDS, points_more="3_5")
    lead.takes("summarise", **WORDS, points_more="3")
    assert proposed(third) == (3, "4", "6", "warning", "0.00")
    fourth = summed_up(noted(office, "second_desk", day), "second_desk", points_more="3")
    assert proposed(fourth) == (4, "4", "10", "demerit", "0.00")
    fifth = summed_up(noted(office, "second_desk", day), "second_desk")
    assert (fifth.state, proposed(fifth)) == ("leaving_review", (5, "1", "11", "left", "0.00"))
    fifth.at("director").takes("count_as_left", opinion="已听取本人意见，依规办理")
    assert fifth.state == "left_agreed"


def test_what_counts_as_having_left_is_the_directors_alone_to_decide(office: StoryOffice) -> None:
    grave = summed_up(noted(office, "front_desk", a_day(), "grave_quarrel"), "front_desk")
    assert grave.state == "leaving_review"
    unchecked = {**CONFIRM, "measure_decided": "demerit"}
    grave.at("director").takes("confirm_points", **unchecked)
    assert grave.state == "closed"
    dropped = summed_up(noted(office, "front_desk", a_day(), "grave_quarrel"), "front_desk")
    dropped.at("director").takes("waive_points", reason="业主已谅解")
    assert dropped.state == "revoked"


def test_three_days_of_absence_and_the_telephones_third_time(office: StoryOffice) -> None:
    month = a_day()[:-2]
    for day, times, state in (("10", 1, "summarised"), ("10", 1, "summarised"), ("11", 2, "summarised")):
        record = summed_up(noted(office, "archivist", month + day, "absent"), "archivist")
        assert (record.data["conduct_times"], record.state) == (times, state)
    third = summed_up(noted(office, "archivist", month + "12", "absent"), "archivist")
    assert (third.state, third.data["measure_proposed"]) == ("leaving_review", "left")
    for _ in (1, 2):
        summed_up(noted(office, "archivist", month + "13", "telephone"), "archivist")
    called = summed_up(noted(office, "archivist", month + "13", "telephone"), "archivist")
    assert proposed(called)[:2] == (3, "15")
    assert called.data["measure_proposed"] == "warning"


def test_the_months_sum_holds_training_and_leaves_faults_out(office: StoryOffice) -> None:
    day = a_day()
    exam = assessment_of(office, "front_desk", day)
    exam.at("cs_supervisor").takes("record_result", **POOR, breaches=[])
    exam.at("director").takes("confirm_points", **CONFIRMED)
    points = exam.data["points_confirmed"]
    waiting = noted(office, "front_desk", day, "posture")
    dropped = noted(office, "front_desk", day, "posture")
    dropped.at("front_desk").takes("object", **OBJECTED)
    dropped.at("office").takes("revoke", reason="录像显示在取资料")
    assert dropped.state == "revoked"
    record = summed_up(noted(office, "front_desk", day, "hair", points_weighed="0_5"), "front_desk")
    assert record.data["conduct_month"] == f"{points}.5"
    assert record.data["conduct_open"] == waiting.number


def test_an_objection_is_decided_by_somebody_else(office: StoryOffice) -> None:
    record = noted(office, "front_desk", a_day(), by="cs_supervisor")
    record.at("front_desk").takes("object", **OBJECTED)
    record.at("cs_supervisor").is_refused("uphold", "not_who_began", **HEARD)
    record.at("cs_supervisor").is_refused("revoke", "not_who_began", reason="算了")
    record.at("director").takes("uphold", **HEARD)
    assert record.state == "standing"
    record.at("cs_supervisor").takes("summarise", **WORDS)
    with office.away("director", "cs_supervisor"):
        record.at("cs_supervisor").is_refused("confirm_points", "not_who_began", **CONFIRM)
        record.at("cs_supervisor").is_refused("waive_points", "not_who_began", reason="算了")
    record.at("director").takes("waive_points", reason="初犯")
    assert record.state == "revoked"


def test_silence_is_recorded_when_the_time_to_object_is_over(office: StoryOffice) -> None:
    record = noted(office, "lobby_assistant", a_day())
    record.at("office").is_refused("record_silence", "objections_are_over", reason="未答复")
    office.later(days=4)
    record.at("office").takes("record_silence", reason="通知两次未答复")
    assert record.state == "standing"


def test_what_is_noted_is_of_somebody_else_below_the_supervisor_past_and_by_the_rules(office: StoryOffice) -> None:
    record = drafted(office, "front_desk", a_day(), "late")
    lead = record.at("lobby_lead")
    lead.is_refused("submit", "offence_is_measured", says="分钟", **SEEN)
    lead.is_refused("submit", "not_about_oneself", says="自己", **SEEN, minutes_off=3, employee="lobby_lead")
    above = {"employee": "cs_supervisor", "minutes_off": 3}
    lead.is_refused("submit", "employee_below_supervisor", says="主管以下", **SEEN, **above)
    hair = {"offence": "hair", "points_weighed": "2"}
    lead.is_refused("submit", "points_within_range", says="0.5 至 1.5 分", **SEEN, **hair)
    lead.takes("cancel", reason="考勤机故障")
    assert record.state == "cancelled"
    ahead = drafted(office, "front_desk", office.day(1), "posture")
    ahead.at("lobby_lead").is_refused("submit", "happened_already", **SEEN)


def test_no_more_is_confirmed_than_proposed_and_no_running_month_is_summed_up(office: StoryOffice) -> None:
    record = summed_up(noted(office, "front_desk", a_day(), "leave"), "front_desk")
    director = record.at("director")
    more = {**CONFIRM, "docking_confirmed": "40.01"}
    director.is_refused("confirm_points", "within_conduct_proposal", says="40.00 元", **more)
    graver = {**CONFIRM, "measure_decided": "warning"}
    director.is_refused("confirm_points", "within_conduct_proposal", says="无", **graver)
    director.is_refused("confirm_points", "cap_is_checked", says="20%", **{**CONFIRM, "within_cap": False})
    running = noted(office, "front_desk", office.day(), "posture")
    running.at("front_desk").takes("acknowledge")
    running.at("cs_supervisor").is_refused("summarise", "months_end_has_come", says="2026-03-31", **WORDS)
