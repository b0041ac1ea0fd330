"""A spot check of a follow-up: by the head or the manager, never by who made it, and in the history for good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.service.audit import replay_all, verify
from flows.service.errors import Forbidden, Invalid
from flows.service.spot_checks import SpotCheck, checkable, spot_check
from tests.service.kept_office import story_office
from tests.stories.forms import CALLED, service_in
from tests.stories.office import StoryCase, StoryOffice

FOUND = "电话核实，与记录一致"


@pytest.fixture
def office(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as made:
        yield made


@pytest.fixture
def followed_up(office: StoryOffice) -> StoryCase:
    return service_in(office, "follow_up").at("front_desk").takes("record_follow_up", **CALLED)


def checks(office: StoryOffice, case: StoryCase, login: str, found: str = FOUND) -> None:
    spot_check(office.office, SpotCheck(login, case.number, True, found), office.now)


@pytest.mark.parametrize("login", ["cs_supervisor", "director", "company_manager"])
def test_the_head_and_the_manager_check(office: StoryOffice, followed_up: StoryCase, login: str) -> None:
    seen = checkable(office.office, login, followed_up.number, office.now)
    assert (seen.recorded_by, seen.said) == ("示例front_desk", CALLED["customer_said"])
    state, closed_at = followed_up.state, followed_up.row.closed_at
    checks(office, followed_up, login)
    last = followed_up.records[-1]
    assert (last["event"], last["actor"]["login"], last["opinion"], last["agrees"]) == (
        "spot_check",
        login,
        FOUND,
        True,
    )
    assert (followed_up.state, followed_up.row.closed_at) == (state, closed_at)
    assert verify(office.office).faults == ()
    assert replay_all(office.office) == (1, ())


@pytest.mark.parametrize("login", ["front_desk", "archivist", "administrator", "quality_inspector"])
def test_nobody_else_does(office: StoryOffice, followed_up: StoryCase, login: str) -> None:
    before = followed_up.records
    for act in (checkable, lambda *given: checks(office, followed_up, login)):
        with pytest.raises(Forbidden):
            act(office.office, login, followed_up.number, office.now)
    assert followed_up.records == before


def test_nobody_checks_their_own_follow_up_nor_a_stand_in_that_of_whom_they_stand_in_for(office: StoryOffice) -> None:
    service = service_in(office, "follow_up")
    with office.away("front_desk", stand_in="cs_supervisor"):
        service.at("cs_supervisor").takes("record_follow_up", **CALLED)
    with pytest.raises(Forbidden, match="own"):
        checks(office, service, "cs_supervisor")
    checks(office, service, "second_supervisor")


def test_what_was_found_is_written_down(office: StoryOffice, followed_up: StoryCase) -> None:
    for found in ("", " 好 ", "x" * 2001):
        with pytest.raises(Invalid):
            checks(office, followed_up, "director", found)


def test_there_is_nothing_to_check_before_a_follow_up(office: StoryOffice) -> None:
    with pytest.raises(Invalid):
        checks(office, service_in(office, "follow_up"), "director")


def test_a_form_drawn_before_a_check_can_still_be_sent(office: StoryOffice) -> None:
    service = service_in(office, "follow_up")
    measures = {**CALLED, "measures": "重新调整"}
    service.at("front_desk").takes("record_dissatisfied", **measures)
    hand = service.at("front_desk").draws_the_page()
    checks(office, service, "director")
    hand.takes("complete", put_right="已调整")
