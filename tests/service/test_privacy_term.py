"""When the term of a case is over its personal values are stored and no longer used."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.service.audit import replay_all
from flows.service.case_view import case_view
from flows.service.errors import Forbidden
from flows.service.privacy.holding import hold_papers
from flows.service.registers import set_setting
from flows.service.revealing import Wish, about_to_reveal, reveal
from tests.service.kept_office import story_office
from tests.stories.forms_services import NETWORK, network_in
from tests.stories.office import StoryCase, StoryOffice

YEARS = 3 * 366


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


def telephone(case: StoryCase) -> str:
    return reveal(case.where.office, Wish("front_desk", case.number, "field:contact"), "电话回访", case.where.now).value


def test_a_value_is_shown_until_its_term_is_over(place: StoryOffice) -> None:
    case = network_in(place, "closed")
    place.later(days=YEARS)
    assert telephone(case) == case.data["contact"]
    place.later(minutes=1)
    with pytest.raises(Forbidden, match="only stored"):
        telephone(case)
    with pytest.raises(Forbidden):
        about_to_reveal(place.office, Wish("front_desk", case.number, "applicant:phone"), place.now)
    assert replay_all(place.office)[1] == ()
    set_setting(place.office, "administrator", "north", "office", "record_years", 4, place.now)
    assert telephone(case) == case.data["contact"], "the site has longer"


def test_what_is_open_or_held_is_still_used(place: StoryOffice) -> None:
    runs, held = network_in(place, "paid"), network_in(place, "closed")
    hold_papers(place.office, "director", held.number, "诉讼未结", place.now)
    place.later(days=2 * YEARS)
    assert telephone(runs) == telephone(held) == held.data["contact"]


def test_what_was_given_so_long_ago_is_asked_anew(place: StoryOffice) -> None:
    flat = place.flat()
    network_in(place, "closed", flat)
    again = place.opens("network_activation", flat, flat.owner)
    assert (
        case_view(place.office, "front_desk", again.number, place.now).remembered["contact"].value == NETWORK["contact"]
    )
    place.later(days=YEARS + 1)
    assert case_view(place.office, "front_desk", again.number, place.now).remembered == {}
