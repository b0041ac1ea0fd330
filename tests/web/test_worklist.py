"""The worklist: whose tasks, in which order, how late they are, and what can be picked out of it."""

import re
from datetime import timedelta

from sqlalchemy import event, insert

from flows.service.claiming import claim
from flows.service.substitutions import Absence, substitute
from flows.storage import tables as t
from tests.web.conftest import Pages
from tests.web.stories import in_review


def numbers(page: str) -> list[str]:
    return re.findall(r'<span class="number">([A-Z]{2}-\d{4}-\d{4})</span></a>', page)


def test_everybody_sees_what_their_posts_can_act_on(pages: Pages) -> None:
    draft, review = pages.world.start(), in_review(pages.world)
    desk, engineer, director = (pages.browser(login) for login in ("desk", "eng", "boss"))
    assert numbers(desk.get("/").text) == [draft]
    assert numbers(engineer.get("/").text) == [review]
    assert "现在没有等您办理的事" in director.get("/").text


def test_a_line_says_procedure_unit_applicant_step_and_since_when(pages: Pages) -> None:
    in_review(pages.world)
    line = pages.browser("eng").get("/").text.split("<tbody>")[1]
    for words in ("跑腿", "审核", "1-101", "甲示例", "2026-11-20 09:00", "2026-11-20 13:00", "还有 4 小时"):
        assert words in line


def test_what_is_overdue_comes_first_and_says_so_in_words(pages: Pages) -> None:
    world = pages.world
    late = in_review(world)
    world.later(hours=2)
    early = in_review(world)
    world.later(hours=3)
    page = pages.browser("eng").get("/").text
    assert numbers(page) == [late, early]
    assert page.count("⚠ 逾期 60 分钟") + page.count("⚠ 逾期 1 小时") == 1
    assert "还有 60 分钟" in page or "还有 1 小时" in page
    assert numbers(pages.browser("eng").get("/?overdue=1").text) == [late]


def test_the_filters_pick_by_procedure_post_and_person(pages: Pages) -> None:
    world = pages.world
    review, permit, other = in_review(world), world.start(procedure="hot_work_permit"), world.start()
    desk, both = pages.browser("desk"), pages.browser("both")
    assert set(numbers(desk.get("/").text)) == {permit, other}
    assert numbers(desk.get("/?procedure=hot_work_permit").text) == [permit]
    claim(world.office, "desk", other, world.now)
    page = desk.get("/?mine=1").text
    assert numbers(page) == [other]
    assert "我已认领" in page
    assert numbers(both.get("/?role=engineering_supervisor").text) == [review]
    assert "没有符合条件的待办" in both.get("/?role=safety_supervisor").text


def test_a_task_that_a_colleague_claimed_says_by_whom(pages: Pages) -> None:
    claim(pages.world.office, "desk2", pages.world.start(), pages.world.now)
    assert "已认领：示例desk2" in pages.browser("desk").get("/").text


def test_a_substitute_sees_for_whom(pages: Pages) -> None:
    world = pages.world
    in_review(world)
    until = world.now + timedelta(days=3)
    substitute(world.office, "eng", Absence("eng", "boss", world.now, until, "休假"), world.now)
    assert "代示例eng" in pages.browser("boss").get("/").text


def test_pages_follow_each_other_without_gap_or_repeat(pages: Pages) -> None:
    started = {pages.world.start() for _ in range(55)}
    desk = pages.browser("desk")
    first = desk.get("/").text
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward
    second = desk.get(onward.group(1).replace("&amp;", "&")).text
    assert len(numbers(first)) == 50
    assert set(numbers(first)) | set(numbers(second)) == started
    assert len(numbers(second)) == 5
    assert 'rel="next"' not in second


def test_a_forged_page_mark_is_refused_in_words(pages: Pages) -> None:
    answer = pages.browser("desk").get("/?cursor=nonsense")
    assert answer.status_code == 422
    assert "页码无效" in answer.text


def test_what_people_wrote_cannot_become_part_of_the_page(pages: Pages) -> None:
    world = pages.world
    nasty = '<b onmouseover="x">&</b>'
    with world.office.transaction() as connection:
        party = {"site_id": 1, "name": nasty, "created_at": world.now, "created_by": 1}
        world.owner = connection.execute(insert(t.parties).returning(t.parties.c.id), party).scalar_one()
    world.start()
    page = pages.browser("desk").get("/").text
    assert "&lt;b onmouseover=&#34;x&#34;&gt;&amp;&lt;/b&gt;" in page
    assert nasty not in page


def test_a_person_without_a_post_is_told_whom_to_ask(pages: Pages) -> None:
    with pages.world.office.transaction() as connection:
        connection.execute(t.posts.delete().where(t.posts.c.user_id == 1))
    assert "您还没有岗位，请联系管理员" in pages.browser("desk").get("/").text


def test_the_page_asks_the_database_little(pages: Pages) -> None:
    """It is reloaded all day: who it is, their posts, the tasks. Counted by the driver, whichever way is taken to it."""
    for _ in range(20):
        pages.world.start()
    desk = pages.browser("desk")
    desk.get("/")
    asked: list[str] = []
    engine = pages.world.office.engine
    engine.dispose()  # connections that are at hand never come by the pool
    event.listen(engine, "checkout", lambda connection, *_: connection.set_trace_callback(asked.append))
    desk.get("/")
    assert (
        2 <= len([statement for statement in asked if statement.lstrip().upper().startswith(("SELECT", "WITH"))]) <= 4
    )
