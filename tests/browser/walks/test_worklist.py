"""A day at the worklist with the keyboard alone: gone through, ticked, refreshed without losing a tick, done at once."""

from playwright.sync_api import expect
from sqlalchemy import insert

from flows.service.starting import Opening, start
from flows.storage import tables as t
from tests.browser.conftest import Visits
from tests.stories.office import StoryOffice


def test_several_are_ticked_by_keys_kept_over_a_refresh_and_done_at_once(office: StoryOffice, visit: Visits) -> None:
    with office.office.transaction() as connection:  # quicker than a site may set it, for nobody is to wait here
        row = {"site_id": 1, "procedure": "office", "code": "refresh_seconds", "value": 1}
        connection.execute(insert(t.settings), {**row, "changed_by": 1, "changed_at": office.now})

    def begun() -> str:
        return start(office.office, Opening("front_desk", "complaint", "north"), office.now).number

    numbers = [begun() for _ in range(3)]
    desk = visit("zh").becomes("front_desk").goes_to("/?view=post&procedure=complaint")
    page, keys = desk.page, desk.page.keyboard
    expect(page.locator("#keys")).to_be_attached()
    keys.press("?")
    expect(page.locator("#keys")).to_be_visible()
    keys.press("j")  # nothing while it is open
    keys.press("Escape")
    shown = page.locator("#found tbody tr")
    many = shown.count()
    keys.press("/")
    keys.type("jx?")  # typed, not obeyed
    expect(page.locator("#q")).to_have_value("jx?")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("#q").fill("")
    expect(shown).to_have_count(many)
    page.locator("#q").blur()
    office.later(minutes=1)
    begun()
    expect(page.locator("#beside")).to_contain_text("新到 1 张")
    for number in numbers[:2]:
        page.get_by_label(f"勾选 {number}").check()
    page.get_by_role("link", name="显示出来").click()
    expect(shown).to_have_count(many + 1)
    expect(page.locator("#pick-count")).to_have_text(" (2)")
    page.get_by_label(f"勾选 {numbers[0]}").focus()
    keys.press("x")
    expect(page.locator("#pick-count")).to_have_text(" (1)")
    keys.press("x")
    desk.presses("办理所选 (2)", "Act on those ticked (2)").is_told(*numbers[:2])
    page.get_by_label("撤回").check()
    page.get_by_role("textbox", name="理由").fill("重复登记")
    desk.presses("办理这 2 张", "Do it for these 2").is_told("已办理 2", *numbers[:2])
    desk.goes_to("/?view=done").is_told(*numbers[:2], "撤回")
