"""Signing in at a provider: who gets in, and each way in which its answer may be wrong."""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey
from sqlalchemy import insert, select, update

from flows.service import registers
from flows.service.single_sign_on import NotSignedIn, Provider, known_as
from flows.storage.tables import posts, sessions, users
from tests.service.test_second_factor import shown
from tests.web.conftest import PASSWORD, Browser, Pages
from tests.web.provider import Company, company
from tests.web.test_second_factor import with_one
from web.app import create_app
from web.limits import Limits

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def provider(pages: Pages) -> Iterator[Company]:
    with company(lambda: pages.world.now) as made:
        yield made


@pytest.fixture
def met(pages: Pages, provider: Company) -> Pages:
    return beside(pages, provider)


def beside(pages: Pages, provider: Company, limits: Limits | None = None, **more: str) -> Pages:
    made = create_app(
        pages.world.office, lambda: pages.world.now, base_url=BASE, provider=provider.provider(**more), limits=limits
    )
    made.testing = True
    return Pages(pages.world, made)


def sent(browser: Browser, onward: str = "/units") -> str:
    """The address that the provider is asked at."""
    browser.get("/login")
    answer = browser.get("/login/sso", query_string={"next": onward})
    assert answer.status_code == 303, browser.last
    return str(answer.location)


def test_without_a_provider_there_is_nothing_of_it(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login")
    assert "/login/sso" not in browser.last
    assert [browser.get(path).status_code for path in ("/login/sso", "/login/sso/back?code=a&state=b")] == [404, 404]


def test_who_has_an_account_is_let_in_and_led_on(met: Pages, provider: Company) -> None:
    browser = met.anonymous()
    browser.get("/login?next=/units")
    assert 'href="/login/sso?next=/units"' in browser.last
    answer = browser.get(provider.lets_in(sent(browser), "desk"))
    assert (answer.status_code, answer.location) == (303, "/units")
    assert browser.get("/units").status_code == 200
    assert provider.heard == ["/.well-known/openid-configuration", "/token", "/keys"]
    with met.world.office.read() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


def test_on_both_databases_and_by_an_address_of_the_company(pages_on_both: Pages) -> None:
    with company(lambda: pages_on_both.world.now) as provider:
        met = beside(pages_on_both, provider, domain="office.example")
        browser = met.anonymous()
        name = "Desk@Office.Example"
        assert browser.get(provider.lets_in(sent(browser), name)).location == "/units"
        assert browser.get("/units").status_code == 200
        stranger = met.anonymous()
        assert stranger.get(provider.lets_in(sent(stranger), "desk@elsewhere.example")).status_code == 401


FOREIGN = ECKey.generate_key("P-256", {"kid": "first"})
# Of which claim, and what whoever looks into it is told.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"nonce": "of another question"}, "nonce"),
    ({"nonce": None}, "nonce"),
    ({"aud": "another-client"}, "aud"),
    ({"aud": ["flows-of-the-office", "another-client"]}, "another client"),
    ({"aud": ["flows-of-the-office", "another"], "azp": "another"}, "another client"),
    ({"iss": "https://elsewhere.example"}, "iss"),
    ({"exp": 1}, "expired"),
    ({"exp": None}, "exp"),
    ({"iat": 9_999_999_999}, "future"),
    ({"sub": None}, "sub"),
    ({"preferred_username": None}, "preferred_username"),
    ({"preferred_username": ["desk"]}, "preferred_username"),
    ({"preferred_username": "nobody"}, "nobody"),
]


def test_a_token_that_is_not_for_this_question_lets_nobody_in(
    met: Pages, provider: Company, caplog: pytest.LogCaptureFixture
) -> None:
    for wrong, why in WRONG:
        browser = met.anonymous()
        caplog.clear()
        with caplog.at_level(logging.WARNING, "flows.sign_on"):
            answer = browser.get(provider.lets_in(sent(browser), **wrong))
        assert (answer.status_code, browser.get("/units").status_code) == (401, 303), wrong
        assert "没有登录" in browser.last or "联系管理员" in browser.last
        assert why in caplog.text


