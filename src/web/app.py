"""The web application: its pages and its interface over one office."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request

from flows.service.channels.outward import Outward
from flows.service.office import Office
from flows.service.practice import Practices
from flows.service.sessions import Lifetimes
from flows.service.single_sign_on import Provider
from web import (
    admin,
    api,
    books,
    case,
    case_acts,
    case_comments,
    case_drafts,
    case_keeping,
    case_notices,
    case_openings,
    case_papers,
    case_search,
    dashboard,
    first_passwords,
    gate,
    language,
    navigation,
    notices,
    persons,
    phrases,
    printing,
    privacy,
    procedures,
    refusals,
    registers,
    reports,
    reveals,
    saved_filters,
    second_factor,
    security,
    several,
    sign_on,
    signing_in,
    special,
    spot_checks,
    starting,
    verify,
    worklist,
    worklist_acts,
)
from web.desk import EXTENSION, Desk
from web.kept_pages import EXTENSION as KEPT_PAGES
from web.kept_pages import KeptPages
from web.limits import Limits
from web.practising.mounting import mount

SESSIONS = "sessions"  # what the keys of cookies and forms are worked out for

# Page families. A page needs sign-in unless it is marked `@security.public`.
FAMILIES = (
    worklist,
    worklist_acts,
    several,
    saved_filters,
    notices,
    case,
    case_acts,
    case_papers,
    case_comments,
    case_drafts,
    case_keeping,
    case_notices,
    case_openings,
    case_search,
    phrases,
    printing,
    special,
    starting,
    registers,
    books,
    persons,
    privacy,
    reveals,
    reports,
    dashboard,
    spot_checks,
    procedures,
    admin,
    second_factor,
    first_passwords,
    sign_on,
    verify,
    gate,
)
STATIC = "/static"
# Accounts, what holds for others, and what leaves the house.
NOT_PRACTISED = (admin, persons, second_factor, first_passwords, sign_on)


class Application(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """None of ours is a coroutine; Flask asks a dozen functions whether they are, at every request."""
        return func


def create_app(
    office: Office,
    clock: Callable[[], datetime],
    *,
    base_url: str = "",
    trusted_proxies: int = 0,
    limits: Limits | None = None,
    outward: Outward | None = None,
    lifetimes: Lifetimes | None = None,
    practices: Practices | None = None,
    provider: Provider | None = None,
) -> Flask:
    """`clock` gives aware UTC. `base_url` is the address that people use (https makes the cookie Secure);
    `trusted_proxies` how many stand in front and set X-Forwarded-*; `practices` where people practise (None: nowhere);
    `provider` where people may sign in beside here."""
    app = Application(__name__, static_url_path=STATIC)
    _key(app, office)
    lasting = lifetimes or Lifetimes()
    app.extensions[EXTENSION] = desk = Desk(
        office, clock, base_url, limits=limits or Limits(), outward=outward or Outward(), lifetimes=lasting
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.protect(app, base_url, trusted_proxies, lasting.whole)
    signing_in.admit(app)
    for programs in (api.blueprint(desk), api.health(desk)):  # they know their callers by tokens, or serve everybody
        app.register_blueprint(programs)
        security.csrf.exempt(programs)
    security.closed_unless_public(app, frozenset({"api", "health"}), signing_in.to_sign_in)
    sign_on.offer(app, provider)
    language.speak(app)
    navigation.guide(app)
    refusals.explain(app)
    app.jinja_env.globals["asset"] = asset
    app.extensions[KEPT_PAGES] = KeptPages()  # pages of practice aren't kept: their bar tells what is going on
    for family in FAMILIES:
        app.register_blueprint(family.blueprint)
    if practices is not None:
        families = [family for family in FAMILIES if family not in NOT_PRACTISED]
        mount(app, families, desk, practices, trusted_proxies)
    return app


def _key(app: Flask, office: Office) -> None:
    """What was signed under a key of before is read still, and signed with the newest from then on."""
    app.secret_key, *older = office.keys.derived(SESSIONS)
    app.config.update(SECRET_KEY_FALLBACKS=older, WTF_CSRF_SECRET_KEY=[*reversed(older), app.secret_key])


def asset(name: str) -> str:
    """The address of a static file, with its content's hash so that browsers may keep it for good. Put together by
    hand: `url_for` takes longer than the rest of a page's head."""
    return f"{request.script_root}{STATIC}/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]
