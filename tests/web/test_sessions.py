"""Sessions on the pages: who is signed in where, ending one here and elsewhere, what the cookie holds."""

import re
from datetime import timedelta

from sqlalchemy import select

from flows.storage import tables as t
from tests.web.conftest import PASSWORD, Browser, Pages, hidden
from tests.web.staffed import staff
from web.app import create_app


def others(browser: Browser, page: str) -> list[str]:
    """The addresses at which the page ends sessions."""
    browser.get(page)
    return re.findall(r'action="([^"]+/sessions/\d+/end)"', browser.last)


def test_a_session_made_by_one_process_is_known_to_the_other_and_ended_in_both(pages: Pages) -> None:
    world = pages.world
    here, there = (Pages(world, create_app(world.office, lambda: world.now)) for _ in range(2))
    browser, elsewhere = here.browser("desk"), there.anonymous()
    cookie = browser.client.get_cookie("flows")
    assert cookie is not None
    elsewhere.client.set_cookie("flows", cookie.value)
    assert elsewhere.get("/").status_code == 200
    browser.get("/")
    browser.post("/logout")
    assert elsewhere.get("/").status_code == 303, "a copy of the cookie is worth nothing any more"


def test_a_person_sees_where_they_are_signed_in_and_ends_what_is_not_them(pages: Pages) -> None:
    phone, desk = pages.anonymous(), pages.browser("desk")
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17 Safari/604"
    phone.get("/login")
    phone.post("/login", {"login": "desk", "password": PASSWORD})
    (address,) = others(desk, "/account")
    assert "Safari · iPhone" in desk.last
    assert "本机" in desk.last
    assert desk.post(address, {"key": hidden(desk.last, "key")}).status_code == 303
    assert phone.get("/").status_code == 303
    assert desk.get("/").status_code == 200
    assert others(desk, "/account") == []


def test_an_administrator_ends_a_colleagues_session_and_nobody_else_does(pages: Pages) -> None:
    staff(pages)
    tech, lead, admin = pages.browser("tech"), pages.browser("lead"), pages.browser("admin")
    (address,) = others(admin, "/admin/users/tech")
    lead.get("/")
    assert lead.post(address, {"key": "k"}).status_code == 403
    assert lead.post(address.replace("/admin/users/tech", "/account"), {"key": "k"}).status_code == 404
    assert tech.get("/").status_code == 200
    assert admin.post(address, {"key": "k"}).status_code == 303
    assert tech.get("/").status_code == 303


def test_a_changed_password_keeps_the_one_who_changed_it_signed_in_with_a_new_session(pages: Pages) -> None:
    here, there = pages.browser("desk"), pages.browser("desk")
    before = here.client.get_cookie("flows")
    here.get("/account")
    words = {"old": PASSWORD, "password": "a better one", "again": "a better one", "key": hidden(here.last, "key")}
    assert here.post("/account/password", words).location == "/account"
    assert "密码已更改" in here.get("/account").get_data(as_text=True)
    assert there.get("/").status_code == 303
    stolen = pages.anonymous()
    assert before is not None
    stolen.client.set_cookie("flows", before.value)
    assert stolen.get("/").status_code == 303


def test_the_bell_alone_keeps_nobody_signed_in(pages: Pages) -> None:
    left, used = pages.browser("desk"), pages.browser("desk")
    for _ in range(2):
        pages.world.later(minutes=59)
        assert left.get("/notices/count").status_code == 200
        assert used.get("/").status_code == 200
    pages.world.later(minutes=3)
    assert left.get("/").status_code == 303
    assert used.get("/").status_code == 200


def test_the_cookie_holds_the_token_and_the_database_its_digest(pages: Pages) -> None:
    browser = pages.browser("desk")
    with browser.client.session_transaction() as session:
        token = session["_user_id"]
    assert len(token) >= 40
    with pages.world.office.read() as connection:
        (row,) = connection.execute(select(t.sessions)).all()
    assert token not in row
    assert row.expires_at - row.created_at == timedelta(hours=12)