def test_a_token_signed_by_somebody_else_lets_nobody_in(met: Pages, provider: Company) -> None:
    provider.signs_with = FOREIGN
    browser = met.anonymous()
    assert browser.get(provider.lets_in(sent(browser))).status_code == 401
    assert browser.get("/units").status_code == 303


def test_a_token_whose_algorithm_is_none_or_a_shared_secret_lets_nobody_in(met: Pages, provider: Company) -> None:
    for header in (
        "eyJhbGciOiJub25lIn0",
        "eyJhbGciOiJIUzI1NiIsImtpZCI6ImZpcnN0In0",
    ):  # none, and HS256 with our key's id
        browser = met.anonymous()
        back = provider.lets_in(sent(browser))
        code = parse_qs(urlsplit(back).query)["code"][0]
        asked, token = provider._codes[code]
        provider._codes[code] = (asked, f"{header}.{token.split('.')[1]}.")
        assert browser.get(back).status_code == 401


def test_new_keys_of_the_provider_are_asked_for_but_not_all_the_time(met: Pages, provider: Company) -> None:
    browser = met.anonymous()
    assert browser.get(provider.lets_in(sent(browser))).status_code == 303
    provider.key = ECKey.generate_key("P-256", {"kid": "second"})
    other = met.anonymous()
    assert other.get(provider.lets_in(sent(other))).status_code == 401, "within the minute"
    met.world.later(minutes=2)
    other = met.anonymous()
    assert other.get(provider.lets_in(sent(other))).status_code == 303
    assert provider.heard.count("/keys") == 2


def test_a_wrong_state_is_refused_before_anything_is_asked(met: Pages, provider: Company) -> None:
    browser = met.anonymous()
    back = provider.lets_in(sent(browser))
    code = parse_qs(urlsplit(back).query)["code"][0]
    thief = met.anonymous()
    sent(thief)
    for path in (back, f"/login/sso/back?code={code}", "/login/sso/back"):
        assert thief.get(path).status_code == 401, path
    assert "重新登录" in thief.last
    assert "/token" not in provider.heard
    assert browser.get("/login/sso/back?code=x&state=wrong").status_code == 401
    assert browser.get(back).status_code == 401, "the question was asked once"


def test_an_answer_that_comes_late_or_twice_is_refused(met: Pages, provider: Company) -> None:
    browser = met.anonymous()
    back = provider.lets_in(sent(browser))
    met.world.later(minutes=11)
    assert browser.get(back).status_code == 401
    again = met.anonymous()
    back = provider.lets_in(sent(again))
    assert again.get(back).status_code == 303
    copy = met.anonymous()
    assert copy.get(back).status_code == 401


def test_a_no_of_the_provider_and_another_providers_answer_are_told(met: Pages, provider: Company) -> None:
    for more in ("error=access_denied&", "iss=https://elsewhere.example&code=code-0&"):
        browser = met.anonymous()
        state = parse_qs(urlsplit(sent(browser)).query)["state"][0]
        assert browser.get(f"/login/sso/back?{more}state={state}").status_code == 401
        assert "没有完成" in browser.last
    assert "/token" not in provider.heard


def test_next_never_leads_to_another_host(met: Pages, provider: Company) -> None:
    for onward in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "cases"):
        browser = met.anonymous()
        assert browser.get(provider.lets_in(sent(browser, onward))).location == "/", onward


def test_a_closed_account_stays_closed(met: Pages, provider: Company) -> None:
    with met.world.office.transaction() as connection:
        connection.execute(update(users).where(users.c.login == "desk").values(active=False))
    browser = met.anonymous()
    assert browser.get(provider.lets_in(sent(browser))).status_code == 401
    assert "“desk”" in browser.last


