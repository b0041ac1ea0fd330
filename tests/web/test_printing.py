"""Printed forms over HTTP: who gets which, what stays masked, where the code leads, and the same for programs."""

import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from flows.procedures.papers import SHEETS
from flows.service import tokens
from flows.service.verification import code_of
from flows.storage.tables import reveals
from tests.browser.served import PASSWORD, House, furnished
from tests.stories.forms import passes_in, permit_in
from tests.stories.office import StoryCase, StoryOffice
from tests.web.conftest import Browser
from web.app import create_app
from web.security import POLICY

BASE = "http://flows.example"
PERMIT, ASKED, CARD = "hot_work_permit", "hot_work_application", "worker_pass_card"
FULL, MASKED = "13900000001", "139••••0001"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = furnished(tmp_path_factory.mktemp("house"))
    yield made
    made.office.engine.dispose()


@pytest.fixture
def office(house: House) -> StoryOffice:
    return house.tells()


@pytest.fixture
def desk(house: House, office: StoryOffice) -> Browser:
    return signed_in(house, "front_desk")


def signed_in(house: House, login: str) -> Browser:
    app = create_app(house.office, lambda: house.story.now, base_url=BASE)
    app.testing = True
    browser = Browser(app.test_client())
    browser.get("/login")
    assert browser.post("/login", {"login": login, "password": PASSWORD}).status_code == 303, browser.last
    return browser


def at(case: StoryCase, *tail: str) -> str:
    return "/".join((f"/cases/{case.number}", *tail))


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_case_lists_what_can_be_printed_and_what_comes_first_otherwise(office: StoryOffice, desk: Browser) -> None:
    permit = permit_in(office, "approved")
    page = desk.get(at(permit)).get_data(as_text=True)
    assert f'href="{at(permit, "print", "hot_work_application")}"' in page
    assert f'href="{at(permit, "print", PERMIT)}"' not in page
    assert "还不能打印：须先办理“开具许可证”" in page
    refused = desk.get(at(permit, "print", PERMIT))
    assert refused.status_code == 409
    assert "须先办理“开具许可证”" in refused.get_data(as_text=True)
    assert desk.get(at(permit, "print", f"{PERMIT}.pdf")).status_code == 409


def test_the_seal_comes_with_its_event(office: StoryOffice, desk: Browser) -> None:
    permit = permit_in(office, "issued")
    before = desk.get(at(permit, "print", PERMIT)).get_data(as_text=True)
    assert "盖章处" in before
    assert "<circle" not in before
    permit.at("director").takes("seal")
    after = desk.get(at(permit, "print", PERMIT)).get_data(as_text=True)
    assert "盖章处" not in after
    assert after.count("<circle") == len(SHEETS[PERMIT].copies)


def test_a_form_keeps_to_the_strict_policy(office: StoryOffice, desk: Browser) -> None:
    found = desk.get(at(permit_in(office, "sealed"), "print", PERMIT))
    assert found.headers["Content-Security-Policy"] == POLICY
    assert found.headers["Cache-Control"] == "no-store"
    page = found.get_data(as_text=True)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?! src=)", page)


def test_page_and_pdf_say_the_same(office: StoryOffice, desk: Browser) -> None:
    permit = permit_in(office, "sealed")
    page = "".join(desk.get(at(permit, "print", PERMIT)).get_data(as_text=True).split())
    pdf = desk.get(at(permit, "print", f"{PERMIT}.pdf"))
    assert pdf.mimetype == "application/pdf"
    assert f'filename="{permit.number}-{PERMIT}.pdf"' in pdf.headers["Content-Disposition"]
    code = code_of(office.office, "north", permit.number)
    for each in (
        permit.number,
        code,
        "工程主管意见",
        "示例director",
        "厨房水管井旁",
        "第二联",
        "个人信息已部分隐去",
        "现场查看时间",
    ):
        assert "".join(each.split()) in page
        assert "".join(each.split()) in words(pdf.data)
    assert page.count("可燃物已清，灭火器在位") == words(pdf.data).count("可燃物已清，灭火器在位") == 4, (
        "two reviewers, two copies"
    )
    assert desk.get(at(permit, "print", f"{PERMIT}.pdf?lang=en")).data != pdf.data


def test_the_code_on_the_form_leads_to_its_answer(office: StoryOffice, house: House, desk: Browser) -> None:
    passes = passes_in(office, "in_use")
    page = desk.get(at(passes, "print", CARD, "2")).get_data(as_text=True)
    found = re.search(rf"{passes.number}-[A-Z2-7]{{16}}", page)
    assert found
    assert found.group() == code_of(office.office, "north", passes.number, "worker_pass", 2)
    assert "<h1>有效</h1>" in desk.get(f"/verify/{found.group()}").get_data(as_text=True)
    passes.at("front_desk").takes("void_pass", line=2, reason="遗失")
    assert "<h1>已作废</h1>" in desk.get(f"/verify/{found.group()}").get_data(as_text=True)
    assert "已作废" in desk.get(at(passes, "print", CARD, "2")).get_data(as_text=True)


