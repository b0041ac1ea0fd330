"""The procedures explained: everything that is declared is shown, in both languages, with values of one's own site."""

import re

import pytest

from flows.procedures import PROCEDURES
from flows.service import registers
from tests.web.conftest import Browser, Pages
from tests.web.staffed import staff


@pytest.fixture
def tech(pages: Pages) -> Browser:
    staff(pages)
    return pages.browser("tech")


def section(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>")[0]


def test_the_gallery_shows_every_procedure_to_everybody(tech: Browser) -> None:
    page = tech.get("/procedures").get_data(as_text=True)
    for key, procedure in PROCEDURES.items():
        assert f'href="/procedures/{key}"' in page
        assert procedure.about_zh in page


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", PROCEDURES)
def test_every_state_arrow_guard_and_setting_is_told(tech: Browser, key: str, lang: str) -> None:
    procedure = PROCEDURES[key]
    page = tech.get(f"/procedures/{key}?lang={lang}").get_data(as_text=True).replace("&#39;", "'")
    words = "en" if lang == "en" else "zh"
    assert "<svg" in section(page, "diagram")
    for state in procedure.states:
        assert f"<code>{state.code}</code>" in section(page, "states")
        assert getattr(state, f"ask_{words}") in page
    arrows = section(page, "arrows")
    assert len(re.findall(r"<tr>", arrows)) == len(procedure.transitions) + 1
    for transition in procedure.transitions:
        assert f"<code>{transition.event.code}</code>" in arrows
        for guard in transition.when:
            assert getattr(guard, words) in arrows
    for setting in procedure.settings:
        assert f"<code>{setting.code}</code>" in section(page, "settings")


def test_a_clause_comes_with_its_sentence(tech: Browser) -> None:
    page = section(tech.get("/procedures/hot_work_permit").get_data(as_text=True), "clauses")
    assert "CSH 5.5.4" in page
    assert "经工程、安全主管审核" in page


def test_the_picture_brings_no_script_and_no_style_of_its_own(tech: Browser) -> None:
    page = section(tech.get("/procedures/hot_work_permit").get_data(as_text=True), "diagram")
    assert "<script" not in page
    assert "style=" not in page
    assert "<style" not in page


def test_the_value_of_ones_own_site_stands_beside_the_default(tech: Browser, pages: Pages) -> None:
    office, now = pages.world.office, pages.world.now
    registers.set_setting(office, "admin", "north", "hot_work_permit", "watch_minutes", 95, now)
    assert "95" in section(tech.get("/procedures/hot_work_permit").get_data(as_text=True), "settings")
    far = pages.browser("far").get("/procedures/hot_work_permit").get_data(as_text=True)
    assert "95" not in section(far, "settings")


def test_only_an_administrator_is_led_to_the_settings(tech: Browser, pages: Pages) -> None:
    link = "/admin/settings?site=north#hot_work_permit"
    assert link not in tech.get("/procedures/hot_work_permit").get_data(as_text=True)
    assert link in pages.browser("admin").get("/procedures/hot_work_permit").get_data(as_text=True)


def test_an_unknown_procedure_is_not_found(tech: Browser) -> None:
    assert tech.get("/procedures/nothing").status_code == 404
