"""Where a personal value is gone every page goes on, and says so in its place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.service.privacy.emptying import empty
from flows.storage import tables as t
from tests.stories.forms import passes_in, permit_in, slip_in
from tests.stories.forms_services import network_in
from tests.stories.office import StoryCase, StoryOffice
from tests.web.storied import office_with_passwords, pages_of, signed_in

LINK = re.compile(r'href="(/[^"#]+)"')
MINE = ("/cases/", "/registers", "/reports", "/units/")
LEFT = re.compile(r"/documents/|\.(pdf|svg|png|xlsx)$")


@pytest.fixture
def place(story_file: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with office_with_passwords(story_file, tmp_path) as made:
        yield made


def values_of(case: StoryCase) -> set[str]:
    query = select(t.history.c.personal).where(t.history.c.case_id == case.row.id, t.history.c.personal.is_not(None))
    with case.where.office.read() as connection:
        return {value for kept in connection.execute(query).scalars() for _, value in kept.values()}


def test_every_page_that_one_comes_to_from_a_case_goes_on_without_its_values(place: StoryOffice) -> None:
    cases = (
        permit_in(place, "closed"),
        passes_in(place, "in_use"),
        network_in(place, "closed"),
        slip_in(place, "released"),
    )
    values = {case.number: values_of(case) for case in cases}
    for case in cases:
        with place.office.transaction() as connection:
            assert empty(place.office, connection, case.row.id, "served", place.now) >= len(values[case.number]) > 0
    gone = set.union(*values.values())
    desk = signed_in(pages_of(place), "front_desk")
    begins = [f"/cases/{case.number}" for case in cases] + ["/registers", "/reports"]
    seen = set[str]()
    for page in begins:
        links = LINK.findall(desk.get(page).text)
        seen |= {
            page,
            *(link.replace("&amp;", "&") for link in links if link.startswith(MINE) and not LEFT.search(link)),
        }
    for page in sorted(seen):
        answer = desk.get(page)
        assert answer.status_code in (200, 303, 403), page
        if answer.content_type.startswith(("text/", "application/json")):
            assert not [value for value in gone if value in answer.text], page
    assert len(seen) > 30, sorted(seen)
    for case in cases:
        assert "（已删除）" in desk.get(f"/cases/{case.number}?lang=zh").text
        assert "(removed)" in desk.get(f"/cases/{case.number}?lang=en").text
    assert "(removed)" in desk.get("/registers/worker_pass?lang=en").text