def test_cards_are_printed_all_together_or_one_by_one(office: StoryOffice, desk: Browser) -> None:
    passes = passes_in(office, "in_use")
    both = desk.get(at(passes, "print", CARD)).get_data(as_text=True)
    assert both.count('class="sheet sheet-card"') == 2
    assert "工人二示例" not in desk.get(at(passes, "print", CARD, "1")).get_data(as_text=True)
    passes.at("front_desk").takes("void_pass", line=1, reason="遗失")
    assert "工人一示例" not in desk.get(at(passes, "print", CARD)).get_data(as_text=True)
    assert len(PdfReader(io.BytesIO(desk.get(at(passes, "print", CARD, "1.pdf")).data)).pages) == 1


def test_what_is_not_there_is_not_found(office: StoryOffice, house: House, desk: Browser) -> None:
    permit, passes = permit_in(office, "sealed"), passes_in(office, "in_use")
    for path in (
        at(permit, "print", "nothing_like_it"),
        at(permit, "print", CARD),
        at(permit, "print", PERMIT, "1"),
        at(passes, "print", CARD, "9"),
        "/cases/HW-2026-9999/print/hot_work_permit",
    ):
        assert desk.get(path).status_code == 404, path


def test_nobody_prints_without_signing_in(office: StoryOffice, house: House) -> None:
    path = at(permit_in(office, "sealed"), "print", PERMIT)
    stranger = Browser(create_app(house.office, lambda: office.now).test_client())
    assert stranger.get(path).status_code in (302, 303)
    assert stranger.get(f"{path}.pdf").status_code in (302, 303)


def test_personal_values_are_masked(office: StoryOffice, desk: Browser) -> None:
    permit = permit_in(office, "sealed")
    page = desk.get(at(permit, "print", ASKED)).get_data(as_text=True)
    assert MASKED in page
    assert FULL not in page
    assert "显示完整信息" not in page, "nobody needs it in full on the application"
    for form in (ASKED, PERMIT):
        assert FULL not in words(desk.get(at(permit, "print", f"{form}.pdf")).data)


def test_what_hangs_at_the_entrance_names_nobody(office: StoryOffice, desk: Browser) -> None:
    permit = permit_in(office, "sealed")
    page = desk.get(at(permit, "print", "hot_work_notice")).get_data(as_text=True)
    facts = permit.data
    assert "动火告示" in page
    assert facts["permit_number"] in page
    for name in ("welder", "fire_watcher", "fire_watcher_phone"):
        assert facts[name] not in page
    assert MASKED not in page


def test_what_a_form_needs_in_full_is_shown_when_asked_for_and_written_down(office: StoryOffice, desk: Browser) -> None:
    permit = permit_in(office, "sealed")
    path = at(permit, "print", PERMIT)
    page = desk.get(path).get_data(as_text=True)
    assert FULL not in page
    assert "显示完整信息" in page
    assert looks(office) == []
    shown = desk.post(path).get_data(as_text=True)
    assert FULL in shown
    assert "E00••••0001" in shown, "the welder's ID number is not needed"
    assert looks(office) == [("field:fire_watcher_phone", "打印“动火许可证”", "front_desk")]
    assert FULL in words(desk.post(f"{path}.pdf").data)
    assert len(looks(office)) == 2


def test_a_post_that_has_nothing_to_do_with_it_gets_no_number(office: StoryOffice, house: House) -> None:
    permit = permit_in(office, "sealed")
    before, technician = len(looks(office)), signed_in(house, "technician")
    page = technician.get(at(permit, "print", PERMIT)).get_data(as_text=True)
    assert "显示完整信息" not in page
    technician.get("/account")
    assert technician.post(at(permit, "print", PERMIT)).status_code == 403
    assert len(looks(office)) == before


def looks(office: StoryOffice) -> list[tuple[str, str, str]]:
    with office.office.read() as connection:
        rows = connection.execute(select(reveals).order_by(reveals.c.id))
        return [(row.place, row.reason, row.role) for row in rows]


def test_programs_list_and_load_forms(office: StoryOffice, house: House) -> None:
    permit = permit_in(office, "issued")
    token = tokens.create_token(office.office, "front_desk", "front_desk", "printing", office.now).secret
    client = create_app(house.office, lambda: office.now, base_url=BASE).test_client()
    headers = {"Authorization": f"Bearer {token}"}
    found = client.get(f"/api/v1/cases/{permit.number}/sheets", headers=headers).get_json()["items"]
    assert [(one["code"], one["size"], one["ready"]) for one in found] == [
        ("hot_work_application", "A4", True),
        (PERMIT, "A4", True),
        ("hot_work_notice", "A4", True),
    ]
    pdf = client.get(found[1]["pdf"], headers=headers)
    assert pdf.mimetype == "application/pdf"
    assert permit.number in words(pdf.data)
    draft = permit_in(office, "draft")
    early = client.get(f"/api/v1/cases/{draft.number}/sheets/{PERMIT}.pdf", headers=headers)
    assert early.status_code == 409
    assert "开具许可证" in early.get_json()["detail"]
    listed = client.get(f"/api/v1/cases/{draft.number}/sheets", headers=headers).get_json()["items"]
    assert listed[1]["missing"]["zh"].startswith("须先办理")


def test_without_the_means_a_sentence_says_so(
    office: StoryOffice, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.printing.pdf.NEEDS", ("a_package_that_is_not_there",))
    found = desk.get(at(permit_in(office, "sealed"), "print", f"{PERMIT}.pdf"))
    assert found.status_code == 501
    assert "flows[print]" in found.get_data(as_text=True)
