"""The list of cases and the search at the top of every page."""

import pytest

from flows.service import case_finding
from tests.service.test_acting import submitted
from tests.web.conftest import Browser, Pages


@pytest.fixture
def desk(pages: Pages) -> Browser:
    return pages.browser("desk")


def shown(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_every_page_leads_to_the_search(desk: Browser, pages: Pages) -> None:
    number = pages.world.start()
    for address in ("/", "/units", f"/cases/{number}", "/account"):
        assert '<form class="find" method="get" action="/cases" role="search"' in shown(desk, address), address
    assert '<form class="find"' not in shown(desk, "/cases")  # which has one of its own
    assert '<form class="find"' not in pages.anonymous().get("/login").get_data(as_text=True)


def test_cases_are_found_and_filtered(desk: Browser, pages: Pages) -> None:
    draft, review = pages.world.start(), submitted(pages.world)
    for address in ("/cases", "/cases?q=示例", "/cases?q=1-101&procedure=errand&site=north", "/cases?q=%20"):
        page = shown(desk, address)
        assert page.index(review) < page.index(draft), address
    nothing = shown(desk, "/cases?q=水泵")
    assert "没有找到" in nothing
    assert 'value="水泵"' in nothing
    pages.world.later(hours=5)
    late = shown(pages.browser("desk"), "/cases?overdue=1")  # a session does not last that long
    assert review in late
    assert "逾期过" in late
    assert draft not in late


def test_a_number_in_full_leads_to_its_case(desk: Browser, pages: Pages) -> None:
    number = pages.world.start()
    answer = desk.get(f"/cases?q={number.lower()}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{number}?site=north")
    assert number in shown(desk, f"/cases?q={number[-4:]}")


def test_what_is_typed_stays_text(desk: Browser, pages: Pages) -> None:
    pages.world.start()
    assert "&lt;b&gt;" in shown(desk, "/cases?q=<b>")
    assert desk.get("/cases?q=" + "长" * 101).status_code == 422
    assert "最多 100 个字" in desk.last
    assert desk.get("/cases?cursor=nonsense").status_code == 422


def test_pages_lead_on(desk: Browser, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [pages.world.start() for _ in range(51)]
    page = shown(desk, "/cases?q=示例")
    assert numbers[0] not in page
    onward = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert numbers[0] in shown(desk, onward)
    monkeypatch.setattr(case_finding, "EXAMINED", 5)
    for address in ("/cases?overdue=1", "/cases?overdue=1&q=示例"):
        page = shown(desk, address)
        assert "接着往前找" in page
        assert 'rel="next"' in page


def test_nobody_elsewhere_finds_a_case_of_here(pages: Pages) -> None:
    number = pages.world.start()
    far = pages.browser("far")
    assert number not in shown(far, "/cases")
    assert "没有找到" in shown(far, f"/cases?q={number}")
    assert far.get("/cases?site=north").status_code == 404
