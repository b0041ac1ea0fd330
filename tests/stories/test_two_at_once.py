"""Two people, two clicks, two old pages: one effect each and a clear answer."""

from time import sleep
from typing import Any

import pytest

from flows.service import facts
from flows.service.errors import Conflict
from flows.service.papers import attach
from tests.pressing import press
from tests.service.test_races import all_at_once
from tests.stories.forms import look, permit_in
from tests.stories.forms_office import SUMMED, charged
from tests.stories.office import PNG, StoryOffice
from tests.stories.on_both import on_both

ENDORSERS = ("engineering_supervisor", "both_posts")


@on_both
def test_of_two_approvers_at_once_one_wins_and_the_other_is_told_what_happened(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    hands = [permit.at(login).draws_the_page() for login in ENDORSERS]
    answers = all_at_once(2, lambda n: hands[n].takes("endorse", **look(office)))
    [loser] = [n for n, answer in enumerate(answers) if isinstance(answer, Conflict)]
    move = answers[loser].move
    assert (move.actor.login, move.event, move.state.zh) == (ENDORSERS[1 - loser], "endorse", "安全主管审核")
    assert permit.events == ["submit", "endorse"]


@on_both
def test_a_double_click_acts_once_and_is_answered_twice_the_same(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    seen, form = permit.row.revision, look(office)
    press_it = (office.office, office.now, "engineering_supervisor", permit.number, "endorse")
    answers = all_at_once(2, lambda _: press(*press_it, seen=seen, key=f"click on {permit.number}", **form))
    assert sorted((answer.seq, answer.again) for answer in answers) == [(seen + 1, False), (seen + 1, True)]
    assert permit.events == ["submit", "endorse"]


@on_both
def test_a_form_drawn_two_states_ago_does_nothing_and_says_what_happened_since(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    old = permit.at("both_posts").draws_the_page()
    permit.at("engineering_supervisor").takes("endorse", **look(office))
    permit.at("safety_supervisor").takes("endorse", **look(office))
    before = permit.records
    with pytest.raises(Conflict, match="safety_supervisor did “Endorse”") as conflict:
        old.takes("endorse", **look(office))
    assert conflict.value.move.state.zh == "主任审批"
    assert permit.records == before


def test_a_paper_that_was_brought_meanwhile_is_no_reason_to_refuse_an_old_page(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    page = permit.at("engineering_supervisor").draws_the_page()
    attach(office.office, "engineering_supervisor", permit.number, "welder_id_copy", "背面.png", PNG, office.now)
    page.takes("endorse", **look(office))


@on_both
def test_who_claims_a_task_keeps_it_from_the_others_of_the_post(office: StoryOffice) -> None:
    permit = permit_in(office, "engineering_review")
    permit.at("both_posts").claims()
    who = permit.at("engineering_supervisor").is_refused("endorse", "claimed", says="已认领", **look(office))
    assert who == {"both_posts"}
    permit.at("both_posts").takes("endorse", **look(office))


@on_both
def test_of_two_notices_summed_up_at_once_the_second_counts_the_first(
    office: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = facts.LOOKUPS["month_faults"]

    def slowly(*asked: Any) -> Any:
        found = look_up(*asked)
        sleep(0.15)  # long enough for the other to have looked as well, were it let
        return found

    monkeypatch.setattr(facts, "LOOKUPS", {**facts.LOOKUPS, "month_faults": slowly})
    notices = [charged(office, "front_desk", office.day(-20), points) for points in (4, 6)]
    for notice in notices:
        notice.at("front_desk").takes("acknowledge")
    hands = [notice.at("office").draws_the_page() for notice in notices]
    all_at_once(2, lambda n: hands[n].takes("summarise", **SUMMED))
    first, second = sorted(notices, key=lambda notice: int(notice.data["month_points"]))
    assert (first.data["others_open"], second.data.get("others_open", "")) == (second.number, "")
    assert int(second.data["month_points"]) == 10
