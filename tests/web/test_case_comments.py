"""Comments on the page of a case, without scripts."""

import re
from urllib.parse import urlsplit

from tests.web.conftest import Pages, hidden
from tests.web.stories import in_review


def said(page: str) -> str:
    found = re.search(r'<section class="card[^"]*" id="comments".*?</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def test_a_comment_stands_on_the_page_with_whom_it_mentions_by_name(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    page = desk.get(f"/cases/{number}").text
    assert "还没有留言" in said(page)
    form = {
        "key": hidden(page.split('id="comments"')[1], "key"),
        "words": "<b>图纸</b>在前台，@safe 也看",
        "mention": "eng",
    }
    for _ in range(2):  # pressed twice
        answer = desk.post(f"/cases/{number}/comments", form)
        assert answer.status_code == 303
        assert urlsplit(answer.location).fragment == "comments"
    page = desk.get(f"/cases/{number}").text
    assert "留言已保存，已通知示例eng、示例safe。" in page
    assert page.count('<li id="comment-') == 1
    assert "<b>@示例eng</b> &lt;b&gt;图纸&lt;/b&gt;在前台，<b>@示例safe</b> 也看" in page
    assert f"示例desk 在跑腿 {number} 的留言中提到了您" in pages.browser("eng").get("/notices").text


def test_what_is_refused_comes_back_with_what_was_typed(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    page = desk.get(f"/cases/{number}").text
    form = {"key": hidden(page.split('id="comments"')[1], "key"), "words": "@张三 请看"}
    answer = desk.post(f"/cases/{number}/comments", form)
    assert answer.status_code == 422
    assert "“@张三”不是能看到此单据的同事" in answer.text
    assert ">@张三 请看</textarea>" in answer.text
    assert "示例far" not in answer.text, "whoever works elsewhere can't be chosen"


def test_the_comments_of_a_case_elsewhere_are_not_there(pages: Pages) -> None:
    number = in_review(pages.world)
    far = pages.browser("far")
    assert far.get(f"/cases/{number}/comments").status_code == 404
    assert far.post(f"/cases/{number}/comments", {"key": "k", "words": "我也说"}).status_code == 404