def test_a_second_factor_is_asked_for_unless_the_provider_vouches_for_one(met: Pages, provider: Company) -> None:
    secret, _ = with_one(met)
    browser = met.anonymous()
    assert browser.get(provider.lets_in(sent(browser), "boss", amr=["pwd"])).location == "/login/code"
    assert browser.get("/units").status_code == 303
    browser.get("/login/code")
    assert browser.post("/login/code", {"code": shown(secret, met.world.now)}).location == "/units"
    vouched = met.anonymous()
    assert vouched.get(provider.lets_in(sent(vouched), "boss", amr=["pwd", "mfa"])).location == "/units"
    with met.world.office.transaction() as connection:
        connection.execute(insert(posts), {"user_id": 7, "site_id": 1, "role": "administrator"})
    setting = ("north", "office", "second_factor_posts", ["engineering_supervisor"])
    registers.set_setting(met.world.office, "chief", *setting, met.world.now)
    demanded = met.anonymous()
    assert demanded.get(provider.lets_in(sent(demanded), "eng")).location == "/login/code"


def test_after_signing_out_the_provider_asks_who_comes_next(met: Pages, provider: Company) -> None:
    browser = met.anonymous()
    first = sent(browser)
    assert "prompt" not in first
    browser.get(provider.lets_in(first))
    browser.get("/units")
    assert browser.post("/logout").location == "/login"
    again = sent(browser)
    assert parse_qs(urlsplit(again).query)["prompt"] == ["login"]
    assert browser.get(provider.lets_in(again, "eng")).status_code == 303
    assert browser.get("/units").status_code == 200


def test_answers_that_let_nobody_in_are_limited(pages: Pages, provider: Company) -> None:
    met = beside(pages, provider, Limits(sign_in=1))
    for number in range(21):
        browser = met.anonymous()
        status = browser.get(provider.lets_in(sent(browser), "nobody")).status_code
        assert status == (401 if number < 20 else 429)
    met.world.later(minutes=6)
    browser = met.anonymous()
    assert browser.get(provider.lets_in(sent(browser))).status_code == 303


def test_a_provider_that_is_away_leaves_the_password(met: Pages, provider: Company) -> None:
    provider.says = {"issuer": "https://elsewhere.example"}
    browser = met.anonymous()
    browser.get("/login")
    assert browser.get("/login/sso?lang=en").status_code == 503
    assert "can&#39;t be reached just now" in browser.last
    assert browser.post("/login", {"login": "desk", "password": PASSWORD}).status_code == 303


def test_a_secret_goes_nowhere_without_tls(met: Pages, provider: Company) -> None:
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        provider.says = {name: "http://elsewhere.example/"}
        assert met.anonymous().get("/login/sso").status_code == 503, name
    provider.says = {}
    assert met.anonymous().get("/login/sso").status_code == 303


def test_what_the_token_leaves_out_is_asked_for_of_the_same_person(pages: Pages, provider: Company) -> None:
    met = beside(pages, provider, claim="nickname")
    provider.knows_more = {"sub": "sub of Li", "nickname": "desk"}
    browser = met.anonymous()
    assert browser.get(provider.lets_in(sent(browser), "Li")).status_code == 303
    other = met.anonymous()
    assert other.get(provider.lets_in(sent(other), "Wang")).status_code == 401


def test_a_name_is_taken_as_a_login_only_where_it_can_be_nobody_elses() -> None:
    plain, mail = Provider("i", "c", "s"), Provider("i", "c", "s", claim="email", domain="office.example")
    assert known_as(plain, {"preferred_username": "Li.Wei"}) == "li.wei"
    assert known_as(mail, {"email": "Li@office.example", "email_verified": True}) == "li"
    for provider, claims in (
        (plain, {"preferred_username": "\u212aim"}),  # the sign of the kelvin, whose small letter is a k
        (plain, {"preferred_username": " "}),
        (mail, {"email": "li@office.example"}),
        (mail, {"email": "li@office.example", "email_verified": "true"}),
        (mail, {"email": "li@office.example.elsewhere.example", "email_verified": True}),
        (mail, {"email": "@office.example", "email_verified": True}),
        (mail, {"email": "office.example", "email_verified": True}),
    ):
        with pytest.raises(NotSignedIn):
            known_as(provider, claims)
