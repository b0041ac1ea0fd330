"""Stopping the clock of a case on its page, and starting it again."""

import re

from tests.web.conftest import Pages
from tests.web.stories import in_review


def limits(page: str) -> str:
    found = re.search(r'<ul class="plain limits">.*?</ul>', page, re.DOTALL)
    assert found, "the page tells no deadlines"
    return re.sub(r"<[^>]+>|\s+", " ", found.group())


def test_the_clock_stops_and_goes_on_and_the_page_tells_how_it_was_reckoned(pages: Pages) -> None:
    number = in_review(pages.world)
    engineer = pages.browser("eng")
    assert "等客户" in engineer.get(f"/cases/{number}").text
    answer = engineer.post(f"/cases/{number}/pause", {"pause": "customer", "reason": "客户出差"})
    assert answer.status_code == 303
    page = engineer.get(f"/cases/{number}").text
    assert "计时已暂停" in limits(page)
    assert "客户出差" in page
    pages.world.later(hours=2, minutes=10)
    engineer = pages.browser("eng")  # nobody used that session for two hours
    engineer.get(f"/cases/{number}")
    assert engineer.post(f"/cases/{number}/resume").status_code == 303
    told = limits(engineer.get(f"/cases/{number}").text)
    assert re.search(r"15:10（已扣除暂停 2 小时 10 分）", told), told
    assert "(2 h 10 min paused)" in limits(engineer.get(f"/cases/{number}?lang=en").text)


def test_a_clock_that_runs_on_by_itself_after_the_longest_pause_is_not_called_stopped(pages: Pages) -> None:
    number = in_review(pages.world)
    engineer = pages.browser("eng")
    engineer.get(f"/cases/{number}")
    engineer.post(f"/cases/{number}/pause", {"pause": "customer", "reason": "客户出差"})
    pages.world.later(days=3, hours=2)
    page = pages.browser("eng").get(f"/cases/{number}?lang=zh").text
    assert "2026-11-23 13:00（原定 2026-11-20 13:00，自 2026-11-20 09:00 暂停，2026-11-23 09:00 已满最长暂停" in limits(
        page
    )
    assert "还有 2 小时" in limits(page)
    assert "计时已暂停" not in limits(page)
    assert "已满最长暂停，时钟自行走动。" in page
    pages.world.later(hours=3)
    page = pages.browser("eng").get(f"/cases/{number}?lang=en").text
    assert "after the longest wait, on 2026-11-23 09:00, the clock ran on by itself" in limits(page)
    assert "overdue by 1 h" in limits(page)
    assert "after the longest wait its clock runs on by itself" in page
    engineer = pages.browser("eng")
    engineer.get(f"/cases/{number}")
    assert engineer.post(f"/cases/{number}/resume").status_code == 303
    assert "2026-11-23 13:00 (3 d paused)" in limits(engineer.get(f"/cases/{number}?lang=en").text)


def test_while_it_stands_still_the_buttons_say_so(pages: Pages) -> None:
    number = in_review(pages.world)
    engineer = pages.browser("eng")
    engineer.get(f"/cases/{number}")
    engineer.post(f"/cases/{number}/pause", {"pause": "customer", "reason": "客户出差"})
    page = engineer.get(f"/cases/{number}").text
    assert "计时已暂停，请先恢复计时" in page
    assert f'action="/cases/{number}/resume"' in page
    assert f'action="/cases/{number}/pause"' not in page


def test_nobody_else_may_and_nonsense_is_told(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    assert f'action="/cases/{number}/pause"' not in desk.get(f"/cases/{number}").text
    assert desk.post(f"/cases/{number}/pause", {"pause": "customer", "reason": "x"}).status_code == 403
    engineer = pages.browser("eng")
    engineer.get(f"/cases/{number}")
    for form in ({"pause": "lunch", "reason": "x"}, {"pause": "customer", "reason": " "}, {}):
        assert engineer.post(f"/cases/{number}/pause", form).status_code == 422
    assert engineer.post(f"/cases/{number}/resume").status_code == 422
