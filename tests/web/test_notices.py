"""The bell: what somebody was told, read when they say so and not by opening a page."""

import re

import pytest

from flows.service.working import work
from tests.web.conftest import Pages
from tests.web.stories import in_review


def told(pages: Pages) -> str:
    number = in_review(pages.world)
    work(pages.world.office, pages.world.now)
    return number


def counted(browser) -> str:
    return re.sub(r"<[^>]+>|\s", "", browser.get("/notices/count").text)


def test_what_waits_for_me_is_told_and_read_when_i_say_so(pages_on_both: Pages) -> None:
    pages = pages_on_both
    number = told(pages)
    engineer = pages.browser("eng")
    assert counted(engineer) == "1"
    page = engineer.get("/notices").text
    assert f"待办：跑腿 {number}，审核" in page
    assert f"To do: Errand {number}, Review" in engineer.get("/notices?lang=en").text
    assert counted(engineer) == "1", "looking reads nothing"
    address = re.search(r'action="(/notices/\d+/read)"', engineer.get("/notices").text).group(1)
    answer = engineer.post(address)
    assert (answer.status_code, answer.location) == (303, f"/cases/{number}?site=north")
    assert counted(engineer) == ""
    assert engineer.get(answer.location).status_code == 200


def test_everything_is_read_at_once_and_nobody_reads_for_others(pages: Pages) -> None:
    told(pages)
    both, engineer = pages.browser("both"), pages.browser("eng")
    address = re.search(r'action="(/notices/\d+/read)"', engineer.get("/notices").text).group(1)
    both.get("/notices")
    assert both.post(address).status_code == 404
    assert counted(engineer) == "1"
    both.get("/notices")
    assert both.post("/notices/read").status_code == 303
    assert (counted(both), counted(engineer)) == ("", "1")


def test_who_has_been_told_nothing_is_told_so(pages: Pages) -> None:
    page = pages.browser("desk2").get("/notices").text
    assert "还没有通知" in page
    assert 'href="/notices"' in page


def test_a_page_of_notices_that_was_never_there_is_empty(pages: Pages) -> None:
    told(pages)
    engineer = pages.browser("eng")
    for before in ("0", "x", "9" * 40):
        assert engineer.get(f"/notices?before={before}").status_code == 200


@pytest.mark.parametrize("notice", [0, 10**6, 2**63 - 1, 2**63, 10**30])
def test_a_notice_that_was_never_there_is_not_found_however_large_its_number(pages_on_both: Pages, notice: int) -> None:
    engineer = pages_on_both.browser("eng")
    engineer.get("/notices")
    answer = engineer.post(f"/notices/{notice}/read")
    assert answer.status_code == 404
    assert "没有" in answer.text
