"""Special treatment on the pages: who is led to it, what it asks, and how it is told ever after."""

import re
from datetime import timedelta

import pytest

from flows.service.case_view import CaseView, case_view
from flows.service.substitutions import Absence, substitute
from tests.web.conftest import Browser, Pages, carried, hidden
from tests.web.stories import in_review, with_paper
from tests.web.test_case import section

WHY = "业主急用，已当面核实，补交说明附后"
LINK = "特殊处理"


def seen(pages: Pages, number: str) -> CaseView:
    return case_view(pages.world.office, "desk", number, pages.world.now)


def way(number: str, event: str = "submit", guard: str = "small") -> str:
    return f"/cases/{number}/special/{event}/{guard}"


def treat(browser: Browser, number: str, explanation: str = WHY, **other: str) -> str:
    """Opens the form and sends it; answers the hidden revision that it was drawn from."""
    drawn = hidden(browser.get(way(number)).text, "revision")
    browser.post(way(number), {"revision": drawn, "explanation": explanation, **other})
    return drawn


def exemptions(pages: Pages, number: str) -> list[str]:
    return [entry.reason for entry in seen(pages, number).history if entry.waives]


def test_the_post_above_is_led_there_from_the_condition_and_nobody_else(pages: Pages) -> None:
    number = with_paper(pages.world)
    page = pages.browser("chief").get(f"/cases/{number}").text
    assert "价格不超过一百元 特殊处理" in section(page, "others")
    assert f'href="{way(number)}"' in page
    for login in ("desk", "desk2", "eng", "safe", "boss"):
        assert "/special/" not in pages.browser(login).get(f"/cases/{number}").text


def test_neither_the_law_nor_who_a_person_is_has_a_way_round(pages: Pages) -> None:
    number = pages.world.start(procedure="worker_pass")
    page = pages.browser("chief").get(f"/cases/{number}").text
    links = re.findall(r'href="[^"]*/special/([^"]*)"', page)
    assert links == ["verify/approved_papers_shown"]
    assert {u.guard for offer in seen(pages, number).offers for u in offer.unmet} >= {"renovation_period_runs"}


def test_whoever_may_take_the_event_too_finds_it_at_the_open_button_and_on_its_page(pages: Pages) -> None:
    """A supervisor who stands in for the desk."""
    world = pages.world
    number = with_paper(world)
    absence = Absence("desk2", "chief", world.now, world.now + timedelta(days=1), "休假")
    substitute(world.office, "desk2", absence, world.now)
    chief = pages.browser("chief")
    assert "价格不超过一百元 特殊处理" in section(chief.get(f"/cases/{number}").text, "can")
    form = chief.get(f"/cases/{number}/events/submit").text
    assert f'href="{way(number)}"' in form
    sent = {**carried(form, "submit"), "data.price": "400", "data.phone": ""}
    refused = chief.post(f"/cases/{number}/events/submit", sent)
    assert refused.status_code == 409
    alert = re.search(r'role="alert".*?</div>', refused.text, re.DOTALL)
    assert alert
    assert way(number) in alert.group()


def test_the_form_says_what_is_set_aside_for_what_and_that_it_stays(pages: Pages) -> None:
    number = with_paper(pages.world)
    chief = pages.browser("chief")
    page = re.sub(r"<[^>]+>", "", chief.get(way(number)).text)
    for words in (
        "价格不超过一百元",
        "提交 填写 → 审核",
        "作出人示例chief",
        "连同您的姓名和说明一直保留",
        "至少 10 字",
    ):
        assert words in page
    english = re.sub(r"<[^>]+>", "", chief.get(way(number) + "?lang=en").text)
    for words in ("The price is at most 100", "Submit Draft → Review", "with your name and explanation"):
        assert words in english


def test_it_frees_the_event_and_both_are_marked_in_the_history(pages_on_both: Pages) -> None:
    pages = pages_on_both
    number = with_paper(pages.world)
    chief, desk = pages.browser("chief"), pages.browser("desk")
    treat(chief, number)
    told = chief.get(f"/cases/{number}").text
    assert "已特殊处理：办理“提交”时不再要求“价格不超过一百元”。" in told
    assert "/special/" not in told
    offered = section(desk.get(f"/cases/{number}").text, "can")
    assert "已特殊处理 价格不超过一百元" in offered
    assert "提交时核对" not in offered
    given = {"data.price": "400", "data.phone": ""}
    assert desk.submit(f"/cases/{number}", "submit", **given).status_code == 303
    story = section(desk.get(f"/cases/{number}").text, "history")
    assert "提交 ，新建后 不到 1 分，转到“审核”。 经特殊处理" in story
    assert "未满足：价格不超过一百元" in story
    assert "示例chief（客户服务主管） 特殊处理 。" in story
    assert "办理“提交”时不要求：价格不超过一百元 情况说明 " + WHY in story
    assert story.count("经特殊处理") == 1


def test_what_did_not_need_it_is_not_marked(pages: Pages) -> None:
    number = with_paper(pages.world)
    treat(pages.browser("chief"), number)
    pages.world.act("desk", number, "submit", price="10")
    story = section(pages.browser("desk").get(f"/cases/{number}?lang=en").text, "history")
    assert "By special treatment" not in story
    assert "Not asked for “Submit”: The price is at most 100 Explanation" in story


