"""Entries from before values lay beside the chain: the chain keeps them, and they are only stored when the term is over or the
person has been forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.service import registers
from flows.service.case_list import CasesWanted, list_cases
from flows.service.case_view import case_view
from flows.service.privacy.emptying import empty_due
from flows.service.privacy.erasing import erase_person
from flows.service.privacy.holding import hold_papers
from flows.service.registers import NewParty
from tests.service.kept_office import story_office
from tests.service.test_privacy_emptying import NOTHING, YEARS, moved_out
from tests.stories.forms import passes_in, permit_in
from tests.stories.forms_services import network_in
from tests.stories.office import StoryCase, StoryOffice


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


@contextmanager
def as_before(place: StoryOffice) -> Iterator[None]:
    """What is written within is written as it was then."""
    catalogue = place.office.catalogue
    catalogue.personal, todays = NOTHING, catalogue.personal
    yield
    catalogue.personal = todays


def shown(place: StoryOffice, case: StoryCase) -> str:
    """All that the page of the case is made of but its applicant."""
    view = case_view(place.office, "front_desk", case.number, place.now)
    return str((dict(view.data), [dict(entry.data) for entry in view.history], [dict(e.facts) for e in view.entries]))


def found(place: StoryOffice, q: str) -> list[str]:
    return [line.number for line in list_cases(place.office, "front_desk", place.now, CasesWanted(q=q)).items]


def test_somebody_forgotten_is_neither_shown_nor_found_by_what_the_chain_keeps(place: StoryOffice) -> None:
    with as_before(place):
        case = network_in(place, "closed")
    name, carrier = case.data["holder"], case.data["sent_what"]
    assert (found(place, name), name in shown(place, case)) == ([case.number], True)
    moved_out(place, case)
    place.later(days=YEARS)
    erase_person(place.office, case.row.applicant_id, place.now)
    assert (found(place, name), name in shown(place, case)) == ([], False)
    assert (found(place, carrier.replace("、", " ")), carrier in shown(place, case)) == ([case.number], True)
    assert case.data["holder"] == name, "the chain forgets nothing"


def test_when_the_term_is_over_they_are_masked_in_rows_and_registers_too(place: StoryOffice) -> None:
    with as_before(place):
        permit, kept, passes = permit_in(place, "closed"), permit_in(place, "closed"), passes_in(place, "in_use")
    number = permit.data["certificate_number"]
    hold_papers(place.office, "director", kept.number, "客户要起诉", place.now)
    assert all(number in shown(place, one) for one in (permit, kept))
    place.later(days=YEARS)
    assert [number in shown(place, one) for one in (permit, kept)] == [False, True], "one is held"
    assert permit.data["place"] in shown(place, permit)
    assert passes.data["workers"][0]["id_number"] not in shown(place, passes)


def test_nobody_finds_the_mark_of_what_was_removed(place: StoryOffice) -> None:
    case, other = permit_in(place, "closed"), permit_in(place, "closed")
    moved_out(place, case)
    place.later(days=YEARS)
    assert empty_due(place.office, [case.row.id, other.row.id], "served", place.now)[1] == []
    registers.change_party(place.office, "front_desk", other.row.applicant_id, NewParty("业户乙示例"), place.now)
    erase_person(place.office, case.row.applicant_id, place.now)
    assert (found(place, "removed"), found(place, "已删除")) == ([], [])
    assert found(place, "业户乙示例") == [other.number]
