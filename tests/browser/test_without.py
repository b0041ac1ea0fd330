"""Without scripts, without a mouse, without waiting."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.served import PASSWORD
from tests.browser.visitor import Visitor
from tests.stories.forms import permit_in, service_in
from tests.stories.office import StoryOffice

FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const between = one === document.body;  // from the page's end round to its beginning
    return between ? ['', ''] : [one.textContent + (one.getAttribute('id') ?? ''), style.outlineStyle];
}"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_table_is_given_more_rows_and_keeps_what_was_typed(office: StoryOffice, visit: Visits, scripts: bool) -> None:
    service = service_in(office, "fee_agreed")
    keeper = visit("zh", scripts=scripts).becomes("warehouse").goes_to(f"/cases/{service.number}")
    form = keeper.opens("draw_materials")
    rows = form.get_by_role("row")
    before = rows.count()
    keeper.fills(form, {"materials_drawn": [{"item": "阀芯", "quantity": 2, "kind": "material"}]})
    form.get_by_role("button", name="加几行").click()
    expect(rows).to_have_count(before + 4)
    expect(form.locator('[name="data.materials_drawn.0.item"]')).to_have_value("阀芯")
    if scripts:
        expect(form.get_by_role("button", name="加几行")).to_be_focused()
    last = {"data.materials_drawn.5.item": "管钳", "data.materials_drawn.5.quantity": "1"}
    for name, value in last.items():
        form.locator(f'[name="{name}"]').fill(value)
    form.locator('[name="data.materials_drawn.5.kind"]').select_option("tool")
    keeper.presses("领用材料", "Draw materials", form.locator(".actions"))
    assert [row["item"] for row in service.data["materials_drawn"]] == ["阀芯", "管钳"]


def test_a_director_approves_with_the_keyboard_alone(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "director_approval")
    director = visit("zh")
    director.login = "director"
    director.page.goto("/login?lang=zh")
    tabs_to(director, "login")
    director.page.keyboard.type("director")
    tabs_to(director, "password")
    director.page.keyboard.type(PASSWORD)
    enters(director)
    tabs_to(director, permit.number)
    enters(director)
    tabs_to(director, "opinion-approve")
    director.page.keyboard.type("同意")
    tabs_to(director, "批准")
    enters(director)
    expect(director.page.get_by_role("status")).to_contain_text("已办理“批准”")
    assert permit.events[-1] == "approve"


def test_who_leaves_before_the_draft_was_saved_finds_it_all_the_same(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "director_approval")
    director = visit("zh").becomes("director").finds(permit.number)
    director.opens("approve").locator('[name="opinion"]').fill("现场看过")
    director.goes_to("/")
    for _ in range(50):  # it is sent while the next page is already asked for
        if director.goes_to(f"/cases/{permit.number}").page.locator(".draft-found").count():
            break
    expect(director.opens("approve").locator('[name="opinion"]')).to_have_value("现场看过")
    assert permit.events[-1] == "endorse"


def tabs_to(visitor: Visitor, what: str) -> None:
    """Whatever is passed on the way can be seen to have the focus."""
    passed = []
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        words, outline = visitor.page.evaluate(FOCUSED)
        assert outline != "none", f"nothing shows that the focus is on: {words}"
        if what in words:
            return
        passed.append(words.strip()[:30])
    raise AssertionError(f"the Tab key does not lead to {what}, only to {passed}")


def enters(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.arrives()
