"""A password that an administrator has given: it leads to choosing another, once and in time, and nowhere else."""

import pytest

from flows.service import people
from flows.service.rights import OPERATOR
from tests.service.test_second_factor import shown
from tests.web.conftest import PASSWORD, Browser, Pages
from tests.web.test_purpose import says_what_it_is_for
from tests.web.test_second_factor import with_one

GIVEN, OWN = "seven grey herons", "nine brown otters"


@pytest.fixture
def given(pages: Pages) -> Pages:
    people.set_password(pages.world.office, OPERATOR, "desk", GIVEN, pages.world.now)
    return pages


def shows(pages: Pages, password: str, login: str = "desk", onward: str = "/cases") -> tuple[Browser, str]:
    """A browser that has shown it, and where it was led."""
    browser = pages.anonymous()
    browser.get("/login")
    answer = browser.post("/login", {"login": login, "password": password, "next": onward})
    return browser, answer.location or str(answer.status_code)


def test_it_leads_to_choosing_another_and_that_on_to_the_page_that_was_asked_for(given: Pages) -> None:
    browser, where = shows(given, GIVEN)
    assert where == "/login/password"
    assert browser.get("/").status_code == 303, "no session begins before"
    assert browser.get(where).headers["Cache-Control"] == "no-store"
    says_what_it_is_for(browser.last, where)
    assert browser.post(where, {"password": OWN, "again": OWN}).location == "/cases"
    assert browser.get("/").status_code == 200
    assert shows(given, OWN)[1] == "/cases"


def test_it_is_taken_once_and_not_after_its_time(given: Pages) -> None:
    assert shows(given, GIVEN)[1] == "/login/password"
    again, status = shows(given, GIVEN)
    assert status == "401"
    assert "管理员给的密码只能用一次" in again.last
    people.set_password(given.world.office, OPERATOR, "desk", GIVEN, given.world.now)
    given.world.later(minutes=72 * 60)
    assert shows(given, GIVEN)[1] == "401"


def test_whoever_has_shown_it_chooses_within_ten_minutes_and_once_whatever_they_have_kept(given: Pages) -> None:
    first, _ = shows(given, GIVEN)
    given.world.later(minutes=11)
    assert first.post("/login/password", {"password": OWN, "again": OWN}).location == "/login"
    people.set_password(given.world.office, OPERATOR, "desk", GIVEN, given.world.now)
    second, _ = shows(given, GIVEN)
    kept = second.client.get_cookie("flows")
    assert second.post("/login/password", {"password": OWN, "again": OWN}).location == "/cases"
    copied = given.anonymous()
    assert kept
    copied.client.set_cookie("flows", kept.value)
    assert copied.get("/login/password").location == "/login"
    assert shows(given, OWN)[1] == "/cases"


def test_what_is_chosen_is_no_weak_one_nor_the_one_that_was_given(given: Pages) -> None:
    browser, where = shows(given, GIVEN)
    for new, again, told in (
        ("password1", "password1", "很多人在用"),
        (GIVEN, GIVEN, "不能还用管理员给的"),
        (OWN, "other", "不一样"),
    ):
        assert browser.post(where, {"password": new, "again": again}).status_code == 422
        assert told in browser.last
    assert browser.post(where, {"password": OWN, "again": OWN}).location == "/cases"


def test_nobody_comes_to_that_page_otherwise(pages: Pages) -> None:
    browser = pages.anonymous()
    assert browser.get("/login/password").location == "/login"
    browser.get("/login")
    assert browser.post("/login/password", {"password": OWN, "again": OWN}).location == "/login"
    assert shows(pages, PASSWORD)[1] == "/cases"


def test_with_a_second_factor_the_code_comes_first(pages: Pages) -> None:
    secret, _ = with_one(pages)
    people.set_password(pages.world.office, OPERATOR, "boss", GIVEN, pages.world.now)
    browser, where = shows(pages, GIVEN, "boss")
    assert where == "/login/code"
    assert browser.get("/login/password").location == "/login"
    pages.world.later(minutes=1)
    answer = browser.post("/login/code", {"code": shown(secret, pages.world.now)})
    assert answer.location == "/login/password"
    assert browser.post("/login/password", {"password": OWN, "again": OWN}).location == "/cases"
    assert browser.get("/").status_code == 200
