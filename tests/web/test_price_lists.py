"""A field that is chosen from the site's price list: drawn with the prices, in a form and in the rows of a table."""

from werkzeug.test import TestResponse

from tests.web.conftest import Browser, Pages, carried
from tests.web.staffed import staff

BOOKING = {
    "data.quantity": "6",
    "data.cleaners": "2",
    "data.wanted_at": "周三上午",
    "data.contact": "13800001234",
    "data.price_told": "yes",
}


def sends(browser: Browser, number: str, event: str, **form: str) -> TestResponse:
    """From the page of the event's own."""
    path = f"/cases/{number}/events/{event}"
    return browser.post(path, {**carried(browser.get(path).text, event), **form})


def test_the_items_are_offered_with_their_prices_and_nothing_else_is_taken(pages: Pages) -> None:
    number = pages.world.start(procedure="home_cleaning")
    desk = pages.browser("desk")
    page = desk.get(f"/cases/{number}/events/register").text
    item = '<option value="擦窗 / Window cleaning">擦窗 / Window cleaning（15.00 元／扇 / window）</option>'
    assert item in page
    strange = {**BOOKING, "data.item": "擦吊灯"}
    answer = sends(desk, number, "register", **strange)
    assert answer.status_code == 422
    assert "清洁类型：不在价目表上" in answer.text
    assert sends(desk, number, "register", **{**BOOKING, "data.item": "擦窗 / Window cleaning"}).status_code == 303
    assert "90.00" in desk.get(f"/cases/{number}").text


def test_a_table_offers_them_in_each_row(pages: Pages) -> None:
    staff(pages)
    world = pages.world
    number = world.start(procedure="home_repair")
    order = {"item": "龙头", "urgency": "at_once", "contact": "13800001234", "technician": "tech"}
    world.act("desk", number, "dispatch", **order)
    world.act("tech", number, "arrive")
    tech = pages.browser("tech")
    page = tech.get(f"/cases/{number}/events/assess").text
    assert page.count('value="更换龙头 / Tap changed"') >= 2
    rows = {"data.budget.0.item": "更换龙头 / Tap changed", "data.budget.0.quantity": "2", "data.parts_cost": "25.5"}
    found = {"data.content_seen": "破裂", "data.charged": "paid", "data.customer_agrees": "yes"}
    assert sends(tech, number, "assess", **found, **rows).status_code == 303
    assert "85.50" in tech.get(f"/cases/{number}").text


def test_the_page_of_the_procedure_shows_the_list_line_by_line(pages: Pages) -> None:
    page = pages.browser("desk").get("/procedures/home_cleaning").text
    assert '<span class="text small">日常保洁 / Regular cleaning | 人工小时 / cleaner and hour | 40.00\n' in page
