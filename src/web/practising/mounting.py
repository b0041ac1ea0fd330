"""The application of practice: made of the same page families, each with a desk of practice or none at all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from types import ModuleType
from urllib.parse import quote

from flask import Flask, redirect, request, session
from flask_login import current_user
from markupsafe import Markup
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Response

from flows.service.counting import counts_of
from flows.service.practice import Practices, Stores
from web import language, navigation, refusals, security
from web.api.watching import count_practised
from web.desk import Desk
from web.language import LANGUAGES, lang
from web.navigation import LINKS, Link
from web.practising import room
from web.practising.inward import lead_inward, outside
from web.practising.seats import Door, let_in
from web.signing_in import local_address, me

ROOT = "/practice"
ROOM = Link("/room", "练习室", "Practice room")
# Nothing of these belongs to a case: accounts, other people's settings, what leaves the house.
NOT_HERE = frozenset({"/admin"})


def mount(app: Flask, families: Iterable[ModuleType], door_of: Desk, settings: Practices, trusted_proxies: int) -> None:
    """Serves practice under `ROOT` beside `app`, by the same session."""
    stores = Stores(door_of.office, settings)
    branch = _branch(app, families, Door(door_of, stores, ROOT), trusted_proxies)
    app.extensions["practice"] = branch
    app.jinja_env.globals["practice_way"] = f"{ROOT}{ROOM.path}"
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {ROOT: branch})  # type: ignore[method-assign]  # Flask documents wrapping it so


def _branch(app: Flask, families: Iterable[ModuleType], door: Door, trusted_proxies: int) -> Flask:
    branch = Flask(app.import_name)
    branch.secret_key = app.secret_key
    for name in ("SECRET_KEY_FALLBACKS", "WTF_CSRF_SECRET_KEY"):
        branch.config[name] = app.config[name]
    branch.jinja_env.trim_blocks = branch.jinja_env.lstrip_blocks = True
    security.protect(branch, door.real.base_url, trusted_proxies, door.real.lifetimes.whole)
    let_in(branch, door)
    _closed(branch)
    language.speak(branch)
    refusals.explain(branch)
    lead_inward(branch)
    branch.jinja_env.globals.update(asset=app.jinja_env.globals["asset"], me=me, navigation=links, practice=room.bar)
    for family in families:
        branch.register_blueprint(family.blueprint)
    branch.register_blueprint(room.blueprint)
    room.listen(branch)
    branch.after_request(partial(count_practised, counts_of(door.real.office)))
    _at_the_door(branch)
    return branch


def _closed(branch: Flask) -> None:
    """Everything but style sheets is for who is signed in, also what is public in the office."""

    @branch.before_request
    def check() -> Response | None:
        if request.endpoint == "static" or current_user.is_authenticated:
            return None
        here = request.script_root + (request.full_path.rstrip("?") if request.method == "GET" else "/")
        return outside(f"/login?next={quote(here, safe='')}")


def _at_the_door(branch: Flask) -> None:
    """What the frame of every page has: signing out, and the other language."""

    @branch.post("/logout")
    def leave() -> Response:
        return outside("/logout", 307)  # with the form

    @branch.post("/language")
    def choose() -> Response:
        chosen = request.form.get("lang", "")
        if chosen in LANGUAGES:
            session["lang"] = chosen
        return redirect(local_address(request.form.get("next")), 303)


def links() -> Markup:
    """The links of the office that lead somewhere here, with the room of practice before them."""
    mine = (ROOM, *(link for link in LINKS if link.path not in NOT_HERE))
    roles = frozenset(post.role for post in me().posts)
    return navigation.drawn(mine, lang() == "en", request.path, roles)
