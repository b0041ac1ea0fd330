"""The procedures explained: everything that is declared is shown, in both languages, with values of one's own site."""

import re

import pytest

from flows.procedures import CLAUSES, PROCEDURES
from flows.procedures.handbook.questions import QUESTIONS, Question
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
    assert len(re.findall(r"<tr[ >]", arrows)) == len(procedure.transitions) + 1
    for transition in procedure.transitions:
        assert f"<code>{transition.event.code}</code>" in arrows
        for guard in transition.when:
            assert getattr(guard, words) in arrows
    for setting in procedure.settings:
        assert f"<code>{setting.code}</code>" in section(page, "settings")
    unasked = re.sub(r'<span class="for-programs">.*?</span>', "", page)
    assert "<code>" in page
    assert "<code>" not in unasked, "a code stands beside a name though nobody asked for codes"


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


def test_every_arrow_of_the_picture_has_its_line_in_the_table(tech: Browser) -> None:
    """What a click on the picture looks up."""
    page = tech.get("/procedures/hot_work_permit").get_data(as_text=True)
    drawn = {move for moves in re.findall(r'data-moves="([^"]+)"', section(page, "diagram")) for move in moves.split()}
    told = {
        move for moves in re.findall(r'<tr data-moves="([^"]+)"', section(page, "arrows")) for move in moves.split()
    }
    assert drawn == told
    assert len(drawn) > 20


def test_the_picture_is_had_as_a_file_for_slides(tech: Browser) -> None:
    page = tech.get("/procedures").get_data(as_text=True)
    small = re.search(r'src="(/procedures/complaint/diagram\.zh\.svg\?v=\d+)"', page)
    assert small
    picture = tech.get(small.group(1))
    assert picture.mimetype == "image/svg+xml"
    assert "immutable" in picture.headers["Cache-Control"]
    assert picture.get_data(as_text=True).startswith("<svg")
    for kind, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF-")):
        answer = tech.get(f"/procedures/complaint/diagram.en.{kind}?save")
        assert answer.get_data().startswith(begins)
        assert f'filename="complaint.en.{kind}"' in answer.headers["Content-Disposition"]
    assert tech.get("/procedures/complaint/diagram.fr.svg").status_code == 404
    assert tech.get("/procedures/nothing/diagram.zh.svg").status_code == 404


def test_the_twelve_questions_lead_to_arrows_and_clauses_that_are_there(tech: Browser) -> None:
    page = tech.get("/procedures/exam").get_data(as_text=True)
    assert re.findall(r'<span class="clause">(KPI 2\.\d+)</span></h2>', page) == [f"KPI 2.{n}" for n in range(1, 13)]
    leads = set(re.findall(r'href="/procedures/(\w+)#(arrow-\w+)"', page))
    assert len(leads) > 12
    for key in {key for key, _ in leads}:
        explained = tech.get(f"/procedures/{key}").get_data(as_text=True)
        assert [arrow for of, arrow in leads if of == key and f'id="{arrow}"' not in explained] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.clause)
def test_an_answer_names_only_what_there_is(question: Question) -> None:
    assert {question.clause, *question.clauses} <= set(CLAUSES)
    for key, event in question.arrows:
        assert event in {"", *(transition.event.code for transition in PROCEDURES[key].transitions)}
    assert question.clauses
    assert question.arrows
