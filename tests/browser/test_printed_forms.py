"""Printed forms as pages: what the browser would send to the printer, and what a phone shows."""

from __future__ import annotations

import io

import pytest
from pypdf import PageObject, PdfReader

from tests.browser.conftest import Visits
from tests.stories.forms import passes_in, permit_in, service_in
from tests.stories.office import StoryOffice

WAYS = [pytest.param("zh", False, id="desk"), pytest.param("en", True, id="phone")]
A4, A5, CARD = (210.0, 297.0), (210.0, 148.0), (85.6, 54.0)
POINT = 25.4 / 72  # millimetres


@pytest.mark.parametrize(("lang", "phone"), WAYS)
def test_forms_are_without_barriers_at_the_desk_and_on_a_phone(
    office: StoryOffice, visit: Visits, lang: str, phone: bool
) -> None:
    permit, passes = permit_in(office, "sealed"), passes_in(office, "in_use")
    desk = visit(lang, phone=phone).becomes("front_desk")
    desk.goes_to(f"/cases/{permit.number}")
    desk.follows(desk.page.get_by_role("link", name=desk.says("动火许可证", "Hot-work permit"), exact=True))
    desk.is_told(desk.says("第二联 交申请人", "Copy 2: handed out"), permit.number)
    desk.goes_to(f"/cases/{passes.number}")
    desk.goes_to(f"/cases/{passes.number}/print/worker_pass_card").is_told("工人一示例", "工人二示例")
    passes.at("front_desk").takes("void_pass", line=2, reason="遗失")
    desk.goes_to(f"/cases/{passes.number}/print/worker_pass_card/2").is_told("已作废")


def test_a_form_comes_out_on_its_own_size_of_paper_a_page_for_each_copy(office: StoryOffice, visit: Visits) -> None:
    permit, passes = permit_in(office, "sealed"), passes_in(office, "in_use")
    service = service_in(office, "dispatched")
    desk = visit("zh").becomes("front_desk")
    for path, size, count in (
        (f"/cases/{permit.number}/print/hot_work_permit", A4, 2),
        (f"/cases/{service.number}/print/service_order", A5, 1),
        (f"/cases/{passes.number}/print/worker_pass_card", CARD, 2),
    ):
        printed = desk.goes_to(path).page.pdf(prefer_css_page_size=True)
        pages = PdfReader(io.BytesIO(printed)).pages
        assert [_millimetres(page) for page in pages] == [pytest.approx(size, abs=0.4)] * count
        assert "回到单据" not in pages[0].extract_text()


def _millimetres(page: PageObject) -> tuple[float, float]:
    box = page.mediabox
    return float(box.width) * POINT, float(box.height) * POINT
