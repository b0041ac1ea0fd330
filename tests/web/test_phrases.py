"""Templates of opinions, reasons and comments: kept by administrators, offered beside forms."""

import re

import pytest

from flows.service import phrases
from tests.web.conftest import Browser, Pages, hidden
from tests.web.staffed import staff
from tests.web.stories import in_review


@pytest.fixture
def staffed(pages: Pages) -> Pages:
    staff(pages)
    return pages


def add(browser: Browser, use: str, words: str) -> int:
    page = browser.get("/admin/phrases?site=north").text.split('id="h-new"')[1]
    form = {"key": hidden(page, "key"), "site": "north", "use": use, "words": words}
    return browser.post("/admin/phrases", form).status_code


def test_what_is_added_is_offered_beside_the_forms_of_its_use_until_removed(staffed: Pages) -> None:
    admin, engineer = staffed.browser("admin"), staffed.browser("eng")
    assert add(admin, "opinion", "同意 <b>施工</b>") == 303
    assert add(admin, "opinion", " 同意  <b>施工</b> ") == 303, "what is there already is not added again"
    assert add(admin, "reason", "资料不全") == 303
    number = in_review(staffed.world)
    assert "/phrases?site=north&amp;use=opinion" in engineer.get(f"/cases/{number}").text
    offered = engineer.get("/phrases?site=north&use=opinion").text
    assert re.findall(r"data-phrase>(.*?)</button>", offered) == ["同意 &lt;b&gt;施工&lt;/b&gt;"]
    assert "资料不全" in engineer.get("/phrases?site=north&use=reason").text
    page = admin.get("/admin/phrases?site=north").text
    form = re.search(r'<form method="post" action="/admin/phrases/remove">.*?</form>', page, re.DOTALL)
    assert form
    sent = {
        "key": hidden(form[0], "key"),
        "site": "north",
        "phrase": hidden(form[0].replace("button", "input"), "phrase"),
    }
    assert admin.post("/admin/phrases/remove", sent).status_code == 303
    assert "data-phrase" not in engineer.get("/phrases?site=north&use=opinion").text


@pytest.mark.parametrize(("use", "words"), [("opinion", " "), ("opinion", "长" * 201), ("joke", "哈哈")])
def test_what_is_no_phrase_is_refused_at_its_field(staffed: Pages, use: str, words: str) -> None:
    admin = staffed.browser("admin")
    assert add(admin, use, words) == 422
    assert "-problem" in admin.last


def test_there_are_no_more_than_read_as_buttons(staffed: Pages) -> None:
    office, now = staffed.world.office, staffed.world.now
    for number in range(phrases.MOST):
        phrases.add_phrase(office, "admin", "north", "opinion", f"同意 {number}", now)
    admin = staffed.browser("admin")
    assert add(admin, "opinion", "再来一条") == 422
    assert "请先删去不用的" in admin.last


def test_only_the_sites_own_people_are_offered_them_and_only_its_administrators_change_them(staffed: Pages) -> None:
    phrases.add_phrase(staffed.world.office, "root.one", "north", "opinion", "同意", staffed.world.now)
    assert staffed.browser("far").get("/phrases?site=north&use=opinion").status_code == 404
    assert staffed.browser("eng").get("/phrases?site=north&use=joke").status_code == 404
    assert staffed.browser("lead").get("/admin/phrases").status_code == 403