@pytest.mark.parametrize("typed", ["  急 ", "九个字都不到呢喂\r\n"])
def test_too_short_an_explanation_comes_back_as_it_was_typed(pages: Pages, typed: str) -> None:
    number = with_paper(pages.world)
    chief = pages.browser("chief")
    drawn = treat(chief, number, typed)
    assert 'aria-invalid="true"' in chief.last
    assert 'href="#explanation">情况说明：请写明情况，至少 10 字' in chief.last
    assert f">{typed.strip()}</textarea>" in chief.last
    assert hidden(chief.last, "revision") == drawn
    assert exemptions(pages, number) == []


def test_sent_twice_it_acts_once_and_leads_to_the_case(pages_on_both: Pages) -> None:
    pages = pages_on_both
    number = with_paper(pages.world)
    chief = pages.browser("chief")
    form = {"revision": hidden(chief.get(way(number)).text, "revision"), "explanation": WHY}
    for _ in range(2):
        answer = chief.post(way(number), form)
        assert (answer.status_code, answer.location) == (303, f"/cases/{number}")
    assert "此前已特殊处理，没有重复办理" in chief.get(f"/cases/{number}").text
    pages.world.act("desk", number, "submit", price="400")
    assert chief.post(way(number), form).status_code == 303
    assert exemptions(pages, number) == [WHY]


def test_what_is_set_aside_is_not_set_aside_again(pages: Pages) -> None:
    number = with_paper(pages.world)
    chief = pages.browser("chief")
    treat(chief, number)
    page = chief.get(way(number)).text
    assert "已特殊处理：价格不超过一百元" in page
    assert 'name="explanation"' not in page
    revision = str(pages.world.revision(number))
    assert chief.post(way(number), {"revision": revision, "explanation": WHY + "，再写一次"}).status_code == 303
    assert exemptions(pages, number) == [WHY]


def test_a_case_that_moved_on_is_told_with_who_did_what_and_the_words_are_kept(pages_on_both: Pages) -> None:
    pages = pages_on_both
    world, chief = pages.world, pages.browser("chief")
    number = with_paper(world)
    form = {"revision": hidden(chief.get(way(number)).text, "revision"), "explanation": WHY}
    world.act("desk", number, "submit", price="10")
    gone = chief.post(way(number), form)
    assert gone.status_code == 409
    assert "示例desk 已于 2026-11-20 09:00 办理“提交”，单据现处于“审核”" in gone.text
    assert WHY in gone.text
    world.act("eng", number, "return", reason="再议")
    back = chief.post(way(number), form)
    assert back.status_code == 409
    assert "示例eng 已于 2026-11-20 09:00 办理“退回”" in back.text
    assert f">{WHY}</textarea>" in back.text
    assert exemptions(pages, number) == []
    drawn_anew = {"revision": hidden(back.text, "revision"), "explanation": WHY}
    assert chief.post(way(number), drawn_anew).status_code == 303
    assert exemptions(pages, number) == [WHY]


def test_whoever_may_not_is_refused_in_a_sentence(pages: Pages) -> None:
    number = with_paper(pages.world)
    form = {"revision": str(pages.world.revision(number)), "explanation": WHY}
    for login in ("desk", "eng", "boss"):
        browser = pages.browser(login)
        asked = browser.get(way(number))
        assert asked.status_code == 403
        assert "特殊处理由上一级岗位作出" in asked.text
        refused = browser.post(way(number), form)
        assert refused.status_code == 403
        assert "特殊处理由上一级岗位作出：客户服务主管" in refused.text
        assert browser.post(way(number), {**form, "explanation": "急"}).status_code == 403
    assert exemptions(pages, number) == []


def test_four_eyes_is_nobodys_to_set_aside(pages: Pages) -> None:
    number = in_review(pages.world)
    boss = pages.browser("boss")
    assert "/special/" not in boss.get(f"/cases/{number}").text
    form = {"revision": str(pages.world.revision(number)), "explanation": WHY}
    answer = boss.post(way(number, "endorse", "four_eyes"), form)
    assert answer.status_code == 403
    assert "此条件不能特殊处理" in answer.text
    assert "有的条件任何人都不能免" in boss.get(way(number, "endorse", "four_eyes")).text


def test_who_registered_the_case_does_not_treat_it(pages: Pages) -> None:
    world = pages.world
    absence = Absence("desk2", "chief", world.now, world.now + timedelta(days=1), "休假")
    substitute(world.office, "desk2", absence, world.now)
    number = world.start("chief")
    chief = pages.browser("chief")
    assert "/special/" not in chief.get(f"/cases/{number}").text
    answer = chief.post(way(number), {"revision": "1", "explanation": WHY})
    assert answer.status_code == 403
    assert "登记人不能为本单作特殊处理" in answer.text


def test_a_forged_address_or_revision_breaks_nothing(pages: Pages) -> None:
    number = with_paper(pages.world)
    chief = pages.browser("chief")
    chief.get(f"/cases/{number}")
    assert chief.get(way(number, "nonsense")).status_code == 404
    assert chief.post(way(number, "nonsense"), {"revision": "2", "explanation": WHY}).status_code == 404
    assert chief.post(way(number, guard="nonsense"), {"revision": "2", "explanation": WHY}).status_code == 403
    for revision in ("", "-1", "9" * 30, "x"):
        assert chief.post(way(number), {"revision": revision, "explanation": WHY}).status_code == 409
    assert pages.browser("far").get(way(number)).status_code == 404
    assert exemptions(pages, number) == []
