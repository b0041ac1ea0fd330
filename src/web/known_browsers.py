"""Browsers in which somebody has signed in before, so that strangers' wrong tries elsewhere don't keep them out.

Tries are counted for each address, and for each person over all addresses: whoever tries from many is heard no more. Without
more, whoever tries long enough from many keeps the owner out as well. A browser that has been signed in by that person once
therefore carries a mark, and its tries are counted by themselves. The mark opens nothing: who has it alone may try as often
as one address may. (OWASP calls it a device cookie.)
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from flows.service import tallies
from flows.service.tallies import Limit
from web.desk import now, office
from web.security import OF_THIS_HOST

COOKIE = "flows-known"  # over https with the mark of this host before it
LASTS = timedelta(days=180)
MOST = 20  # people at one browser: the computer of a front desk
NUMBER = 16  # bytes


def wait_at_sign_in(here: Limit, anywhere: Limit, login: str) -> int:
    """Counts a try of `login`: of this browser, if they were in by it before; else of its address and over all addresses,
    there only what is heard. Seconds until the next is heard; nought: this one is."""
    known = _mark_of(login)
    if known:
        return tallies.count(office(), here, now(), login, f"browser {known}").wait(now())
    address = request.remote_addr or ""
    wait = tallies.count(office(), here, now(), login, address).wait(now())
    return wait or tallies.count(office(), anywhere, now(), login).wait(now())


def forget_tries(here: Limit, login: str) -> None:
    """Those from here. Those from anywhere stay: the owner's coming and going gives nobody more of them."""
    known = _mark_of(login)
    tallies.forget(office(), here, login, f"browser {known}" if known else request.remote_addr or "")


def remember(login: str) -> None:
    """Marks the browser of this request, with its answer."""
    kept = _marks()
    newest, *older = _names(login)
    found = [kept.pop(name, None) for name in (newest, *older)]
    mine = next(filter(None, found), None) or secrets.token_urlsafe(NUMBER)
    value = _signer().dumps({newest: mine, **dict(list(kept.items())[: MOST - 1])})

    @after_this_request
    def mark(response: Response) -> Response:
        response.set_cookie(
            _name(),
            value,
            max_age=LASTS,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
        return response


def _marks() -> dict[str, str]:
    """Of each person who was in by this browser, the newest first."""
    try:
        found = _signer().loads(request.cookies.get(_name(), ""), max_age=int(LASTS.total_seconds()))
    except BadData:
        return {}
    return dict(found)


def _mark_of(login: str) -> str | None:
    marks = _marks()
    return next((marks[name] for name in _names(login) if name in marks), None)


def _names(login: str) -> list[str]:
    """What stands for that person: nobody else who sits at the browser reads who was there. Under the newest secret, then as
    it was under those before it."""
    mark = f"known {login}".encode()
    return [hmac.new(key, mark, hashlib.sha256).hexdigest()[:24] for key in reversed(_secrets())]


def _name() -> str:
    return f"{OF_THIS_HOST}{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secrets(), salt="known browsers")


def _secrets() -> list[bytes]:
    """The newest last."""
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.secret_key or b""]
    return [key if isinstance(key, bytes) else str(key).encode() for key in keys]
