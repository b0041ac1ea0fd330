"""What keeps a page to its own: headers, cookies, forms that nobody else can send, and pages closed by default."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix

from flows.service.narrowing import begin_with_none
from web.marking import mark_requests

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
OF_THIS_HOST = "__Host-"  # before the name of a cookie that no neighbouring host can have set
YEAR = 365 * 24 * 3600
CHOOSING = "choosing"  # in the signed cookie: the same of who has only to choose a password still
PENDING = "half in"  # in the signed cookie: who has shown their password, when, and where they are going
SIGNED_IN = ("_user_id", PENDING, CHOOSING)
MOST_BYTES = 64 * 1024 * 1024  # of one request: several scans at once

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()


def public(view: View) -> View:
    """A page that needs no sign-in. Every other one does."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark that functions may carry
    return view


def unattended(view: View) -> View:
    """A page that browsers ask for by themselves, again and again: nobody need be there."""
    view.is_unattended = True  # type: ignore[attr-defined]  # a mark that functions may carry
    return view


def asks_by_itself() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "is_unattended", False)


def protect(app: Flask, base_url: str, trusted_proxies: int, session_lasts: timedelta) -> None:
    https = base_url.startswith("https://")
    app.debug = False  # whatever FLASK_DEBUG says: a page of the debugger shows what the program holds
    app.config.update(
        SESSION_COOKIE_NAME=f"{OF_THIS_HOST}flows" if https else "flows",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=session_lasts,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # SameSite and the token do; a strict Referrer breaks behind some proxies
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
    )
    app.session_interface = KeptSerializer()
    mark_requests(app, trusted_proxies)
    begin_with_no_site(app)  # before anything that may ask the database
    csrf.init_app(app)
    app.before_request(no_nul)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})
    app.after_request(_with_headers(https))
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask documents wrapping it so
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )


class KeptSerializer(SecureCookieSessionInterface):
    """What reads and signs the cookie of the session, made once and not for each request."""

    def __init__(self) -> None:
        self._of: dict[Any, URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if app.secret_key not in self._of:
            self._of = {app.secret_key: super().get_signing_serializer(app)}
        return self._of[app.secret_key]


def begin_with_no_site(app: Flask) -> None:
    """A request sees no site's rows until it is known who asks, and leaves nothing behind in its thread."""

    @app.before_request
    def begin() -> None:
        g.widen = begin_with_none()

    @app.teardown_request
    def end(_fault: BaseException | None) -> None:
        widen = g.pop("widen", None)
        if widen:
            widen()


def no_nul() -> None:
    """No text that people write has it, and PostgreSQL takes none that does."""
    query = request.query_string
    if b"%00" in query or b"\0" in query:
        abort(400)
    if "\0" in request.path and request.endpoint != "verify.answer":  # which knows a code by its form
        abort(404)
    if request.method == "POST" and any("\0" in text for _, texts in request.form.lists() for text in texts):
        abort(400)


def _with_headers(https: bool) -> Callable[[Response], Response]:
    always = {**HEADERS, "Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"} if https else HEADERS

    def add(response: Response) -> Response:
        if "Content-Security-Policy" in response.headers:  # a page with a stricter one of its own
            for name, value in always.items():
                response.headers.setdefault(name, value)
        else:
            response.headers.extend(always)
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif request.endpoint != "static" and any(name in session for name in SIGNED_IN):  # asks no database
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add


def csrf_token() -> str:
    """What every form carries. Flask-WTF signs it anew for every page; it is the session's, so once will do."""
    own = session.get("csrf_token")
    return _signed(own) if own else generate_csrf()


@lru_cache(4096)
def _signed(_own: str) -> str:
    return generate_csrf()  # of the session at hand, whose own this is


def closed_unless_public(app: Flask, open_blueprints: frozenset[str], to_sign_in: Callable[[], Response]) -> None:
    """Whoever isn't signed in is sent to sign in, but for public pages and blueprints that ask for themselves."""

    @app.before_request
    def check() -> Response | None:
        view = app.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
            return None
        if request.blueprint and request.blueprint.split(".")[0] in open_blueprints:
            return None
        return None if current_user.is_authenticated else to_sign_in()
