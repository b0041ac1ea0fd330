"""What a case without an applicant is about, on the worklist and its page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.procedures import PROCEDURES
from flows.service.subjects import subject
from flows.service.worklist import Wanted, worklist
from tests.service.kept_office import story_office
from tests.stories.office import StoryOffice


@pytest.fixture
def office(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as made:
        yield made


def test_a_roster_is_of_a_team_and_a_month() -> None:
    about = subject(PROCEDURES["duty_roster"], {"team": "lobby", "month": "2026-04-01"}, {})
    assert about is not None
    assert (about.zh, about.en) == ("大堂 · 2026-04-01", "Lobby · 2026-04-01")


def test_people_are_called_by_their_names_and_what_is_not_said_is_left_out() -> None:
    about = subject(PROCEDURES["fault_notice"], {"employee": "wei"}, {"wei": "示例员工"})
    assert about is not None
    assert about.zh == "示例员工"
    assert subject(PROCEDURES["fault_notice"], {}, {}) is None
    assert subject(PROCEDURES["complaint"], {"content": "dark stairs"}, {}) is None


def test_a_word_that_the_declaration_no_longer_knows_stands_as_it_is() -> None:
    about = subject(PROCEDURES["duty_roster"], {"team": "roof"}, {})
    assert about is not None
    assert about.en == "roof"


def test_the_worklist_says_it_for_whoever_has_no_applicant(office: StoryOffice) -> None:
    notice = office.opens("fault_notice", by="quality_inspector", employee="trainer", happened_on=office.day())
    flat = office.flat()
    complaint = office.opens("complaint", flat, flat.owner)
    for login, number, about in (
        ("quality_inspector", notice.number, f"示例trainer · {office.day()}"),
        ("front_desk", complaint.number, None),
    ):
        key = "fault_notice" if about else "complaint"
        page = worklist(office.office, login, office.now, Wanted(procedure=key))
        line = next(item for item in page.items if item.number == number)
        assert (line.about.zh if line.about else None, bool(line.applicant)) == (about, about is None)
