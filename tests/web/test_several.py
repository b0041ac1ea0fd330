"""Several cases at once from the list: held as they stand, each done and told by itself."""

import re
from typing import Any
from urllib.parse import urlencode

from flows.procedures import PROCEDURES
from flows.service.several import chosen, steps_of
from flows.service.signing_in import identity
from tests.service.errand import errand
from tests.web.conftest import Browser, Pages, hidden
from tests.web.stories import in_review, with_paper


def ticked(browser: Browser, *numbers: str) -> str:
    keys = [("case", f"{number}@north") for number in numbers]
    return browser.get(f"/worklist/several?{urlencode([*keys, ('back', '/?view=post')])}").text


def form_of(page: str) -> dict[str, Any]:
    return {
        "case": re.findall(r'name="case" value="([^"]+)"', page),
        "key": hidden(page, "key"),
        "back": hidden(page, "back"),
    }


def state(pages: Pages, number: str) -> str:
    who = identity(pages.world.office, "boss", pages.world.now)
    assert who is not None
    return chosen(pages.world.office, who, [(number, "north")], pages.world.now).groups[0].state.code


def test_the_ticked_cases_stand_frozen_on_the_page_before_anything_is_done(pages: Pages) -> None:
    first, second = in_review(pages.world), in_review(pages.world)
    page = ticked(pages.browser("eng"), first, second)
    for words in (first, second, "1-101", "甲示例", "审核", "办理这 2 张", "意见", "理由"):
        assert words in page, words
    assert form_of(page)["case"] == [f"{n}@north@{pages.world.revision(n)}" for n in (first, second)]
    assert re.findall(r'name="event" value="(\w+)"', page) == ["endorse", "return"]
    assert (state(pages, first), state(pages, second)) == ("review", "review")


def test_each_is_done_and_told_by_itself(pages: Pages) -> None:
    world = pages.world
    good, moved, own = in_review(world), in_review(world), in_review(world)
    eng = pages.browser("eng")
    form = form_of(ticked(eng, good, moved, own))
    world.act("both", moved, "endorse", opinion="我先看过")
    with world.office.transaction() as connection:  # who registered a case may not endorse it
        connection.exec_driver_sql(f"UPDATE cases SET registrars = '[\"eng\"]' WHERE number = '{own}'")
    page = eng.post("/worklist/several", {**form, "event": "endorse", "opinion": "同意"}).text
    told = {
        tone: re.findall(r">([A-Z]{2}-\d{4}-\d{4})</a>", part)
        for tone, part in re.findall(r'class="notice notice-(\w+)"(.*?)</section>', page, re.DOTALL)
    }
    assert told == {"good": [good], "warn": [moved], "bad": [own]}
    assert "示例both 已于 2026-11-20 09:00 办理“审核”，单据现处于“会签”" in page
    assert "已办过本单" in page
    assert (state(pages, good), state(pages, own)) == ("joint", "review")
    assert 'href="/?view=post">回到待办' in page


def test_sent_twice_it_is_done_once(pages: Pages) -> None:
    number = in_review(pages.world)
    eng = pages.browser("eng")
    form = {**form_of(ticked(eng, number)), "event": "endorse", "opinion": "同意"}
    assert "已办理。" in eng.post("/worklist/several", form).text
    revision = pages.world.revision(number)
    eng.get("/")
    assert "此前已办理，没有重复办理" in eng.post("/worklist/several", form).text
    assert pages.world.revision(number) == revision


def test_what_lacks_an_opinion_comes_back_as_it_was_held(pages: Pages) -> None:
    number = in_review(pages.world)
    eng = pages.browser("eng")
    form = form_of(ticked(eng, number))
    pages.world.later(minutes=1)
    answer = eng.post("/worklist/several", {**form, "event": "endorse", "reason": "写在别处"})
    assert answer.status_code == 422
    assert "这项操作须写明意见" in answer.text
    assert "写在别处" in answer.text
    assert form_of(answer.text)["case"] == form["case"]
    assert "请选择要办理的操作" in eng.post("/worklist/several", form).text
    assert state(pages, number) == "review"


def test_cases_at_different_steps_are_done_step_by_step(pages: Pages) -> None:
    draft, review = with_paper(pages.world), in_review(pages.world)
    page = ticked(pages.browser("both"), draft, review)
    assert "按环节分开办理" in page
    assert page.count("<section") == 2
    assert "没有可以一起办理的操作" in page  # the draft's form asks for more than words
    assert form_of(page)["case"] == [f"{review}@north@{pages.world.revision(review)}"]


def test_nothing_ticked_and_what_is_gone_are_said(pages: Pages) -> None:
    desk = pages.browser("desk")
    assert desk.get("/worklist/several?back=/?view=mine").headers["Location"] == "/?view=mine"
    assert "还没有勾选单据" in desk.get("/").text
    page = ticked(desk, "ER-2026-9999")
    assert "没有列入：ER-2026-9999" in page
    assert "<section" not in page
    assert ticked(pages.browser("far"), in_review(pages.world)).count("<section") == 0


def test_only_what_needs_no_more_than_words_is_offered() -> None:
    offered = {
        (procedure.key, state.code): [step.code for step in steps_of(procedure, state.code, ROLES)[0]]
        for procedure in (errand(), *PROCEDURES.values())
        for state in procedure.states
    }
    assert offered["errand", "review"] == ["endorse", "return"]
    assert "submit" not in offered["errand", "draft"]
    assert offered["errand", "open"] == ["close"], "neither what is filled in, nor what the clock does"
    assert steps_of(errand(), "review", ["front_desk"]) == ((), ())
    approvals = [step for steps in offered.values() for step in steps if step in ("approve", "endorse")]
    assert len(approvals) > 5


def test_what_each_is_filled_in_for_is_named(pages: Pages) -> None:
    (_, alone) = steps_of(PROCEDURES["hot_work_permit"], "safety_review", ["safety_supervisor"])
    assert [event.zh for event in alone] == ["审核同意"]
    page = ticked(pages.browser("desk"), with_paper(pages.world))
    assert "每张要分别填写的，请打开单据办理：提交" in page


ROLES = (
    "front_desk",
    "cs_supervisor",
    "engineering_supervisor",
    "safety_supervisor",
    "director",
    "company_manager",
)
