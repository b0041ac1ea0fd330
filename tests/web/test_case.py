"""The page of a case: it guides whoever opens it, each by what they may do."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import OperationalError

from flows.procedures import PROCEDURES
from flows.service.starting import Opening, start
from flows.service.substitutions import Absence, substitute
from flows.service.verification import printed
from flows.storage import tables as t
from flows.storage.standing import Standing
from tests.web.conftest import Pages
from tests.web.stories import in_review, joint, permit, with_paper
from web.case_reading import Reading
from web.refusals import Id


def section(page: str, name: str) -> str:
    """The text of the card with the heading `name`; empty where the page has none."""
    found = re.search(rf'aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


def test_an_event_that_keeps_the_step_says_so_to_everybody(pages: Pages) -> None:
    number = joint(pages.world)
    for login, card in (("eng", 'id="can"'), ("desk", 'id="others"')):
        page = pages.browser(login).get(f"/cases/{number}").text.split(card)[1].split("</section>")[0]
        sign = page.split(">会签<")[1].split("clause")[0]
        assert "环节不变" in sign
        assert "→" not in sign


def test_whoever_holds_no_post_for_an_event_is_told_who_can_and_nothing_about_themselves(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    others = section(desk.get(f"/cases/{number}").text, "others")
    assert "此操作由工程部主管办理 可办理：示例eng、示例both" in others
    assert "已办过本单" not in others, "four eyes would bar them too, were it theirs at all"
    assert "已办过本单" not in desk.get(f"/cases/{number}/events/endorse").text
    with pages.world.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 1, "site_id": 1, "role": "engineering_supervisor"})
        connection.execute(update(t.users).where(t.users.c.id == 1).values(revision=t.users.c.revision + 1))
    assert "已办过本单" in section(desk.get(f"/cases/{number}").text, "nearly"), "now it is theirs, and they are barred"
    assert "已办过本单" in desk.get(f"/cases/{number}/events/endorse").text


def test_whoever_is_on_leave_is_said_to_be(pages: Pages) -> None:
    number, now = in_review(pages.world), pages.world.now
    absence = Absence("eng", "safe", now, now + timedelta(days=2), "年假", "north")
    substitute(pages.world.office, "eng", absence, now)
    others = section(pages.browser("desk").get(f"/cases/{number}").text, "others")
    assert "示例eng（休假中）" in others
    assert "示例safe" in others
    assert "示例safe（休假中）" not in others


def test_the_page_says_where_the_case_is_and_what_the_step_asks(pages: Pages) -> None:
    number = permit(pages.world)
    page = pages.browser("desk").get(f"/cases/{number}").text
    step = section(page, "step")
    assert "填写申请" in step
    assert "收焊工证和身份证复印件" in step
    assert "办理岗位：前台接待" in step
    assert re.search(r'class="[^"]*is-current[^"]*" data-state="draft"', page)


def test_the_way_taken_is_marked_on_the_picture(pages: Pages) -> None:
    page = pages.browser("eng").get(f"/cases/{in_review(pages.world)}").text
    assert re.search(r'class="[^"]*is-taken[^"]*" data-state="draft"', page)
    assert re.search(r'class="[^"]*is-current[^"]*" data-state="review"', page)


def test_whoever_holds_the_step_gets_its_buttons_with_their_clauses(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    page = pages.browser("desk").get(f"/cases/{number}").text
    can = section(page, "can")
    assert "提交 办理后转到 工程主管审核 CSH 5.5.1-4" in can
    assert f'href="/cases/{number}/events/submit"' in page
    assert "撤回" in can


def test_a_closed_button_says_all_that_is_missing(pages: Pages) -> None:
    page = pages.browser("desk").get(f"/cases/{permit(pages.world)}").text
    missing = section(page, "nearly")
    assert "焊工证复印件" in missing
    assert "焊工身份证复印件" in missing
    assert 'href="#papers"' in page
    assert 'action="/cases/HW-2026-0001/events/submit"' not in page, "it needs a page of its own"


def test_the_code_of_the_case_and_of_each_of_its_papers_leads_to_what_anybody_is_told(pages: Pages) -> None:
    number = joint(pages.world, signed=True)
    things = [{"name": "门"}, {"name": "窗"}]
    pages.world.act("eng", number, "go_on", department="engineering_supervisor", things=things)
    page = pages.browser("desk").get(f"/cases/{number}").text
    codes = [one.code for one in printed(pages.world.office, "desk", "north", number, pages.world.now)]
    assert len(codes) == 3
    assert re.findall(r'href="/verify/([^"]+)"', page) == codes
    for code in codes:
        told = pages.anonymous().get(f"/verify/{code}").text
        assert "查无此件" not in told
        assert number in told


def test_others_see_the_button_closed_with_who_can(pages: Pages) -> None:
    page = pages.browser("boss").get(f"/cases/{in_review(pages.world)}").text
    assert section(page, "can") == ""
    others = section(page, "others")
    assert "审核" in others
    assert "示例eng、示例both" in others
    assert "/events/endorse" not in page


def test_signatures_given_and_missing_are_told(pages: Pages) -> None:
    world = pages.world
    number = joint(world)
    world.act("eng", number, "sign")
    page = pages.browser("safe").get(f"/cases/{number}").text
    step = section(page, "step")
    assert "✓ 工程部主管 已会签" in step
    assert "○ 安全主管 未会签" in step
    assert "安全主管" in section(page, "nearly")


def test_personal_values_are_masked_but_prefilled_for_whoever_may_act(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    whole = "11010119900307451X"
    desk = pages.browser("desk")
    assert whole not in desk.get(f"/cases/{number}").text
    form = desk.get(f"/cases/{number}/events/submit").text
    assert f'value="{whole}"' in form
    assert "不予受理的：外墙（难燃或有空腔的保温）；营业中的商铺" in form, "said at the field, before it is chosen"
    assert whole not in pages.browser("eng").get(f"/cases/{number}").text
    assert whole not in pages.browser("eng").get(f"/cases/{number}/events/submit").text


def test_the_history_tells_who_did_what_in_which_post_and_why(pages: Pages) -> None:
    world = pages.world
    number = joint(world)
    world.act("eng", number, "return", reason="价格写错，请改")
    page = pages.browser("desk").get(f"/cases/{number}").text
    story = section(page, "history")
    assert "示例eng（工程部主管） 退回 ，收到后 不到 1 分，转到“填写”。" in story
    assert "示例eng（工程部主管）" in story
    assert "意见 同意" in story
    assert "理由 价格写错，请改" in story
    assert story.index("退回") < story.index("审核") < story.index("新建")
    assert "138••••1234" in story
    assert "价格写错，请改" in section(page, "step")


def test_deadlines_say_whether_they_were_kept(pages: Pages) -> None:
    world = pages.world
    kept, late = in_review(world), in_review(world)
    world.act("eng", kept, "endorse", opinion="同意")
    world.later(hours=5)
    engineer = pages.browser("eng")
    assert "按时办结" in section(engineer.get(f"/cases/{kept}").text, "limits")
    assert "⚠ 逾期" in section(engineer.get(f"/cases/{late}").text, "limits")
    world.act("eng", late, "endorse", opinion="同意")
    assert "逾期后办结" in section(engineer.get(f"/cases/{late}").text, "limits")


def test_opening_a_case_lets_the_clock_act_first(pages: Pages) -> None:
    world = pages.world
    number = with_paper(world, price="0")
    world.act("desk", number, "submit", price="0")
    world.act("eng", number, "endorse", opinion="同意")
    world.act("eng", number, "sign")
    world.act("safe", number, "sign")
    world.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "椅子"}])
    world.later(hours=25)
    page = pages.browser("safe").get(f"/cases/{number}").text
    assert "单据已办结" in section(page, "step")
    assert "时钟" in section(page, "history")


@pytest.mark.parametrize("path", ["/cases/{0}", "/cases/{0}/events/submit", "/cases/{0}/documents/1"])
def test_a_case_of_another_site_is_not_there(pages: Pages, path: str) -> None:
    number = with_paper(pages.world)
    answer = pages.browser("far").get(path.format(number))
    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "甲示例" not in answer.text


def test_an_event_that_the_step_does_not_have_is_told_in_words(pages: Pages) -> None:
    answer = pages.browser("desk").get(f"/cases/{pages.world.start()}/events/endorse")
    assert answer.status_code == 404
    assert "此环节没有这一操作" in answer.text


def test_a_closed_event_shows_its_reasons_in_place_of_a_form(pages: Pages) -> None:
    page = pages.browser("eng").get(f"/cases/{joint(pages.world)}/events/go_on").text
    assert "现在还不能办理" in page
    assert "尚未会签" in page
    assert 'name="data.department"' not in page


def test_what_staff_wrote_cannot_become_part_of_the_page(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    world.act("eng", number, "return", reason="<img src=x onerror=alert(1)>")
    page = pages.browser("desk").get(f"/cases/{number}").text
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_a_defect_says_that_nothing_was_lost(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    number = pages.world.start()
    desk = pages.browser("desk")
    pages.app.testing = False

    def broken(*_: object) -> str:
        raise RuntimeError("inner words that nobody should read")

    monkeypatch.setattr("web.case.case_picture", broken)
    answer = desk.get(f"/cases/{number}")
    assert answer.status_code == 500
    assert "没有任何内容丢失" in answer.text
    assert "inner words" not in answer.text
    assert answer.headers["Content-Security-Policy"]


def test_without_its_database_it_says_so_in_the_office_s_own_words(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = pages.browser("desk")
    pages.app.testing = False

    def away(*_: object) -> None:
        raise OperationalError("SELECT", {}, RuntimeError("the server closed the connection"))

    monkeypatch.setattr(Standing, "_taken", away)
    monkeypatch.setattr(Engine, "connect", away)
    for path in ("/", "/cases", "/notices"):
        answer = desk.get(path)
        assert answer.status_code == 500
        assert "没有任何内容丢失" in answer.text
        assert answer.headers["Content-Security-Policy"]


def test_a_number_larger_than_any_there_is_leads_nowhere(pages: Pages) -> None:
    """On every page whose address holds one, in the office and in practice."""
    desk, tried = pages.browser("desk"), 0
    for rule in pages.app.url_map.iter_rules():
        if rule.arguments and rule.methods and all(isinstance(one, Id) for one in rule._converters.values()):
            path = rule.build(dict.fromkeys(rule.arguments, 10**30))[1]
            for method in rule.methods & {"GET", "POST"}:
                tried += 1
                assert desk.client.open(path, method=method).status_code in (404, 405), path
    assert tried > 10


def test_where_two_sites_have_the_number_the_reader_chooses(pages: Pages) -> None:
    """Numbers are per site; whoever works at both is asked which one is meant, and all links keep it."""
    world = pages.world
    number = world.start()
    with world.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 1, "site_id": 2, "role": "front_desk"})
        connection.execute(insert(t.units), {"site_id": 2, "code": "1-101", "building": "1", "revision": 1})
    start(world.office, Opening("far", "errand", "south", unit="1-101"), world.now)
    desk = pages.browser("desk")
    answer = desk.get(f"/cases/{number}")
    assert answer.status_code == 409
    assert f'href="/cases/{number}?site=south"' in answer.text
    page = desk.get(f"/cases/{number}?site=north").text
    assert "甲示例" in page
    assert f'action="/cases/{number}/claim?site=north"' in page
    assert f'href="/cases/{number}?site=south"' in desk.get("/").text


@pytest.mark.parametrize("key", ["special_service", "home_cleaning", "home_repair"])
def test_how_it_was_paid_is_told_in_the_words_of_the_rule(pages: Pages, key: str) -> None:
    view: Any = SimpleNamespace(procedure=PROCEDURES[key], people={})
    for lang, words in (("zh", ["银行托收", "现金"]), ("en", ["Bank collection", "Cash"])):
        with pages.app.test_request_context(f"/?lang={lang}"):
            reading = Reading(view)
            assert [reading.facts({"paid_by": way})[0].text for way in ("bank", "cash")] == words
