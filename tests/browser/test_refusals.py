"""What is refused, as people at the desk and in the posts come to read it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from flows.service import registers
from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor, as_typed
from tests.stories.forms import WELDERS_PAPERS, hot_work, look, permit_in
from tests.stories.office import Flat, StoryCase, StoryOffice

FAULTS = {
    "zh": ("焊工证", "看火人", "9 小时"),
    "en": ("certificate", "fire watcher", "9 hours asked for; a permit lasts 8"),
}
MISSING = {"zh": "缺少材料：焊工身份证复印件", "en": "Copy of the welder's ID"}
# A browser would send it from a page that was drawn before the rule was there.
SEND_ALL_THE_SAME = """([path, values]) => {
    const form = Object.assign(document.createElement('form'), {method: 'post', action: path});
    for (const [name, value] of Object.entries(values))
        form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
    form.append(document.querySelector('input[name=csrf_token]').cloneNode());
    document.body.append(form);
    form.submit();
}"""


def faulty(office: StoryOffice) -> dict[str, Any]:
    return hot_work(office, hours=9, certificate_until=office.day(-1), fire_watcher="焊工一 示例")


def draft(office: StoryOffice, flat: Flat, applicant: int, *papers: str) -> StoryCase:
    permit = office.opens("hot_work_permit", flat, applicant)
    permit.at("front_desk").attaches(*papers)
    return permit


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_that_is_wrong_with_a_permit_stands_on_one_page(office: StoryOffice, visit: Visits, lang: str) -> None:
    flat = office.flat()
    permit = draft(office, flat, flat.owner, "welder_certificate")
    desk = visit(lang, phone=True).becomes("front_desk").finds(permit.number).is_told(MISSING[lang])
    sent = {f"data.{name}": as_typed(value) for name, value in faulty(office).items()} | {"revision": "1"}
    with desk.page.expect_navigation():
        desk.page.evaluate(SEND_ALL_THE_SAME, [f"/cases/{permit.number}/events/submit", sent])
    desk.arrives()
    reasons = desk.page.get_by_role("alert").get_by_role("listitem")
    expect(reasons).to_have_count(4)
    desk.is_told(*FAULTS[lang], MISSING[lang])

    desk.finds(permit.number).brings("welder_id_copy").sends("submit", **faulty(office))
    expect(desk.page.get_by_role("alert").get_by_role("listitem")).to_have_count(3)
    desk.is_told(*FAULTS[lang])
    assert permit.state == "draft"
    # What was typed is still there: only what was wrong is put right.
    right = {name: hot_work(office)[name] for name in ("certificate_until", "fire_watcher", "ends_at")}
    desk.takes("submit", **right)
    assert (permit.state, permit.data["place"]) == ("engineering_review", hot_work(office)["place"])


def test_an_authorisation_revoked_between_page_and_click_stops_the_agent(office: StoryOffice, visit: Visits) -> None:
    flat = office.flat()
    agent = flat.agent()
    permit = draft(office, flat, agent.party, *WELDERS_PAPERS)
    desk = visit("zh").becomes("front_desk").finds(permit.number)
    form = desk.opens("submit")
    desk.fills(form, hot_work(office))
    owner_calls = visit("zh").becomes("second_desk").goes_to(f"/units/{flat.code}")
    owner_calls.follows(owner_calls.page.get_by_role("link", name="撤销")).presses("撤销授权", "Revoke it")
    desk.presses("提交", "Submit", form)
    desk.is_told("没有办理", "2026-03-02 10:00", "撤销")
    assert permit.events == []
    assert registers.permits_of(office.office, "front_desk", "north", flat.code, office.now) == ()


@pytest.mark.parametrize(
    ("applicant", "says"),
    [
        ("expired", "expired on 2026-03-01; ask the owner to renew"),
        ("elsewhere", "not "),
        ("tenant", "tenant"),
    ],
)
def test_who_may_not_apply_is_told_why(office: StoryOffice, visit: Visits, applicant: str, says: str) -> None:
    flat = office.flat()
    who = {
        "expired": lambda: flat.agent(since=-60, until=-1).party,
        "elsewhere": lambda: office.flat().agent().party,
        "tenant": flat.tenant,
    }[applicant]()
    permit = draft(office, flat, who, *WELDERS_PAPERS)
    desk = visit("en").becomes("front_desk").finds(permit.number)
    expect(desk.page.locator("#act-submit, a[href*='/events/submit']")).to_have_count(0)
    desk.is_told(says)


def test_who_holds_both_posts_is_told_who_can(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "engineering_review")
    both = visit("zh").becomes("both_posts").finds(permit.number).takes("endorse", **look(office))
    closed = both.page.locator(".closed", has_text="审核同意")
    expect(closed).to_contain_text("已以“工程部主管”")
    expect(closed).to_contain_text("可办理：示例safety_supervisor")
    expect(both.page.locator("form#act-endorse")).to_have_count(0)
    with office.away("both_posts", stand_in="deputy"):
        deputy = visit("en").becomes("deputy").goes_to(f"/cases/{permit.number}")
        expect(deputy.page.locator(".closed", has_text="Endorse")).to_contain_text("nor a substitute")
    assert permit.events == ["submit", "endorse"]


def told_what_happened(loser: Visitor, winner: str, event: str, state: str) -> None:
    notice = loser.page.get_by_role("alert")
    for words in (f"示例{winner}", event, state, "2026-03-02 10:00"):
        expect(notice).to_contain_text(words)


def test_of_two_approvers_the_second_is_told_what_the_first_did(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "engineering_review")
    first, second = visit("zh"), visit("en")
    first.becomes("engineering_supervisor").finds(permit.number)
    second.becomes("both_posts").finds(permit.number)
    second.fills(second.opens("endorse"), {**look(office), "opinion": "seen, agreed"})
    first.takes("endorse", **look(office))
    second.presses("审核同意", "Endorse", second.page.locator("form#act-endorse"))
    told_what_happened(second, "engineering_supervisor", "Endorse", "Safety review")
    second.state_is("safety_review", "hot_work_permit")
    assert permit.events == ["submit", "endorse"]


def test_a_double_click_acts_once(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "director_approval")
    director = visit("zh").becomes("director").finds(permit.number)
    form = director.opens("approve")
    director.fills(form, {"opinion": "同意"})
    form.get_by_role("button", name="批准").dblclick()
    director.page.wait_for_load_state()
    expect(director.page.get_by_role("status")).to_contain_text("批准")
    director.arrives().state_is("approved", "hot_work_permit")
    expect(director.page.locator(".timeline > li", has_text="批准")).to_have_count(1)
    assert permit.events.count("approve") == 1


def test_a_form_drawn_two_states_ago_does_nothing_and_says_so(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "engineering_review")
    old = visit("zh", phone=True).becomes("both_posts").finds(permit.number)
    old.fills(old.opens("endorse"), look(office))
    permit.at("engineering_supervisor").takes("endorse", **look(office))
    permit.at("safety_supervisor").takes("endorse", **look(office))
    old.presses("审核同意", "Endorse", old.page.locator("form#act-endorse"))
    told_what_happened(old, "safety_supervisor", "审核同意", "主任审批")
    old.state_is("director_approval", "hot_work_permit")
    assert permit.events == ["submit", "endorse", "endorse"]
