"""What goes out with every answer, and what no page may hold."""

import hashlib
import json
import re
from base64 import b64decode
from pathlib import Path

import pytest

import web
from tests.web.conftest import Pages
from web.app import create_app

HOME = Path(web.__file__).parent


def every_page(pages: Pages) -> list[str]:
    world = pages.world
    number = world.start()
    permit = world.start(procedure="hot_work_permit")
    return [
        "/login",
        "/",
        "/?overdue=1",
        f"/cases/{number}",
        f"/cases/{permit}",
        f"/cases/{permit}/events/submit",
        "/cases/XX-1",
        "/start",
        "/units",
        "/parties",
        "/procedures",
        "/verify",
        "/healthz",
        "/static/app.css",
        "/api/v1/procedures",
    ]


def test_every_answer_carries_the_headers(pages: Pages) -> None:
    browser = pages.browser("desk")
    for path in every_page(pages):
        headers = browser.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert len(headers.getlist("Content-Security-Policy")) == 1


def test_no_page_has_a_script_or_style_of_its_own_or_from_elsewhere(pages: Pages) -> None:
    """The policy would drop them: what a page needs must come as a file of ours."""
    browser = pages.browser("desk")
    for path in every_page(pages):
        answer = browser.get(path)
        if answer.mimetype != "text/html":
            continue
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]* src=)", browser.last), path
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", browser.last), path


def test_templates_never_switch_escaping_off() -> None:
    found = [
        path for path in HOME.rglob("*.html") if re.search(r"\|\s*safe\b|autoescape false", path.read_text("utf-8"))
    ]
    assert [path.name for path in found] == []


def test_pages_of_a_signed_in_person_are_kept_by_nobody(pages: Pages) -> None:
    assert pages.browser("desk").get("/").headers["Cache-Control"] == "no-store"


def test_static_files_asked_for_with_their_hash_are_kept_for_good(pages: Pages) -> None:
    browser = pages.anonymous()
    browser.get("/login")
    found = re.search(r'href="(/static/app\.css\?v=\w+)"', browser.last)
    assert found
    assert "immutable" in browser.get(found.group(1)).headers["Cache-Control"]


@pytest.mark.parametrize(("base_url", "secure"), [("https://flows.example", True), ("http://127.0.0.1:8000", False)])
def test_the_session_cookie_is_out_of_reach(pages: Pages, base_url: str, secure: bool) -> None:
    app = create_app(pages.world.office, lambda: pages.world.now, base_url=base_url)
    answer = app.test_client().get("/login")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-flows=") is secure
    assert (answer.headers.get("Strict-Transport-Security") == "max-age=31536000; includeSubDomains") is secure
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Domain" not in cookie
    assert "Path=/" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure


def test_vendored_files_are_the_ones_in_the_manifest() -> None:
    folder = HOME / "static/vendor"
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))
    for one in listed:
        assert hashlib.sha256((folder / one["file"]).read_bytes()).hexdigest() == one["sha256"], one["file"]
        assert len(b64decode(one["integrity"].removeprefix("sha512-"))) == 64
        assert (folder / one["licence_file"]).is_file()
        assert one["version"] in one["file"]
    named = {"manifest.json"} | {one["file"] for one in listed} | {one["licence_file"] for one in listed}
    assert {path.name for path in folder.iterdir()} == named
