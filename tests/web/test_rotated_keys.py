"""Whoever is signed in, and the form that they are filling in, outlast another secret."""

from dataclasses import replace

from tests.web.conftest import SECRET, Browser, Pages
from web.app import create_app


def test_a_cookie_and_a_form_from_before_are_taken(pages: Pages) -> None:
    before = pages.browser("desk")
    before.get("/account")
    cookie = before.client.get_cookie("flows")
    assert cookie is not None
    office = replace(pages.world.office, secret=b"the secret of the year after", older=(SECRET,))
    app = create_app(office, lambda: pages.world.now)
    after = Browser(app.test_client(), before.last)
    after.client.set_cookie("flows", cookie.value)
    assert after.post("/language", {"lang": "en", "next": "/account"}).status_code == 303, (
        "the token of the page from before"
    )
    assert after.get("/account").status_code == 200

    forgotten = create_app(replace(office, older=()), lambda: pages.world.now).test_client()
    forgotten.set_cookie("flows", cookie.value)
    assert forgotten.get("/account").status_code == 303
