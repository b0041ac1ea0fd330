"""A page that is kept between requests: it looks as if it had been drawn for each, and holds nothing of anybody."""

from collections.abc import Iterator

import pytest
from flask import session as flask_session
from flask_login import login_user
from jinja2 import ChoiceLoader, DictLoader, UndefinedError
from sqlalchemy import update

from flows.storage import tables as t
from flows.storage.scope import EVERY, showing
from tests.web.conftest import Pages, hidden
from web.kept_pages import EXTENSION, KeptPages, drawn
from web.signing_in import load_member

PATHS = ("/", "/?view=post", "/?view=mine")


@pytest.fixture(autouse=True)
def seen_as_before() -> Iterator[None]:
    """Who is signed in outside of a request narrows what the database shows, and nothing widens it again."""
    with showing(EVERY):
        yield


def test_it_is_the_page_that_the_template_draws(pages: Pages) -> None:
    pages.world.start()
    with pages.world.office.transaction() as connection:
        connection.execute(update(t.users).where(t.users.c.login == "desk").values(name='<示例> & "其他"'))
    browsers = [pages.browser(login) for login in ("desk", "desk2", "eng", "both", "boss")]
    for language in ("zh", "en"):
        for browser in browsers:
            browser.get("/account")
            browser.post("/language", {"lang": language})
        kept = {(n, path): each.get(path).text for path in PATHS for n, each in enumerate(browsers)}
        pages.app.extensions.pop(EXTENSION)
        assert {(n, path): browsers[n].get(path).text for n, path in kept} == kept
        assert "&lt;示例&gt; &amp; &#34;其他" in kept[0, "/"]
        pages.app.extensions[EXTENSION] = KeptPages()


def test_nothing_of_who_came_before_stays_in_it(pages: Pages) -> None:
    pages.world.start()
    first, second = pages.browser("desk"), pages.browser("desk2")
    earlier, later = first.get("/").text, second.get("/").text
    assert pages.app.extensions[EXTENSION].pieces.cache_info().hits == 1, "the second is drawn from what is kept"
    assert "示例desk<" in earlier
    assert "示例desk<" not in later
    assert "示例desk2<" in later
    assert hidden(earlier, "csrf_token") not in later


def test_no_other_kind_of_request_says_what_is_kept(pages: Pages) -> None:
    first, second = pages.browser("desk"), pages.browser("desk2")
    first.client.head("/?view=mine")
    first.client.get("/", environ_overrides={"SCRIPT_NAME": "/elsewhere"})
    for path in ("/", "/?view=mine"):
        page = second.get(path).text
        assert "/elsewhere" not in page
        assert f'name="next" value="{path}"' in page


@pytest.mark.parametrize(
    "holds",
    [
        "{{ since|upper }}",
        "{{ since|urlencode }}",
        '{% import "layout/forms.html" as forms %}{{ forms.csrf() }}',
    ],
)
def test_a_page_that_keeps_what_is_somebodys_fails(pages: Pages, holds: str) -> None:
    browser = pages.browser("desk")
    with browser.client.session_transaction() as session:
        held = dict(session)
    pages.app.jinja_loader = ChoiceLoader([DictLoader({"keeping.html": holds}), pages.app.jinja_loader])
    with pages.app.test_request_context("/"):
        flask_session.update(held)
        login_user(load_member(held["_user_id"]))
        with pytest.raises(RuntimeError, match="only place"):
            drawn("keeping.html", (), {"since": "now"})


def test_what_is_told_once_is_told_on_it_and_not_kept(pages: Pages) -> None:
    number = pages.world.start()
    browser = pages.browser("desk")
    browser.get("/")
    browser.post("/worklist/claim", {"case": f"{number}@north", "back": "/"})
    assert 'class="notice notice-' in browser.get("/").text
    assert 'class="notice notice-' not in browser.get("/").text


@pytest.mark.parametrize(
    "asks", ["current_user.who", "session._user_id", "me().login", "g._login_user", "request.cookies"]
)
def test_a_template_can_ask_nothing_about_who_is_there(pages: Pages, asks: str) -> None:
    browser = pages.browser("desk")
    with browser.client.session_transaction() as session:
        token = session["_user_id"]
    pages.app.jinja_loader = DictLoader({"curious.html": f"{{{{ {asks}.x }}}}"})
    with pages.app.test_request_context("/"):
        login_user(load_member(token))
        with pytest.raises(UndefinedError):
            drawn("curious.html", (), {})
