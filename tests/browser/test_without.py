"""Without scripts, without a mouse."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.served import PASSWORD
from tests.browser.visitor import Visitor
from tests.stories.forms import AGREED, WELDERS_PAPERS, hot_work, look, permit_in
from tests.stories.office import StoryOffice

FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const between = one === document.body;  // from the page's end round to its beginning
    return between ? ['', ''] : [one.textContent + (one.getAttribute('id') ?? ''), style.outlineStyle];
}"""


def test_a_permit_goes_to_its_end_without_scripts(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    someone = visit("zh", "en", scripts=False)
    number = someone.becomes("front_desk").starts("hot_work_permit", flat, flat.owner)
    someone.brings(*WELDERS_PAPERS).takes("submit", **hot_work(office))
    someone.becomes("engineering_supervisor").finds(number).takes("endorse", **look(office))
    someone.becomes("safety_supervisor").finds(number).takes("endorse", **look(office))
    someone.becomes("director").finds(number).takes("approve", **AGREED)
    someone.becomes("front_desk").finds(number).takes("issue")
    someone.becomes("director").finds(number).takes("seal")
    someone.becomes("front_desk").finds(number).brings("signed_permit_copy")
    someone.takes("hand_over", notice_posted=True, handed_to="业主一示例")
    office.later(hours=3)
    someone.finds(number).takes("finish_work", work_ended_at=office.at())
    office.later(hours=1)
    someone.becomes("safety_supervisor").finds(number).takes("close", no_hazard_left=True)
    someone.state_is("closed", "hot_work_permit")


def test_a_director_approves_with_the_keyboard_alone(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "director_approval")
    director = visit("zh")
    director.login = "director"
    director.lang = "zh"
    director.page.goto("/login")
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


def tabs_to(visitor: Visitor, what: str) -> None:
    """Whatever is passed on the way can be seen to have the focus."""
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        words, outline = visitor.page.evaluate(FOCUSED)
        assert outline != "none", f"nothing shows that the focus is on: {words}"
        if what in words:
            return
    raise AssertionError(f"the Tab key does not lead to {what}")


def enters(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.arrives()
