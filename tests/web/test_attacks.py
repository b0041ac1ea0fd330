"""What attackers try at pages: each test fails where its defence is taken away."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from argon2 import PasswordHasher

from flows.service import signing_in
from flows.service.papers import attach
from flows.service.people import PostHeld, add_user
from flows.service.rights import OPERATOR
from tests.security.asked import routes
from tests.web.conftest import PASSWORD, Pages

ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "\t//x.example",
)
LINES = "a\r\nSet-Cookie: stolen=1\r\n\r\n<script>alert(1)</script>"
WRITTEN = (
    "{{7*7}}",
    "{%% print(7*7) %%}",
    "${7*7}",
    "<b onmouseover=alert(1)>",
    "'\"><script>alert(1)</script>",
    "=1+1",
)


def test_no_address_that_somebody_else_wrote_leads_elsewhere(pages: Pages) -> None:
    """`next` and `back` are sent to every route; whatever it answers, it leads to a page of ours or nowhere."""
    browser = pages.browser("desk")
    browser.get("/account")
    drawn = browser.last
    for route in routes(pages.app):
        method, path = route.split(" ", 1)
        if method not in ("GET", "POST") or path.startswith(("/api/", "/logout", "/login")):
            continue
        path = re.sub(r"<[^>]+>", "1", path)
        for away in ELSEWHERE[:3]:
            browser.last = drawn
            given: dict[str, Any] = {"next": away, "back": away, "case": "HW-2026-0001@north"}
            answer = browser.get(path, query_string=given) if method == "GET" else browser.post(path, given)
            assert not re.match(r"\s*(?:[a-z]+:|[/\\]{2}|/\\)", str(answer.location or "")), (
                route,
                away,
                answer.location,
            )


def test_a_text_with_a_nul_is_a_no_and_no_defect(pages_on_both: Pages) -> None:
    desk = pages_on_both.browser("desk")
    assert desk.get("/?q=%2500").status_code == 200
    assert desk.get("/cases/%00").status_code == 404
    for path in ("/cases?q=a%00", "/units?q=%00"):
        refused = desk.get(path)
        assert (refused.status_code, "浏览器送来的内容不完整" in refused.get_data(as_text=True)) == (400, True), path
    desk.get("/account")
    assert desk.post("/account/password", {"password": "a\0", "again": "b"}).status_code == 400
    assert "was not whole" in desk.get("/cases?lang=en&q=%00").get_data(as_text=True)


@pytest.mark.parametrize("away", ELSEWHERE)
def test_signing_in_and_choosing_a_language_lead_nowhere_else(pages: Pages, away: str) -> None:
    browser = pages.anonymous()
    browser.get(f"/login?next={away}")
    assert not re.search(r'(?:href|action)="(?:[a-z]+:|[/\\\\]{2})', browser.last)
    assert not re.search(r'name="next" value="[^"]*(?:elsewhere|alert|example)', browser.last.partition("<main")[2])
    assert browser.post("/language", {"lang": "en", "next": away}).location == "/"
    assert browser.post("/login", {"login": "desk", "password": PASSWORD, "next": away}).location == "/"


def test_what_is_sent_makes_no_header_of_its_own(pages: Pages) -> None:
    browser, number = pages.browser("desk"), pages.world.start()
    attach(pages.world.office, "desk", number, "paper", f"{LINES}.pdf", b"%PDF-1.7 x", pages.world.now)
    found = re.search(rf'href="(/cases/{number}/documents/\d+)"', browser.get(f"/cases/{number}").text)
    assert found
    answers = [
        browser.get(found[1]),
        browser.get("/cases", query_string={"q": LINES}),
        browser.get("/verify?code=%0d%0aSet-Cookie:x"),
    ]
    answers += [browser.get("/nowhere/%0d%0aSet-Cookie:%20stolen=1"), browser.get("/?lang=%0d%0aX:1")]
    for answer in answers:
        assert not any("stolen" in value for value in answer.headers.getlist("Set-Cookie"))
        assert not any("\n" in value or "\r" in value for _, value in answer.headers)


@pytest.mark.parametrize("words", WRITTEN)
def test_what_people_write_is_shown_and_never_run(pages: Pages, words: str) -> None:
    browser, number = pages.browser("desk"), pages.world.start()
    browser.get(f"/cases/{number}/comments")
    assert browser.post(f"/cases/{number}/comments", {"words": f"看 {words} 看"}).status_code == 303
    page = browser.get(f"/cases/{number}/comments").text
    assert "看 49" not in page
    assert f"看 {words} 看" not in page or not re.search("[<>\"']", words)
    assert "49" not in browser.get("/cases", query_string={"q": words}).text.partition("<main")[2].partition("<form")[0]
    assert not re.search(r"<script>alert|<b onmouseover", browser.last)


def test_nothing_that_is_sent_begins_a_line_of_the_log(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a request holds is in no line at all: routes stand there, and numbers."""
    forged = "forged\r\n2026-01-01 info flows: signed in"
    browser = pages.anonymous()
    browser.get("/login")
    with caplog.at_level(logging.DEBUG, "flows"):
        browser.post("/login", {"login": forged, "password": forged})
        browser.get("/forged%0d%0aline", headers={"User-Agent": "forged agent", "Referer": "http://forged/"})
        browser.get("/cases", query_string={"q": forged})
        pages.app.test_client().get(
            "/api/v1/cases", headers={"Authorization": "Bearer forged", "Accept-Language": "forged"}
        )
    assert caplog.records
    assert not any("forged" in one.getMessage() or "\n" in one.getMessage() for one in caplog.records)


def test_an_unknown_name_costs_what_a_known_one_does(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """One check of one hash that is as dear, whoever is named: known, unknown, without a password, or no longer there."""
    world, asked = pages.world, list[str]()
    add_user(world.office, OPERATOR, "no.password", "示例甲", None, world.now, held=[PostHeld("front_desk", "north")])
    real = PasswordHasher()

    class Counted(PasswordHasher):
        def verify(self, kept: str | bytes, password: str | bytes) -> bool:
            asked.append(str(kept))
            return real.verify(kept, password)

    monkeypatch.setattr(signing_in, "HASHER", Counted())
    signing_in._nobody.cache_clear()
    for login in ("desk", "nobody", "no.password", "", "x" * 500, "desk\0"):
        asked.clear()
        assert signing_in.sign_in(world.office, login, "wrong", world.now) is None
        assert len(asked) == 1, login
    signing_in._nobody.cache_clear()
    assert not real.check_needs_rehash(signing_in._nobody()), "as dear as those that are kept"


def test_a_session_that_somebody_else_began_is_nobodys(pages: Pages) -> None:
    """Who gives a victim a cookie of theirs is not signed in with the victim."""
    attacker = pages.anonymous()
    attacker.get("/login")
    given = attacker.client.get_cookie("flows")
    assert given
    victim = pages.anonymous()
    victim.client.set_cookie("flows", given.value)
    victim.get("/login")
    assert victim.post("/login", {"login": "desk", "password": PASSWORD}).status_code == 303
    after = victim.client.get_cookie("flows")
    assert after
    assert after.value != given.value
    assert attacker.get("/account").status_code == 303
    victim.client.set_cookie("flows", given.value)
    assert victim.get("/account").status_code == 303
