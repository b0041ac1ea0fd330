"""Who was told what of a case, and whether they have read it."""

import re

import pytest

from flows.service import case_notices
from flows.service.commenting import comment
from flows.service.noticing import mark_read
from tests.web.conftest import Pages
from tests.web.stories import in_review


def mention(pages: Pages, number: str, login: str) -> None:
    comment(pages.world.office, "desk", number, f"@{login} 请看", pages.world.now)


def told(page: str) -> list[str]:
    found = re.search(r'<div id="told-list">.*?</div>', page, re.DOTALL)
    assert found
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<li>.*?</li>", found[0], re.DOTALL)]


def test_a_case_lists_who_was_told_what_and_whether_it_was_read(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    assert f"/cases/{number}/told" in desk.get(f"/cases/{number}").text
    mention(pages, number, "safe")
    mention(pages, number, "eng")
    newest, older = told(desk.get(f"/cases/{number}/told").text)[:2]
    assert newest.startswith("示例eng 未读")
    assert newest.endswith(f"{number} 的留言中提到了您")
    assert older.startswith("示例safe 未读")
    mark_read(pages.world.office, "eng", pages.world.now)
    newest, older = told(desk.get(f"/cases/{number}/told").text)[:2]
    assert newest.startswith("示例eng 已读 ")
    assert older.startswith("示例safe 未读")
    assert told(desk.get(f"/cases/{number}/told?lang=en").text)[0].startswith("示例eng read ")


def test_nobody_elsewhere_reads_who_was_told(pages: Pages) -> None:
    assert pages.browser("far").get(f"/cases/{in_review(pages.world)}/told").status_code == 404


def test_the_older_ones_stand_on_further_pages(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_notices, "PAGE", 2)
    number = in_review(pages.world)
    for login in ("eng", "safe", "boss"):
        mention(pages, number, login)
    desk, seen, way = pages.browser("desk"), [], f"/cases/{number}/told"
    while way:
        page = desk.get(way).text
        seen += [one.split()[0] for one in told(page)]
        further = re.search(r'href="([^"]+cursor=[^"]+)"', page)
        way = further[1] if further else ""
    assert seen[:3] == ["示例boss", "示例safe", "示例eng"]
