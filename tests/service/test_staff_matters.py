"""A matter of the staff is read by who answers for it, by who is named and by who acts; nobody else learns of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.definition import Procedure
from flows.procedures import PROCEDURES
from flows.procedures.readers import READERS, acting_in
from flows.procedures.roles import ROLES
from flows.service.books import Asked, book, whole_book
from flows.service.case_list import CasesWanted, list_cases
from flows.service.case_view import case_view
from flows.service.errors import NotFound
from flows.service.rights import OPERATOR, Who
from flows.service.staff_matters import NAMING
from tests.service.kept_office import story_office
from tests.stories.forms import complaint_in
from tests.stories.forms_office import charged
from tests.stories.office import SITE, StoryCase, StoryOffice

FAULTS = Asked("fault_notice", SITE)


@pytest.fixture
def office(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as made:
        yield made


@pytest.fixture
def notice(office: StoryOffice) -> StoryCase:
    """Issued to `front_desk`."""
    return charged(office, "front_desk", office.day(-20))


def listed(office: StoryOffice, login: str, procedure: str | None = None) -> list[str]:
    found = list_cases(office.office, login, office.now, CasesWanted(procedure=procedure))
    return [line.number for line in found.items]


def searched(office: StoryOffice, login: str, q: str) -> list[str]:
    return [line.number for line in list_cases(office.office, login, office.now, CasesWanted(q=q)).items]


def in_book(office: StoryOffice, who: Who) -> list[str | None]:
    lines = [line.case for line in book(office.office, who, FAULTS, office.now).lines]
    assert [line.case for line in whole_book(office.office, who, FAULTS, office.now).lines] == lines
    return lines


@pytest.mark.parametrize("login", ["front_desk", "cs_supervisor", "director", "company_manager", "office", "deputy"])
def test_who_is_named_or_answers_for_it_reads_it(office: StoryOffice, notice: StoryCase, login: str) -> None:
    assert case_view(office.office, login, notice.number, office.now).number == notice.number
    assert listed(office, login, "fault_notice") == [notice.number]
    assert in_book(office, login) == [notice.number]


def test_a_search_finds_it_for_those_alone_who_may_read_it(office: StoryOffice, notice: StoryCase) -> None:
    for q in ("外线", notice.number, notice.number[-4:]):
        assert searched(office, "front_desk", q) == searched(office, "director", q) == [notice.number]
        assert searched(office, "technician", q) == searched(office, "second_desk", q) == []


@pytest.mark.parametrize("login", ["second_desk", "technician", "finance"])
def test_to_everybody_else_it_is_not_there(office: StoryOffice, notice: StoryCase, login: str) -> None:
    other = complaint_in(office, "archived")
    with pytest.raises(NotFound):
        case_view(office.office, login, notice.number, office.now)
    assert listed(office, login) == [other.number]
    assert in_book(office, login) == []


def test_the_operator_reads_the_whole_book(office: StoryOffice, notice: StoryCase) -> None:
    assert in_book(office, OPERATOR) == [notice.number]


def test_whoever_stands_in_for_a_head_reads_it_as_long(office: StoryOffice, notice: StoryCase) -> None:
    with office.away("director", "technician"):
        assert in_book(office, "technician") == [notice.number]
        assert case_view(office.office, "technician", notice.number, office.now).number == notice.number
    with pytest.raises(NotFound):
        case_view(office.office, "technician", notice.number, office.now)


def test_who_is_to_decide_an_appeal_reads_it_from_then_on(office: StoryOffice, notice: StoryCase) -> None:
    assert in_book(office, "safety_supervisor") == []
    notice.at("front_desk").takes("appeal", appeal_ground="当时在处理客户来访")
    assert notice.state == "appealed_department"
    assert in_book(office, "safety_supervisor") == [notice.number]
    assert case_view(office.office, "safety_supervisor", notice.number, office.now).number == notice.number


@pytest.mark.parametrize("procedure", [PROCEDURES[key] for key in READERS], ids=list(READERS))
def test_what_is_for_the_person_named_opens_it_to_no_colleague_of_theirs(procedure: Procedure) -> None:
    assert set(READERS[procedure.key]) <= set(ROLES)
    assert {"employee", "superior"} <= set(NAMING)
    for state in procedure.states:
        assert not acting_in(procedure, state.code) & {"front_desk", "lobby_assistant", "archivist"}, state.code


def test_a_stranger_can_do_nothing_to_it_and_learns_nothing_by_trying(office: StoryOffice, notice: StoryCase) -> None:
    stranger = notice.at("second_desk")
    stranger.finds_nothing("acknowledge")
    for attempt in (stranger.claims, lambda: stranger.attaches("evidence")):
        with pytest.raises(NotFound):
            attempt()
