"""The mark of a request stands in its answer, on the page of its error and in its lines of the log."""

import logging
import re

import pytest

from tests.web.conftest import Pages
from web.app import create_app
from web.marking import HEADER, mark

GIVEN = "proxy-0123456789"


def test_each_answer_has_a_mark_of_its_own(pages: Pages) -> None:
    browser = pages.browser("desk")
    found = [browser.get(path).headers[HEADER] for path in ("/", "/", "/healthz", "/static/app.css", "/nowhere")]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in found)
    assert mark() == "", "and none is left over"


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space", "line\nbreak", "<script>", "甲" * 10])
def test_only_a_trusted_proxy_gives_one_and_only_a_plain_one(pages: Pages, given: str) -> None:
    behind = create_app(pages.world.office, lambda: pages.world.now, trusted_proxies=1).test_client()
    assert behind.get("/login", headers={HEADER: GIVEN}).headers[HEADER] == GIVEN
    assert pages.app.test_client().get("/login", headers={HEADER: GIVEN}).headers[HEADER] != GIVEN
    odd = behind.get("/login", environ_overrides={"HTTP_X_REQUEST_ID": given}).headers[HEADER]
    assert re.fullmatch("[0-9a-f]{16}", odd)


def test_an_error_says_its_mark_and_the_log_finds_it_without_a_name(
    pages: Pages, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = pages.browser("desk")

    def broken() -> None:
        raise RuntimeError("示例某某 is broken")

    monkeypatch.setitem(pages.app.view_functions, "case_search.show", broken)
    pages.app.testing = False
    pages.app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR):
        answer = browser.get("/cases?q=示例某某")
    assert answer.status_code == 500
    assert answer.headers[HEADER] in answer.text
    (line,) = [one for one in caplog.records if one.name == "flows.faults"]
    assert line.getMessage() == "GET /cases"
    assert line.exc_info


def test_a_line_for_each_request_names_its_route_and_nobody(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    browser = pages.browser("desk")
    with caplog.at_level(logging.INFO, "flows.access"):
        browser.get("/cases?q=示例某某")
        browser.get("/parties/1?name=13900000001")
        browser.get("/%0d%0aforged")
    told = [one.getMessage() for one in caplog.records]
    assert [line.rsplit(" ", 4)[0] for line in told] == [
        "GET /cases 200",
        "GET /parties/<int:party> 200",
        "GET (none) 404",
    ]
    assert not any("示例" in line or "139" in line or "forged" in line for line in told)


def test_who_is_refused_leaves_a_line_for_whoever_watches(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    browser = pages.browser("desk")
    browser.get("/admin/users")
    stranger = pages.anonymous()
    stranger.get("/login")
    stranger.post("/login", {"login": "示例某某", "password": "wrong"})
    found = [one for one in caplog.records if one.name == "flows.security"]
    lines = [(one.args["route"], one.args["status"], bool(one.args["user"])) for one in found]
    assert lines == [("/admin/users", 403, True), ("/login", 401, False)]
    assert not any("示例" in one.getMessage() for one in found)


def test_no_line_is_made_where_nobody_wants_one(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    pages.browser("desk").get("/")
    assert [one for one in caplog.records if one.name == "flows.access"] == []
