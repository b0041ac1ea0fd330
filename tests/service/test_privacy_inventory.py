"""The inventory of what is held of people: nothing is left out, and the site's own terms stand in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.procedures import PROCEDURES
from flows.service.errors import Forbidden, NotFound
from flows.service.privacy.inventory import inventory
from flows.service.registers import set_setting
from flows.service.rights import OPERATOR
from tests.service.kept_office import story_office
from tests.stories.office import StoryOffice
from tests.web.storied import office_with_passwords, pages_of, signed_in


@pytest.fixture
def place(story_file: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_file, tmp_path) as found:
        yield found


def test_each_personal_field_and_each_kind_of_paper_has_a_line(place: StoryOffice) -> None:
    lines = {(one.place.en, one.kind, one.code): one for one in inventory(place.office, OPERATOR, None, place.now)}
    for procedure in PROCEDURES.values():
        for code, document in procedure.documents().items():
            assert lines[procedure.en, "paper", code].masked == document.personal
        for field in procedure.fields().values():
            columns = [(f"{field.name}.{column.name}", column) for column in field.columns]
            for code, one in [(field.name, field), *columns]:
                assert not one.personal or lines[procedure.en, "field", code].masked
    for one in lines.values():
        words = (one.label, one.purpose, one.lasts, one.ground, one.seen_by)
        assert all(word.zh and word.en and word.zh != word.en for word in words)
    assert lines["Hot-work permit", "paper", "welder_id_copy"].lasts.en == "30 days after closing"


def test_the_sites_own_terms_stand_in_it(place: StoryOffice) -> None:
    set_setting(place.office, "administrator", "north", "office", "record_years", 5, place.now)
    lines = inventory(place.office, "administrator", "north", place.now)
    register = "关系和单据都结束 5 年后，本人要求即删"
    letter = "授权到期或撤销后 5 年"
    beside = [one for one in lines if one.kind == "record"]
    assert {one.code: one.lasts.zh for one in beside}["comments"] == "办结后 5 年"
    assert {one.lasts.zh for one in lines if one not in beside} == {"办结后 30 天", "办结后 5 年", register, letter}
    assert not any("时钟" in one.seen_by.zh for one in lines)
    with pytest.raises(Forbidden):
        inventory(place.office, "front_desk", "north", place.now)
    with pytest.raises(NotFound):
        inventory(place.office, "administrator", "south", place.now)


def test_the_administrator_reads_it_in_both_languages(story_file: str, tmp_path: Path) -> None:
    with office_with_passwords(story_file, tmp_path) as made:
        app = pages_of(made)
        admin = signed_in(app, "administrator")
        zh = admin.get("/admin/privacy").text
        assert "焊工身份证复印件" in zh
        assert "办结后 30 天" in zh
        assert "30 days after closing" in admin.get("/admin/privacy?lang=en").text
        assert "/admin/privacy" in admin.get("/admin").text
        assert signed_in(app, "front_desk").get("/admin/privacy").status_code == 403
