"""The worklist's views as links, and what can be done from a line without losing one's place."""

import re
from html import unescape

from flows.service.claiming import claim
from flows.service.watches import watched
from tests.web.conftest import Pages, hidden
from tests.web.stories import in_review
from tests.web.test_worklist import numbers


def tabs(page: str) -> dict[str, str]:
    return dict(re.findall(r'<a href="(/\?view=\w+)"(?: aria-current="page")?>([^<]+)', page))


def test_the_views_are_links_and_the_one_shown_is_marked(pages: Pages) -> None:
    desk = pages.browser("desk")
    first = desk.get("/").text
    assert list(tabs(first).values()) == ["待办", "我认领的", "等别人办", "关注的", "我办过的"]
    for path, words in tabs(first).items():
        page = desk.get(path).text
        assert f'href="{path}" aria-current="page">{words}' in page
        assert page.count('aria-current="page">') == 2  # and the page among those of the head
        assert 'class="card empty-state"' in page


def test_a_view_that_there_is_not_is_refused_in_words(pages: Pages) -> None:
    answer = pages.browser("desk").get("/?view=all")
    assert answer.status_code == 422
    assert "没有这一页" in answer.text


def test_what_was_passed_on_says_who_has_it_and_since_when(pages: Pages) -> None:
    number = in_review(pages.world)
    pages.world.later(hours=5)
    page = pages.browser("desk").get("/?view=waiting").text
    assert numbers(page) == [number]
    for words in ("工程部主管", "2026-11-20 09:00", "⚠ 逾期 1 小时", 'class="is-late"', "最近 500 次办理"):
        assert words in page, words
    claim(pages.world.office, "both", number, pages.world.now)
    assert "示例both（工程部主管）" in pages.browser("desk").get("/?view=waiting").text


def test_what_one_did_is_told_act_by_act(pages: Pages) -> None:
    number = in_review(pages.world)
    page = pages.browser("desk").get("/?view=done").text
    assert numbers(page) == [number] * 3
    assert re.findall(r"<span>(提交|添加材料|新建) ", page) == ["提交", "添加材料", "新建"]
    english = pages.browser("desk")
    assert "What I did" in english.get("/?view=done&lang=en").text


