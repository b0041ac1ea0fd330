"""Strangers who try from many addresses are heard no more, and keep nobody out of a browser that was let in before."""

import re

import pytest

from flows.service import tallies
from tests.service.test_second_factor import shown
from tests.web.conftest import PASSWORD, Browser, Pages
from tests.web.test_second_factor import begun, with_one
from web.known_browsers import COOKIE
from web.limits import Limits

MOST = Limits().sign_in_anywhere().most


def tries(browser: Browser, password: str, address: str = "127.0.0.1", login: str = "desk") -> int:
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser.post("/login", {"login": login, "password": password}).status_code


def at_the_door(pages: Pages) -> Browser:
    browser = pages.anonymous()
    browser.get("/login")
    return browser


def leaves(browser: Browser) -> Browser:
    browser.get("/account")
    browser.post("/logout")
    browser.get("/login")
    return browser


def test_a_hundred_wrong_passwords_from_anywhere_are_heard_in_an_hour(pages: Pages) -> None:
    stranger = at_the_door(pages)
    heard = [tries(stranger, "wrong", f"203.0.113.{number}") for number in range(MOST + 5)]
    assert (heard.count(401), heard.count(429)) == (MOST, 5) == (100, 5)
    assert tries(at_the_door(pages), PASSWORD, "198.51.100.1") == 429, "the right one too: else it would be told apart"
    assert tries(at_the_door(pages), PASSWORD, "198.51.100.1", "eng") == 303, "nobody else waits"
    pages.world.later(minutes=61)
    assert tries(at_the_door(pages), PASSWORD, "198.51.100.1") == 303


def test_a_name_that_nobody_has_is_counted_alike(pages: Pages) -> None:
    tallies.count(pages.world.office, Limits().sign_in_anywhere(), pages.world.now, "nobody", many=MOST)
    assert tries(at_the_door(pages), "wrong", login="nobody") == 429


def test_the_owner_gets_in_by_a_browser_that_was_in_before_whoever_tries_elsewhere(pages: Pages) -> None:
    owner = pages.browser("desk")
    tallies.count(pages.world.office, Limits().sign_in_anywhere(), pages.world.now, "desk", many=MOST)
    assert tries(at_the_door(pages), PASSWORD, "203.0.113.1") == 429
    assert tries(leaves(owner), PASSWORD, "203.0.113.1") == 303
    assert tries(leaves(owner), PASSWORD, "198.51.100.7") == 303, "wherever it is carried"


def test_two_addresses_keep_nobody_out_of_their_second_factor(pages: Pages) -> None:
    secret, _ = with_one(pages)
    pages.world.later(minutes=1)
    owner = begun(pages)
    assert owner.post("/login/code", {"code": shown(secret, pages.world.now)}).status_code == 303
    limit = Limits().second_factor_anywhere()
    for number in range(MOST // 5):
        pages.world.later(minutes=2)  # what two addresses come to in forty minutes
        stranger = begun(pages)
        stranger.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number % 2}"
        tallies.count(pages.world.office, limit, pages.world.now, "boss", many=4)
        stranger.post("/login/code", {"code": "000000"})
    assert stranger.post("/login/code", {"code": "000000"}).status_code == 429
    assert begun(pages).post("/login/code", {"code": shown(secret, pages.world.now)}).status_code == 429
    leaves(owner)
    assert tries(owner, PASSWORD, "203.0.113.2", "boss") == 303
    owner.get("/login/code")
    assert owner.post("/login/code", {"code": shown(secret, pages.world.now)}).status_code == 303


def test_such_a_browser_has_no_more_tries_than_an_address(pages: Pages) -> None:
    browser = leaves(pages.browser("desk"))
    assert [tries(browser, "wrong", f"203.0.113.{number}") for number in range(7)] == [401] * 5 + [429] * 2
    assert tries(browser, PASSWORD) == 429
    pages.world.later(minutes=6)
    assert tries(browser, PASSWORD) == 303


def test_the_mark_is_one_persons_and_says_nobodys_name(pages: Pages) -> None:
    """The computer of a front desk has several; each is let in by their own."""
    browser = leaves(pages.browser("desk"))
    tallies.count(pages.world.office, Limits().sign_in_anywhere(), pages.world.now, "eng", many=MOST)
    assert tries(browser, PASSWORD, login="eng") == 429
    cookie = browser.client.get_cookie(COOKIE)
    assert cookie
    assert not re.search("desk", cookie.decoded_value)
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert tries(browser, PASSWORD, login="boss") == 303
    tallies.count(pages.world.office, Limits().sign_in_anywhere(), pages.world.now, "desk", many=MOST)
    assert tries(leaves(browser), PASSWORD) == 303, "who came after has not put the first one out"


def test_a_browser_stays_known_while_the_secret_is_exchanged(pages: Pages) -> None:
    owner, app = leaves(pages.browser("desk")), pages.app
    tallies.count(pages.world.office, Limits().sign_in_anywhere(), pages.world.now, "desk", many=MOST)
    app.config["SECRET_KEY_FALLBACKS"], app.secret_key = [app.secret_key], "the next secret of the tests"
    owner.get("/login")
    assert tries(owner, PASSWORD) == 303
    leaves(owner)
    app.config["SECRET_KEY_FALLBACKS"] = []
    owner.get("/login")
    assert tries(owner, PASSWORD) == 303, "remembered under the newest since"


@pytest.mark.parametrize("mark", ["", "x", "eyJhIjoiYiJ9.aaaa.bbbb"])
def test_a_forged_or_worn_out_mark_is_none(pages: Pages, mark: str) -> None:
    browser = leaves(pages.browser("desk"))
    tallies.count(pages.world.office, Limits().sign_in_anywhere(), pages.world.now, "desk", many=MOST)
    browser.client.set_cookie(COOKIE, mark)
    assert tries(browser, PASSWORD) == 429
