"""Signing in with a second factor: asked for after the password, set up on the way in where a post demands it."""

import re

from sqlalchemy import insert

from flows.service import registers, second_factor, tallies
from flows.service.people import set_password
from flows.service.rights import OPERATOR
from flows.service.signing_in import identity
from flows.storage.tables import posts
from tests.service.test_second_factor import shown
from tests.web.conftest import PASSWORD, Browser, Pages, hidden
from tests.web.staffed import staff
from web.limits import Limits

CODES = re.compile(r"<li><code>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</code>")


def key(browser: Browser) -> str:
    found = re.search(r"<code>([A-Z2-7]{32})</code>", browser.last)
    assert found
    return found.group(1)


def begun(pages: Pages, login: str = "boss", onward: str = "/units") -> Browser:
    """The password shown, and nothing else."""
    browser = pages.anonymous()
    browser.get("/login")
    answer = browser.post("/login", {"login": login, "password": PASSWORD, "next": onward})
    assert (answer.status_code, answer.location) == (303, "/login/code")
    browser.get("/login/code")
    return browser


def with_one(pages: Pages, login: str = "boss") -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who has set it up on their account."""
    browser = pages.browser(login)
    browser.get("/account/second-factor")
    assert browser.post("/account/second-factor/propose").location == "/account/second-factor/set-up"
    browser.get("/account/second-factor/set-up")
    assert "<svg" in browser.last
    secret = key(browser)
    assert browser.post("/account/second-factor/set-up", {"code": "000000"}).status_code == 422
    assert key(browser) == secret
    assert browser.post("/account/second-factor/set-up", {"code": shown(secret, pages.world.now)}).status_code == 200
    pages.world.later(seconds=30)
    return secret, CODES.findall(browser.last)


def test_who_has_one_is_in_after_the_code_and_not_before(pages: Pages) -> None:
    secret, given = with_one(pages)
    assert len(given) == 10
    browser = begun(pages)
    assert browser.get("/units").location == "/login?next=%2Funits"
    assert browser.post("/login/code", {"code": "000000"}).status_code == 401
    assert "验证码不对" in browser.last
    code = shown(secret, pages.world.now)
    assert browser.post("/login/code", {"code": code}).location == "/units"
    assert browser.get("/units").status_code == 200
    again = begun(pages)
    assert again.post("/login/code", {"code": code}).status_code == 401, "taken once"
    assert again.post("/login/code", {"code": given[0]}).location == "/units"


def test_codes_are_limited_as_passwords_are_at_each_address(pages: Pages) -> None:
    secret, _ = with_one(pages)
    for _ in range(5):
        begun(pages).post("/login/code", {"code": "000000"})
    browser = begun(pages)
    assert browser.get("/login/code").headers["Cache-Control"] == "no-store"
    answer = browser.post("/login/code", {"code": shown(secret, pages.world.now)})
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.status_code, 0 < int(answer.headers["Retry-After"]) <= 300) == (429, True)
    pages.world.later(minutes=6)
    assert browser.post("/login/code", {"code": shown(secret, pages.world.now)}).status_code == 303


def test_wrong_codes_from_elsewhere_keep_the_owner_out_only_where_they_come_from_many(pages: Pages) -> None:
    secret, _ = with_one(pages)
    browser = begun(pages)

    def wrong(address: str, times: int) -> int:
        browser.client.environ_base["REMOTE_ADDR"] = address
        return [browser.post("/login/code", {"code": "000000"}).status_code for _ in range(times)][-1]

    assert wrong("203.0.113.1", 30) == 429
    code = shown(secret, pages.world.now)
    assert begun(pages).post("/login/code", {"code": code}).status_code == 303
    limit = Limits().second_factor_anywhere()
    tallies.count(
        pages.world.office, limit, pages.world.now, "boss", many=limit.most - 7
    )  # 6 so far, of which setting it up is none
    assert [wrong("203.0.113.2", 1), wrong("203.0.113.3", 1)] == [401, 429]
    pages.world.later(minutes=6)
    browser = begun(pages)
    assert wrong("203.0.113.4", 1) == 429


def test_half_the_way_in_ends_with_time_and_with_the_password(pages: Pages) -> None:
    secret, _ = with_one(pages)
    late, changed = begun(pages), begun(pages)
    set_password(pages.world.office, OPERATOR, "boss", "another long password", pages.world.now)
    assert changed.post("/login/code", {"code": shown(secret, pages.world.now)}).location == "/login"
    pages.world.later(minutes=11)
    assert late.post("/login/code", {"code": shown(secret, pages.world.now)}).location == "/login"
    for path in ("/login/code", "/login/set-up"):
        assert pages.anonymous().get(path).location == "/login"


def test_a_post_that_must_have_one_sets_it_up_on_the_way_in(pages_on_both: Pages) -> None:
    pages = pages_on_both
    with pages.world.office.transaction() as connection:
        connection.execute(insert(posts), {"user_id": 7, "site_id": 1, "role": "administrator"})
    setting = ("north", "office", "second_factor_posts", ["director"])
    registers.set_setting(pages.world.office, "chief", *setting, pages.world.now)
    browser = begun(pages)
    assert browser.get("/login/code").location == "/login/set-up"
    assert browser.get("/login/set-up").headers["Cache-Control"] == "no-store"
    secret = key(browser)
    browser.get("/login/set-up")
    assert key(browser) == secret, "looked at twice, it is the same"
    thief = begun(pages)
    thief.get("/login/set-up")
    seen = key(thief)
    assert seen != secret
    thief.get("/login")
    thief.post("/login", {"login": "boss", "password": PASSWORD, "next": "/"})
    thief.get("/login/set-up")
    assert key(thief) != seen, "on a shared browser, of whoever came before"
    browser.get("/login/set-up")
    assert key(browser) not in {secret, key(thief)}, "the other's took its place"
    assert thief.post("/login/set-up", {"code": shown(key(thief), pages.world.now)}).status_code == 303
    secret = key(browser)
    assert browser.get("/units").status_code == 303
    wrong = browser.post("/login/set-up", {"code": "000000"})
    assert (wrong.status_code, wrong.headers["Cache-Control"]) == (422, "no-store")
    assert browser.post("/login/set-up", {"code": shown(secret, pages.world.now)}).status_code == 200
    assert len(CODES.findall(browser.last)) == 10
    assert 'href="/units"' in browser.last
    assert browser.get("/units").status_code == 200
    browser.get("/account/second-factor")
    assert "不能关闭" in browser.last
    assert pages.browser("desk").get("/units").status_code == 200


def test_a_shared_browser_doesnt_show_what_was_shown_before(pages: Pages) -> None:
    browser, other = pages.browser("boss"), pages.browser("boss")
    browser.get("/account/second-factor")
    browser.post("/account/second-factor/propose")
    assert browser.get("/account/second-factor/set-up").status_code == 200
    assert other.get("/account/second-factor/set-up").location == "/account/second-factor"
    browser.post("/logout")
    browser.get("/login")
    browser.post("/login", {"login": "boss", "password": PASSWORD})
    assert browser.get("/account/second-factor/set-up").location == "/account/second-factor"


def test_setting_it_up_ends_every_other_session_of_theirs(pages: Pages) -> None:
    here, elsewhere, eng = pages.browser("boss"), pages.browser("boss"), pages.browser("eng")
    here.get("/account/second-factor")
    here.post("/account/second-factor/propose")
    here.get("/account/second-factor/set-up")
    code = shown(key(here), pages.world.now)
    assert here.post("/account/second-factor/set-up", {"code": code}).status_code == 200
    assert len(CODES.findall(here.last)) == 10
    assert [one.get("/units").status_code for one in (here, elsewhere, eng)] == [200, 303, 200]
    assert here.post("/logout").status_code == 303, "its forms are the new session's"


def test_an_administrator_resets_it_on_the_persons_page(pages: Pages) -> None:
    staff(pages)
    with_one(pages)
    admin = pages.browser("admin")
    page = admin.get("/admin/users/boss").get_data(as_text=True)
    assert "/second-factor/reset" in page
    assert admin.post("/admin/users/boss/second-factor/reset", {"key": hidden(page, "key")}).status_code == 303
    admin.get("/admin/users/boss")
    assert "重置了两步验证" in admin.last
    assert "/second-factor/reset" not in admin.last
    assert pages.browser("boss").get("/units").status_code == 200
    assert pages.browser("lead").get("/admin/users/boss").status_code == 403


def test_it_is_turned_off_with_a_code(pages: Pages) -> None:
    _, given = with_one(pages)
    browser = begun(pages)
    browser.post("/login/code", {"code": given[0]})
    browser.get("/account/second-factor")
    assert "还有 9 个恢复码" in browser.last
    assert browser.post("/account/second-factor/remove", {"code": "000000"}).status_code == 422
    assert browser.post("/account/second-factor/remove", {"code": given[1]}).status_code == 303
    who = identity(pages.world.office, "boss", pages.world.now)
    assert who is not None
    assert not second_factor.has_one(pages.world.office, who)
