"""Drafts on the pages: saved by a script or a button, in the form again, gone when sent."""

import re

from tests.web.conftest import Pages, carried
from tests.web.stories import in_review, permit

TYPED = {"data.welder": "焊工<示例>", "data.starts_at": "soon", "data.work": "两行\n说明"}


def draft_form(page: str, event: str, **more: str) -> dict[str, str]:
    return {**carried(page, event), **more}


def test_what_was_typed_is_in_the_form_again_for_its_author_alone(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    way, desk = f"/cases/{number}/events/submit", pages.browser("desk")
    page = desk.get(way).text
    assert f'hx-post="{way}/draft"' in page
    answer = desk.post(f"{way}/draft", draft_form(page, "submit", **TYPED), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (200, "09:00 已存为草稿，只有您看得到；文件不随草稿保存")
    page = desk.get(way).text
    assert "您 2026-11-20 09:00 填写、还没有提交的内容已恢复。" in page
    assert 'value="焊工&lt;示例&gt;"' in page
    assert 'value="soon"' in page
    assert ">两行\n说明</textarea>" in page
    other = pages.browser("desk2").get(way).text
    assert "已恢复" not in other
    assert "焊工&lt;示例&gt;" not in other


def test_without_scripts_a_button_saves_it_and_another_throws_it_away(pages: Pages) -> None:
    number = in_review(pages.world)
    way, engineer = f"/cases/{number}/events/return", pages.browser("eng")
    page = engineer.get(way).text
    assert re.search(rf'<noscript><button class="btn" formaction="{way}/draft"', page)
    assert engineer.post(f"{way}/draft", draft_form(page, "return", reason="缺一张图")).location == way
    page = engineer.get(way).text
    assert "缺一张图</textarea>" in page
    assert "09:00 已存为草稿" in page
    assert engineer.post(f"{way}/draft", {**carried(page, "return"), "forget": "1"}).location == way
    page = engineer.get(way).text
    assert "草稿已丢弃" in page
    assert "缺一张图" not in page


def test_a_sent_form_leaves_no_draft_and_one_that_came_back_shows_what_was_sent(pages: Pages) -> None:
    number = in_review(pages.world)
    way, engineer = f"/cases/{number}/events/return", pages.browser("eng")
    page = engineer.get(way).text
    engineer.post(f"{way}/draft", draft_form(page, "return", reason="缺一张图"))
    answer = engineer.post(way, draft_form(page, "return", reason=" "))
    assert answer.status_code == 422
    assert "已恢复" not in answer.text
    assert engineer.post(way, draft_form(page, "return", reason="缺两张图")).status_code == 303
    assert engineer.post(
        f"{way}/draft", draft_form(page, "return", reason="迟到的"), headers={"HX-Request": "true"}
    ).text.startswith("单据已有变动")


def test_a_draft_of_what_is_not_theirs_is_refused(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    desk.get(f"/cases/{number}")
    form = {"revision": str(pages.world.revision(number)), "opinion": "同意"}
    assert desk.post(f"/cases/{number}/events/endorse/draft", form).status_code == 403
    far = pages.browser("far")
    far.get("/")
    assert far.post(f"/cases/{number}/events/endorse/draft", {"opinion": "同意"}).status_code == 404
