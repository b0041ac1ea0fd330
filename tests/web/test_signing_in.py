"""Signing in and out: who gets in, what a session outlives, where `next` may lead."""

import re

import pytest

from flows.service.people import set_password
from flows.service.rights import OPERATOR
from tests.web.conftest import PASSWORD, Pages
from web.app import create_app
from web.limits import Limits


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(pages: Pages) -> None:
    browser = pages.anonymous()
    answer = browser.get("/cases/ER-2026-0001?site=north")
    assert (answer.status_code, answer.location) == (303, "/login?next=%2Fcases%2FER-2026-0001%3Fsite%3Dnorth")
    browser.get(answer.location)
    form = {"login": "desk", "password": PASSWORD, "next": "/cases/ER-2026-0001?site=north"}
    assert browser.post("/login", form).location == "/cases/ER-2026-0001?site=north"


def test_a_wrong_password_is_told_in_words_and_keeps_the_name(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login")
    answer = browser.post("/login", {"login": "desk", "password": "wrong"})
    assert answer.status_code == 401
    assert "用户名或密码不对" in browser.last
    assert 'value="desk"' in browser.last


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login?lang=en")
    answer = browser.post("/login", {"login": "nobody", "password": "wrong"})
    assert answer.status_code == 401
    assert "The user name or the password is wrong." in browser.last


def test_after_five_wrong_passwords_there_is_a_wait_even_for_the_right_one(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login")
    for _ in range(5):
        browser.post("/login", {"login": "desk", "password": "wrong"})
    answer = browser.post("/login", {"login": "desk", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert browser.post("/login", {"login": "eng", "password": PASSWORD}).status_code == 303
    pages.world.later(minutes=6)
    other = pages.anonymous()
    other.get("/login")
    assert other.post("/login", {"login": "desk", "password": PASSWORD}).status_code == 303


def test_wrong_passwords_are_counted_over_all_processes(pages_on_both: Pages) -> None:
    world = pages_on_both.world
    processes = [Pages(world, create_app(world.office, lambda: world.now, limits=Limits(sign_in=4))) for _ in range(2)]
    browsers = [pages.anonymous() for pages in processes]
    for browser in browsers:
        browser.get("/login")
    for number in range(4):
        assert browsers[number % 2].post("/login", {"login": "desk", "password": "wrong"}).status_code == 401
    for browser in browsers:
        assert browser.post("/login", {"login": "desk", "password": PASSWORD}).status_code == 429


def test_wrong_passwords_are_forgotten_with_a_right_one(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login")
    for _ in range(4):
        browser.post("/login", {"login": "desk", "password": "wrong"})
    assert browser.post("/login", {"login": "desk", "password": PASSWORD}).status_code == 303
    other = pages.anonymous()
    other.get("/login")
    for _ in range(5):
        assert other.post("/login", {"login": "desk", "password": "wrong"}).status_code == 401


@pytest.mark.parametrize(
    "onward",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "cases"],
)
def test_next_never_leads_to_another_host(pages: Pages, onward: str) -> None:
    browser = pages.anonymous()
    browser.get("/login")
    assert browser.post("/login", {"login": "desk", "password": PASSWORD, "next": onward}).location == "/"


def test_signing_in_throws_away_what_the_browser_carried_before(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login")
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    browser.post("/login", {"login": "desk", "password": PASSWORD})
    with browser.client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_session(pages: Pages) -> None:
    browser = pages.browser("desk")
    browser.get("/")
    assert browser.post("/logout").location == "/login"
    assert browser.get("/").status_code == 303


def test_a_changed_password_ends_the_sessions_of_before(pages: Pages) -> None:
    browser = pages.browser("desk")
    assert browser.get("/").status_code == 200
    set_password(pages.world.office, OPERATOR, "desk", "another test password", pages.world.now)
    assert browser.get("/").status_code == 303


def test_a_form_without_its_token_is_refused_and_nothing_is_done(pages: Pages) -> None:
    number = pages.world.start()
    browser = pages.browser("desk")
    pages.app.config["WTF_CSRF_ENABLED"] = True
    for path in ("/logout", f"/cases/{number}/claim", f"/cases/{number}/events/submit", f"/cases/{number}/documents"):
        answer = browser.client.post(path, data={"price": "1"})
        assert answer.status_code == 400, path
        assert "没有办理任何操作" in answer.get_data(as_text=True)
    assert pages.world.revision(number) == 1


def test_the_language_is_chinese_until_english_is_chosen_and_is_remembered(pages: Pages) -> None:
    browser = pages.browser("desk")
    browser.get("/")
    assert '<html lang="zh-CN">' in browser.last
    assert ">待办</h1>" in browser.last
    browser.get("/?lang=en")
    assert '<html lang="en">' in browser.last
    assert ">Worklist</h1>" in browser.last
    browser.get("/")
    assert '<html lang="en">' in browser.last


def test_the_language_button_is_remembered_with_the_person(pages: Pages) -> None:
    browser = pages.browser("desk")
    browser.get("/")
    assert browser.post("/language", {"lang": "en", "next": "/?mine=1"}).location == "/?mine=1"
    fresh = pages.browser("desk")
    fresh.get("/")
    assert '<html lang="en">' in fresh.last


def test_a_language_chosen_while_signing_in_is_kept(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login?lang=en")
    browser.post("/login", {"login": "desk", "password": PASSWORD})
    browser.get("/")
    assert '<html lang="en">' in browser.last


def test_no_page_is_half_in_the_other_language(pages: Pages) -> None:
    """Names of people and what staff wrote stay as they are; every word of ours changes."""
    number = pages.world.start()
    browser = pages.browser("desk")
    for path in ("/", f"/cases/{number}", f"/cases/{number}/events/submit", "/nowhere"):
        browser.get(f"{path}?lang=en")
        words = re.sub(r"<[^>]+>|示例\w+|甲示例|中文", "", browser.last)
        assert not re.search("[\u4e00-\u9fff]", words), path


def test_the_menu_of_a_telephone_opens_what_is_there_and_only_for_who_is_signed_in(pages: Pages) -> None:
    page = pages.browser("desk").get("/start").get_data(as_text=True)
    opens = re.findall(r'popovertarget="(\w+)"', page)
    assert opens == ["menu", "menu"], "one opens, one closes"
    inside = page.split('id="menu" popover')[1].split('class="bell"')[0]
    assert all(words in inside for words in ('href="/cases"', 'name="q"', 'action="/logout"', 'name="lang"'))
    assert "popover" not in pages.anonymous().get("/login").get_data(as_text=True)
