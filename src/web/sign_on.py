"""Signing in at the company's provider (OpenID Connect): out to it, and back with its answer."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, session
from werkzeug.wrappers import Response

from flows.service import second_factor, tallies
from flows.service.signing_in import Identity, identity
from flows.service.single_sign_on import (
    DECLINED,
    Asked,
    NotSignedIn,
    Provider,
    Unreachable,
    known_as,
    several_factors,
    unknown,
)
from web.desk import desk, now, office
from web.language import say, t
from web.security import public
from web.signing_in import LEFT, begin, half_way, local_address

blueprint = Blueprint("sign_on", __name__)
BACK = "/login/sso/back"
ASKED = "asked"  # in the signed cookie: what was asked of the provider, when, and where the person is going
PATIENCE = timedelta(minutes=10)  # at the provider, with a second factor and a forgotten password
EXTENSION = "single sign-on"
LOG = logging.getLogger("flows.sign_on")
Answer = Response | tuple[str, int] | tuple[str, int, dict[str, str]]


def offer(app: Flask, provider: Provider | None) -> None:
    """None: its addresses answer that there is nothing here."""
    app.extensions[EXTENSION] = provider
    app.jinja_env.globals["sign_on"] = provider


def _client() -> Any:
    """This process's, made with the first who comes: a process without a provider loads none of it."""
    found = current_app.extensions[EXTENSION]
    if isinstance(found, Provider):
        from flows.service.single_sign_on.client import Client

        found = current_app.extensions[EXTENSION] = Client(found, f"{desk().base_url}{BACK}")
    return found or abort(404)


@blueprint.get("/login/sso")
@public
def leave() -> Answer:
    client, asked = _client(), Asked.anew()
    onward = local_address(request.args.get("next"))
    try:
        address = client.where_to(asked, now(), afresh=LEFT in session)
    except Unreachable as fault:
        return _not_in(fault, onward, 503)
    session[ASKED] = {**asdict(asked), "next": onward, "at": now().isoformat()}
    return redirect(address, 303)


@blueprint.get(BACK)
@public
def come_back() -> Answer:
    client, kept = _client(), session.pop(ASKED, None)  # once, whatever comes of it
    state = request.args.get("state", "")
    if not kept or kept["state"] != state or datetime.fromisoformat(kept["at"]) < now() - PATIENCE:
        words = t(
            "登录用时太久，或不是从本页开始的，没有登录。请重新登录。",
            "Signing in took too long or was not begun on this page, and you are not signed in. Please begin again.",
        )
        return _again(words, local_address(kept and kept["next"])), 401
    onward = local_address(kept["next"])
    limit, address = desk().limits.single_sign_on(), request.remote_addr or ""
    wait = tallies.count(office(), limit, now(), address).wait(now())
    if wait:
        words = t("错误次数过多，请稍后再试。", "Too many wrong attempts; try again later.")
        return _again(words, onward), 429, {"Retry-After": str(wait)}
    try:
        claims = _answered(client, Asked(kept["state"], kept["nonce"], kept["verifier"]))
        who = _person(client.provider, claims)
    except NotSignedIn as fault:
        return _not_in(fault, onward, 503 if isinstance(fault, Unreachable) else 401)
    tallies.forget(office(), limit, address)
    return _let_in(who, onward, vouched=several_factors(claims))


def _answered(client: Any, asked: Asked) -> dict[str, Any]:
    """RFC 9207: an answer that names another provider is another's."""
    given = request.args
    if given.get("iss", client.provider.issuer) != client.provider.issuer or "error" in given or not given.get("code"):
        raise NotSignedIn(DECLINED, f"error={given.get('error')!r} iss={given.get('iss')!r}")
    claims: dict[str, Any] = client.claims(given["code"], asked, now())
    return claims


def _person(provider: Provider, claims: dict[str, Any]) -> Identity:
    """An account that an administrator has made and nobody has closed; none is made here."""
    login = known_as(provider, claims)
    who = identity(office(), login, now())
    if who is None:
        raise unknown(login)
    return who


def _let_in(who: Identity, onward: str, *, vouched: bool) -> Response:
    """`vouched`: the provider has signed that it asked for more than a password; else the office's own rule holds."""
    if not vouched and (second_factor.has_one(office(), who) or second_factor.demanded(office(), who)):
        return half_way(who, onward)
    return redirect(onward if begin(who) else "/login", 303)


def _not_in(fault: NotSignedIn, onward: str, status: int) -> tuple[str, int]:
    LOG.warning("%s: %s", type(fault).__name__, fault.why)
    return _again(say(fault.message), onward), status


def _again(problem: str, onward: str) -> str:
    return render_template("login/page.html", next=onward, login="", problem=problem)
