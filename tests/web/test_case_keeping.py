"""The director keeps a case's papers beyond their time, by a button; what was removed is said on the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.service.privacy.removing import remove_due
from tests.stories.forms import permit_in
from tests.stories.office import StoryOffice
from tests.web.storied import office_with_passwords, pages_of, signed_in


@pytest.fixture
def place(story_file: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with office_with_passwords(story_file, tmp_path) as made:
        yield made


def test_the_director_keeps_papers_and_lets_them_go(place: StoryOffice) -> None:
    case, app = permit_in(place, "closed"), pages_of(place)
    page, address = f"/cases/{case.number}", f"/cases/{case.number}/hold"
    desk, boss = signed_in(app, "front_desk"), signed_in(app, "director")
    assert address not in desk.get(page).text
    assert f'action="{address}"' in boss.get(page).text
    assert boss.post(address, {"reason": "短"}).status_code == 422
    assert boss.post(address, {"reason": "诉讼未结，留存证据"}).status_code == 303
    assert "材料已保留，到期不删除" in desk.get(page).text
    assert "诉讼未结，留存证据" in desk.last
    desk.get(page)
    assert desk.post(address, {"reason": "我也想保留"}).status_code == 403
    assert f'action="{address}/end"' in boss.get(page).text
    assert boss.post(f"{address}/end", {"reason": "诉讼已结"}).status_code == 303
    assert "材料已保留，到期不删除" not in desk.get(page).text


def test_a_removed_paper_says_when_and_why_and_opens_nothing(place: StoryOffice) -> None:
    case, app = permit_in(place, "closed"), pages_of(place)
    desk = signed_in(app, "front_desk")
    page = desk.get(f"/cases/{case.number}").text
    assert page.count(" download>") == 3
    place.later(days=31)
    remove_due(place.office, place.now, sure=True)
    desk = signed_in(app, "front_desk")
    page = desk.get(f"/cases/{case.number}").text
    assert (page.count("用途已实现"), page.count(" download>")) == (2, 1)
    assert "删除到期材料" in page
    assert desk.get(f"/cases/{case.number}/documents/1").status_code == 404
    answer = app.test_client().get(f"/cases/{case.number}")
    assert answer.status_code == 303, "signed out, nothing is shown"
