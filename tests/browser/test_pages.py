"""Every page that is no case: without barriers, within the width of a phone, and a picture of each to look at. Where pages are
many, every other one is seen at the desk and the rest on a phone: the walks see all of them on both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from flows.procedures import PROCEDURES
from flows.service import registers
from flows.service.verification import code_of
from tests.browser.conftest import Visits
from tests.browser.visitor import Visitor
from tests.browser.watch import BY_KEYS, _sticks_out, barriers
from tests.stories.forms import passes_in, permit_in
from tests.stories.office import Flat, StoryOffice

# A screen at the desk by day, and a phone at night: between them each of language, width and colours.
WAYS = [pytest.param("zh", False, False, id="desk"), pytest.param("en", True, True, id="phone")]
EXPLAINED = {
    False: "hot_work_permit",
    True: "renovation",
}  # at the desk and on a phone; the walks see every one on both
ways = pytest.mark.parametrize(("lang", "phone", "dark"), WAYS)


def lived_in(office: StoryOffice) -> Flat:
    """With an owner, a tenant, two agents, a renovation, passes and a permit that is in force."""
    flat = office.flat().renovated(-80, 10)
    flat.tenant()
    registers.revoke(office.office, "front_desk", flat.agent().authorisation, office.now)
    passes_in(office, "in_use", flat)
    permit_in(office, "in_force", flat, flat.agent().party)
    return flat


ENDED = (("撤销", "Revoke"), ("结束", "End"))


def pages_of_registers(flat: Flat) -> list[str]:
    unit, owner = f"/units/{flat.code}", f"/parties/{flat.owner}"
    lists = ["/cases", "/cases?q=nothing-like-it", "/units", "/units?q=nothing-like-it", unit, "/parties", owner]
    return [*lists, f"{unit}/tenure", f"{unit}/authorise", f"{unit}/permit", "/parties/new", f"{owner}/edit"]


@ways
def test_the_registers_of_a_site(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    flat = lived_in(office)
    desk = visit(lang, phone=phone, dark=dark).becomes("front_desk")
    for path in pages_of_registers(flat)[phone::2]:
        desk.goes_to(path)
    words = ENDED[phone]
    desk.goes_to(f"/units/{flat.code}").follows(desk.page.get_by_role("link", name=desk.says(*words)).first)
    desk.goes_to("/parties/new").page.locator("main form").evaluate("one => one.noValidate = true")
    desk.presses("保存", "Save", desk.page.locator("main form"))
    expect(desk.page.get_by_role("alert")).to_be_visible()


@ways
def test_the_procedures_explained(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    trainer = visit(lang, phone=phone, dark=dark).becomes("trainer").goes_to("/procedures")
    key = EXPLAINED[phone]
    trainer.goes_to(f"/procedures/{key}").is_told(trainer.label(PROCEDURES[key]))
    trainer.goes_to("/start").is_told(trainer.says("新建", "Started by"))


def pages_of_administration(office: StoryOffice) -> list[str]:
    told = f"/cases/{permit_in(office, 'engineering_review').number}/told"
    people = [
        "/admin",
        "/admin/users",
        "/admin/users/new",
        "/admin/users/both_posts",
        "/admin/settings",
        "/admin/sites",
    ]
    own = ["/account", "/account/substitutes", "/account/tokens"]
    return [*people, "/admin/substitutions", *own, "/admin/phrases", "/admin/privacy", told]


@ways
def test_administration(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    administrator = visit(lang, phone=phone, dark=dark).becomes("administrator")
    for path in pages_of_administration(office)[phone::2]:
        administrator.goes_to(path)


def pages_for_anybody(office: StoryOffice) -> Iterator[str]:
    permit = permit_in(office, "in_force")
    closed = permit_in(office, "closed")
    yield "/verify"
    for number in (permit.number, closed.number):
        yield f"/verify/{code_of(office.office, 'north', number)}"
    yield "/verify/HW-2026-0042-AAAAAAAAAAAAAAAA"


@ways
def test_pages_for_anybody(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    passer_by = visit(lang, phone=phone, dark=dark)
    passer_by.lang = lang
    passer_by.goes_to(f"/login?lang={lang}")
    for path in pages_for_anybody(office):
        passer_by.goes_to(path)
    passer_by.goes_to("/login").page.get_by_label(passer_by.says("用户名", "User name")).fill("nobody")
    passer_by.page.get_by_label(passer_by.says("密码", "Password")).fill("nothing like it")
    passer_by.presses("登录", "Sign in")
    expect(passer_by.page.get_by_role("alert")).to_be_visible()


@ways
def test_a_no_is_a_page_with_a_way_back(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    technician = visit(lang, phone=phone, dark=dark).becomes("technician")
    for path in ("/cases/HW-2026-9999", "/admin/users", "/start/hot_work_permit"):
        back = technician.goes_to(path).page.get_by_role("main").get_by_role("link").last
        technician.follows(back)
        assert technician.page.url.rstrip("/").count("/") == 2, "the worklist"


def test_the_language_is_changed_where_one_stands_and_kept(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "safety_review")
    someone = visit("zh").becomes("safety_supervisor").finds(permit.number)
    someone.follows(someone.page.get_by_role("button", name="English"))
    someone.lang = "en"
    someone.state_is("safety_review", "hot_work_permit")
    someone.signs_out()
    expect(someone.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert _language_of(someone) == "en"
    someone.page.get_by_role("button", name="中文").click()
    expect(someone.page.get_by_role("heading", level=1)).to_have_text("登录")


def _language_of(visitor: Visitor) -> str:
    found: str = visitor.page.evaluate("document.documentElement.lang")
    return found


def test_the_way_taken_can_be_read_on_the_diagram(office: StoryOffice, visit: Visits) -> None:
    permit = permit_in(office, "in_force")
    desk = visit("en").becomes("front_desk").finds(permit.number)
    diagram = desk.page.locator(".flow-diagram")
    expect(diagram.locator(".node.is-current")).to_have_count(1)
    expect(diagram.locator(".node.is-current")).to_contain_text("In force")
    expect(diagram.locator(".node.is-taken")).to_have_count(7)
    assert barriers(desk.page, leaving_out=".nothing") == []


AMISS = """<html lang="en"><style>:focus-visible { outline: none } .seen:focus-visible { outline: 2px solid }
@keyframes round { to { rotate: 1turn } } #turns { width: 9px; height: 9px; animation: round 1s infinite }</style><main>
<button class="seen">Seen</button><button id="unseen">Unseen</button><a href="/" tabindex="-1">Out of reach</a>
<a class="seen" href="/" tabindex="3">Out of order</a><b hx-get="/" hx-trigger="click">For the mouse</b><i id="turns"></i>
<p id="wide" style="width: 500px">Wide</p></main>"""


def test_what_is_amiss_is_noticed(visit: Visits) -> None:
    page = visit("en").page
    page.set_content(AMISS)
    kinds = ("focus not seen", "out of reach", "out of order", "for the mouse alone", "moves")
    found = page.evaluate(BY_KEYS)
    assert sorted(line.partition(":")[0] for line in found) == sorted(kinds)
    assert not [line for line in found if ">Seen<" in line]
    assert [line for line in _sticks_out(page) if 'id="wide"' in line]
