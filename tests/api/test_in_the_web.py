"""The interface beside the pages, in the application as it is served."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.api.interface import Interface
from web.app import create_app


@pytest.fixture
def served(still_estate: Interface) -> FlaskClient:
    world = still_estate.world
    app = create_app(world.office, lambda: world.now)
    app.testing = True
    return app.test_client()


def bearer(interface: Interface, login: str = "front_desk") -> dict[str, str]:
    return {"Authorization": f"Bearer {interface.token(login)}"}


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/cases/none", "/api/v1/cases/", "/api/v1/tasks/x/claim"])
def test_what_is_not_there_is_no_page(served: FlaskClient, still_estate: Interface, path: str) -> None:
    answer = served.get(path, headers=bearer(still_estate))
    assert answer.status_code in (404, 405)
    assert answer.mimetype == "application/problem+json"


def test_a_program_without_a_token_is_not_sent_to_the_sign_in_page(served: FlaskClient) -> None:
    answer = served.get("/api/v1/tasks")
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


def test_the_session_of_a_browser_opens_nothing_here(served: FlaskClient) -> None:
    with served.session_transaction() as session:
        session["_user_id"] = "front_desk"
    assert served.get("/api/v1/tasks").status_code == 401


def test_a_program_sends_without_the_token_of_a_form(served: FlaskClient, still_estate: Interface) -> None:
    answer = served.post("/api/v1/cases", json={}, headers=bearer(still_estate))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_no_cookie_is_set_and_no_choice_is_remembered(served: FlaskClient, still_estate: Interface) -> None:
    english = served.get("/api/v1/cases/none?lang=en", headers=bearer(still_estate))
    assert english.json["title"] == "Not found"
    assert "Set-Cookie" not in english.headers
    assert served.get("/api/v1/cases/none", headers=bearer(still_estate)).json["title"] == "没有找到"


def test_the_headers_that_protect_pages_stand_here_too(served: FlaskClient, still_estate: Interface) -> None:
    answer = served.get("/api/v1/tasks", headers=bearer(still_estate))
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"])
def test_a_watcher_and_a_reader_of_the_document_need_no_sign_in(served: FlaskClient, path: str) -> None:
    assert served.get(path).status_code == 200


def test_requests_for_pages_are_counted_too(served: FlaskClient) -> None:
    def counted() -> tuple[int, int]:
        """Other tests of this office count, too."""
        text = served.get("/metrics").text
        lines = ('route="/login",method="GET",status="200"} ', 'route="(none)",method="GET",status="404"} ')
        found = [text.partition(line)[2].partition("\n")[0] for line in lines]
        return int(found[0] or 0), int(found[1] or 0)

    logins, nowhere = counted()
    served.get("/login")
    served.get("/no/such/page")
    assert counted() == (logins + 1, nowhere + 1)


@pytest.mark.parametrize(
    ("path", "breaks"),
    [
        ("/api/v1/cases/HW-2026-0001", "web.api.cases.case_view"),
        ("/api/v1/tasks", "web.api.mounting._sent"),
        ("/api/v1/openapi.json", "web.api.mounting.document"),
        ("/api/v1/tasks", "web.api.reading.identity_of_token"),
        ("/api/v1/no/such/address", "web.api.problems.of_http"),
    ],
)
@pytest.mark.parametrize(("lang", "words"), [("zh", "没有只办了一半的事"), ("en", "Nothing was left half done")])
def test_a_defect_of_ours_is_no_page_and_tells_that_nothing_is_half_done(
    served: FlaskClient,
    still_estate: Interface,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    breaks: str,
    lang: str,
    words: str,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    served.application.testing = False
    monkeypatch.setattr(breaks, broken)
    answer = served.get(path, headers={**bearer(still_estate), "Accept-Language": lang})
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert (answer.json["status"], answer.json["type"].rpartition("/")[2]) == (500, "fault")
    assert words in answer.json["detail"]
    assert "secret" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_defect_behind_a_page_is_still_told_on_a_page(served: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    served.application.testing = False
    monkeypatch.setattr("web.signing_in.render_template", broken)
    answer = served.get("/login")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