def test_claiming_from_the_list_leads_back_to_its_line(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    desk.get("/?view=post&procedure=errand")
    answer = desk.post("/worklist/claim", {"case": f"{number}@north", "back": unescape(hidden(desk.last, "back"))})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/?view=post&procedure=errand#{number}.north"
    page = desk.get("/").text
    assert f'<tr id="{number}.north"' in page
    assert f"{number} 已认领" in page
    assert "我已认领" in page
    assert numbers(desk.get("/?view=mine").text) == [number]
    desk.post("/worklist/release", {"case": f"{number}@north"})
    assert numbers(desk.get("/?view=mine").text) == []


def test_who_was_slower_is_told_on_the_list(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    desk.get("/")
    claim(pages.world.office, "desk2", number, pages.world.now)
    desk.post("/worklist/claim", {"case": f"{number}@north"})
    page = desk.get("/").text
    assert f"{number} 没有办理：示例desk2 已于" in page
    assert "已认领：示例desk2" in page


def test_assigning_from_the_list(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    link = re.search(r'href="(/worklist/assign[^"]+)"', desk.get("/?view=post").text)
    assert link
    page = desk.get(link.group(1).replace("&amp;", "&")).text
    assert 'value="desk2">示例desk2' in page
    form = {"case": f"{number}@north", "to": "desk2", "back": unescape(hidden(page, "back"))}
    assert desk.post("/worklist/assign", form).headers["Location"] == f"/?view=post#{number}.north"
    assert numbers(pages.browser("desk2").get("/?view=mine").text) == [number]
    desk.get("/")
    desk.post("/worklist/assign", {**form, "to": "eng"})
    assert "没有办理：此人不在办理岗位" in desk.get("/").text or "只有认领人" in desk.last


def test_a_star_on_the_list_and_on_the_case(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    assert 'aria-label="关注 ' in desk.get("/").text
    desk.post("/worklist/watch", {"case": f"{number}@north"})
    assert f'aria-label="取消关注 {number}">★' in desk.get("/").text
    assert numbers(desk.get("/?view=watched").text) == [number]
    assert f'hx-get="/worklist/star?case={number}%40north&amp;back=' in desk.get(f"/cases/{number}").text
    page = desk.get(f"/worklist/star?case={number}@north&back=/cases/{number}").text
    assert "★ 取消关注" in page
    answer = desk.post("/worklist/unwatch", {"case": f"{number}@north", "back": unescape(hidden(page, "back"))})
    assert answer.headers["Location"].startswith(f"/cases/{number}")
    assert not watched(pages.world.office, "desk", number, pages.world.now, "north")
    assert "☆ 关注" in desk.get(f"/worklist/star?case={number}@north").text
    assert desk.get("/worklist/star?case=ER-2026-9999@north").status_code == 404


def test_no_button_leads_to_another_house(pages: Pages) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    desk.get("/")
    answer = desk.post("/worklist/watch", {"case": f"{number}@north", "back": "https://example.com/"})
    assert answer.headers["Location"] == f"/#{number}.north"
    assert desk.post("/worklist/watch", {"case": "nonsense"}).status_code == 404


def test_the_tabs_are_counted_beside_the_page(pages: Pages) -> None:
    for _ in range(2):
        pages.world.start()
    counted = pages.browser("desk").get("/worklist/counts").text
    assert re.findall(r'id="count-(\w+)"[^>]*hx-swap-oob="true">(\d+)', counted) == [
        ("post", "2"),
        ("mine", "0"),
        ("watched", "0"),
    ]


def test_a_filter_is_saved_under_a_name_used_as_a_link_and_deleted(pages: Pages) -> None:
    number = pages.world.start()
    boss, desk = pages.browser("boss"), pages.browser("desk")
    assert "存下这个筛选" not in desk.get("/").text
    page = desk.get(f"/?view=post&q={number}&unit=1-").text
    assert numbers(page) == [number]
    assert "谁看得到" not in page
    form = {name: hidden(page.split("/worklist/filters")[2], name) for name in ("view", "q", "unit")}
    assert desk.post("/worklist/filters", {**form, "name": ""}).status_code == 422
    assert "请写一个名称" in desk.last
    assert hidden(desk.last, "q") == number
    assert desk.post("/worklist/filters", {**form, "name": "我的一张"}).status_code == 303
    counted = desk.get("/worklist/counts?saved=1").text
    link = re.search(r'<a class="btn btn-small" href="([^"]+)">我的一张', counted)
    assert link
    assert numbers(desk.get(unescape(link.group(1))).text) == [number]
    boss.get("/?view=post&overdue=1")
    assert 'value="north">北苑 的同事' in boss.last
    boss.post("/worklist/filters", {"overdue": "1", "name": "逾期", "share": "north"})
    page = desk.get("/worklist/filters").text
    assert re.findall(r'<li><a href="[^"]+">([^<]+)</a>( <span class="badge">共享：北苑)?', page) == [
        ("我的一张", ""),
        ("逾期", ' <span class="badge">共享：北苑'),
    ]
    paths = re.findall(r'action="(/worklist/filters/\d+/delete)"', page)
    assert len(paths) == 1
    desk.post(paths[0])
    assert "我的一张" not in desk.get("/worklist/filters").text


def test_what_has_come_since_the_page_was_drawn_is_told_in_a_line(pages: Pages) -> None:
    world = pages.world
    world.start()
    desk = pages.browser("desk")
    first = re.search(r'<div id="beside" hx-get="([^"]+)" hx-trigger="load"', desk.get("/").text)
    assert first
    beside = desk.get(unescape(first.group(1))).text
    assert 'hx-trigger="every 60s"' in beside
    assert "新到" not in beside
    world.later(minutes=1)
    world.start()
    again = re.search(r'hx-get="(/worklist/counts[^"]+)"', beside)
    assert again
    beside = desk.get(unescape(again.group(1))).text
    assert '新到 <strong class="number">1</strong>' in beside
    assert again.group(1) in beside, "the next round asks from the same moment"
    assert "dialog" not in beside, "what is open stays open"
    assert desk.get("/worklist/counts?since=yesterday").status_code == 200


def test_single_keys_can_be_turned_off_in_the_account(pages: Pages) -> None:
    desk = pages.browser("desk")
    assert '<dialog id="keys"' in desk.get("/worklist/counts").text
    assert "现在已开启" in desk.get("/account").text
    assert desk.post("/account/keys", {"single_keys": "no"}).status_code == 303
    assert "现在已关闭" in desk.get("/account").text
    assert "<dialog" not in desk.get("/worklist/counts").text
    desk.get("/account")
    desk.post("/account/keys", {"single_keys": "yes"})
    assert '<dialog id="keys"' in desk.get("/worklist/counts").text
