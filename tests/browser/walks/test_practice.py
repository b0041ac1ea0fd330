"""A newcomer looks at a procedure, solves a task in practice, and is back at work with nothing changed."""

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor


def lets_colleagues_act(someone: Visitor, times: int) -> None:
    for _ in range(times):
        someone.presses("让同事办这一步", "Let the colleague act")
        expect(someone.page.get_by_role("status").first).to_contain_text(someone.says("已办理", " did "))


def test_an_arrow_tells_what_it_needs_and_a_question_leads_to_it(visit: Visits) -> None:
    someone = visit("zh").becomes("trainer").goes_to("/procedures")
    page = someone.page
    someone.follows(page.get_by_role("link", name="动火许可证"))
    page.locator('#picture .label[data-moves^="submit:"]').first.click(force=True)
    expect(page.locator("[data-picked]")).to_contain_text("焊工证复印件")
    expect(page.locator("[data-picked]")).to_contain_text("CSH 5.5.1")
    someone.arrives()
    page.get_by_role("button", name="收起").click()
    expect(page.locator("[data-picked]")).to_be_empty()
    page.get_by_role("button", name="放大").click()
    expect(page.locator("#picture")).to_have_class("diagram-frame zoom-1")
    someone.goes_to("/procedures/exam")
    page.locator("summary").first.click()
    someone.arrives()
    someone.follows(page.get_by_role("link", name="投诉处理：记录投诉").first)
    expect(page.locator("#arrow-record")).to_be_in_viewport()


def test_a_fire_watch_is_practised_to_its_end(visit: Visits) -> None:
    someone = visit("en", phone=True).becomes("front_desk").goes_to("/")
    before = someone.page.get_by_role("main").inner_text()
    someone.goes_to("/procedures").follows(someone.page.get_by_role("link", name="Practise"))
    someone.presses("开始：收工就关闭？", "Begin: Close as soon as the work has ended?")
    lets_colleagues_act(someone, 7)
    someone.presses("+1 小时", "+1 hour")  # the work may begin then, and end no sooner
    lets_colleagues_act(someone, 1)
    someone.presses("坐到：安全主管", "Sit as: Safety supervisor")
    someone.is_told("The fire watch lasts 60 minutes after the work")
    someone.presses("+1 小时", "+1 hour").takes("close", no_hazard_left=True)
    someone.state_is("closed", "hot_work_permit")
    someone.follows(someone.page.get_by_role("link", name="See the result"))
    someone.is_told("Solved", "refusals: 1", "beyond the handbook")
    someone.follows(someone.page.get_by_role("link", name="Leave practice"))
    assert someone.page.get_by_role("main").inner_text() == before
