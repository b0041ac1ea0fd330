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
    served.get("/login")
    served.get("/no/such/page")
    text = served.get("/metrics").text
    assert 'route="/login",method="GET",status="200"} 1' in text
    assert 'route="(none)",method="GET",status="404"} 1' in text
