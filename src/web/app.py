"""The web application: its pages and its interface over one office."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, url_for

from flows.service.chain import derived_key
from flows.service.office import Office
from web import language, navigation, refusals, security, signing_in
from web.desk import EXTENSION, Desk

# Page families: each module has `blueprint`. A page needs sign-in unless it is marked `@security.public`.
FAMILIES = ("worklist", "case", "case_acts", "case_papers", "starting", "registers", "procedures", "admin", "verify")
# Blueprints that ask for their callers' right themselves, with a token.
BY_TOKEN = frozenset({"api"})


def create_app(office: Office, clock: Callable[[], datetime], *, base_url: str = "", trusted_proxies: int = 0) -> Flask:
    """`clock` gives aware UTC. `base_url` is the address that people use (https makes the cookie Secure);
    `trusted_proxies` how many stand in front and set X-Forwarded-*."""
    app = Flask(__name__)
    app.secret_key = derived_key(office.secret, "sessions")
    app.extensions[EXTENSION] = Desk(office, clock)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.protect(app, base_url, trusted_proxies)
    signing_in.admit(app)
    security.closed_unless_public(app, BY_TOKEN, signing_in.to_sign_in)
    language.speak(app)
    navigation.guide(app)
    refusals.explain(app)
    app.jinja_env.globals["asset"] = asset
    for family in FAMILIES:
        if find_spec(f"web.{family}"):
            app.register_blueprint(import_module(f"web.{family}").blueprint)
    return app


def asset(name: str) -> str:
    """The address of a static file, with its content's hash so that browsers may keep it for good."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    content = (Path(__file__).parent / "static" / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]
