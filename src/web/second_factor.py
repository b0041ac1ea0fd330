"""The second factor: asked for after the password, set up on one's own account or, for posts that must have one, on the
way in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from flows.service import second_factor as service
from flows.service.errors import Invalid
from flows.service.signing_in import Identity
from web.asking import done, problems, site_asked, text
from web.desk import desk, now, office
from web.known_browsers import forget_tries, wait_at_sign_in
from web.language import lang, t
from web.security import PENDING, public
from web.signing_in import CHOOSE, PROPOSAL, begin, choosing, half_in, let_in, me

blueprint = Blueprint("second_factor", __name__)
Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


def _half_in() -> tuple[Identity, str] | None:
    """Who has shown their password and nothing else, and where they are going."""
    return half_in(PENDING)


@blueprint.get("/login/code")
@public
def ask() -> Answer:
    half = _half_in()
    if half is None:
        return redirect("/login", 303)
    if not service.has_one(office(), half[0]):
        return redirect("/login/set-up", 303)
    return render_template("login/code.html")


@blueprint.post("/login/code")
@public
def enter() -> Answer:
    half = _half_in()
    if half is None:
        return redirect("/login", 303)
    who, onward = half
    wait = _wait(who)
    if wait:
        problem = t("错误次数过多，请稍后再试。", "Too many wrong attempts; try again later.")
        return render_template("login/code.html", problem=problem), 429, {"Retry-After": str(wait)}
    if not service.check(office(), who, text("code"), now()):
        problem = t("验证码不对，或已经用过。", "The code is wrong, or was used already.")
        return render_template("login/code.html", problem=problem), 401
    return _let_in(who, onward)


def _wait(who: Identity) -> int:
    """Counts a try. Seconds until the next is heard."""
    return wait_at_sign_in(desk().limits.second_factor(), desk().limits.second_factor_anywhere(), who.login)


def _right(who: Identity) -> None:
    forget_tries(desk().limits.second_factor(), who.login)


def _let_in(who: Identity, onward: str) -> Response:
    _right(who)
    return let_in(who, onward)


@blueprint.get("/login/set-up")
@public
def must_set_up() -> Answer:
    """For who holds a post that must have one, and has none yet: no session begins before."""
    half = _half_in()
    if half is None or service.has_one(office(), half[0]):
        return redirect("/login", 303)
    try:
        found = _waiting(half[0]) or _new(half[0])
    except Invalid:  # set up elsewhere this moment
        return redirect("/login", 303)
    return _proposed(found, "/login/set-up", None)


def _waiting(who: Identity) -> service.Proposal | None:
    """What this browser, and no other, was shown to confirm."""
    return service.proposed(office(), who, lang(), session.get(PROPOSAL, ""), now())


def _new(who: Identity) -> service.Proposal:
    found = service.propose(office(), who, lang(), now())
    session[PROPOSAL] = found.mark
    return found


@blueprint.post("/login/set-up")
@public
def set_up() -> Answer:
    half = _half_in()
    if half is None:
        return redirect("/login", 303)
    who, onward = half
    return _confirmed(who, "/login/set-up", onward)


def _proposed(found: service.Proposal, action: str, invalid: Invalid | None) -> str:
    return render_template(
        "account/second_factor_set_up.html",
        found=found,
        # A square code that our own library has drawn.
        picture=Markup(found.picture),  # noqa: S704  # made of an address of ours
        action=action,
        faults=problems(invalid),
    )


def _confirmed(who: Identity, action: str, onward: str) -> Answer:
    """The recovery codes, shown this once, in a new session, the only one now; or the same page again."""
    wait = _wait(who)
    if wait:
        return (
            t("错误次数过多，请稍后再试。", "Too many wrong attempts; try again later."),
            429,
            {"Retry-After": str(wait)},
        )
    try:
        given = service.confirm(office(), who, text("code"), session.get(PROPOSAL, ""), now())
    except Invalid as invalid:
        found = _waiting(who)
        return (_proposed(found, action, invalid), 422) if found else redirect(action, 303)
    _right(who)
    if who.chooses:
        choosing(who, onward)
        return render_template("account/recovery_codes.html", codes=given, onward=CHOOSE)
    if not begin(who):
        return redirect("/login", 303)
    return render_template("account/recovery_codes.html", codes=given, onward=onward)


@blueprint.get("/account/second-factor")
def mine() -> str:
    return _mine(None)


def _mine(invalid: Invalid | None) -> str:
    return render_template(
        "account/second_factor.html",
        standing=service.standing(office(), me()),
        faults=problems(invalid),
        zone=_zone(),
    )


def _zone() -> Any:
    return desk().place(site_asked()).zone if me().sites else "Asia/Shanghai"


@blueprint.post("/account/second-factor/propose")
def propose() -> Answer:
    try:
        _new(me())
    except Invalid as invalid:
        return _mine(invalid), 422
    return redirect(url_for("second_factor.proposed"), 303)


@blueprint.get("/account/second-factor/set-up")
def proposed() -> Answer:
    found = _waiting(me())
    return _proposed(found, request.path, None) if found else redirect(url_for("second_factor.mine"), 303)


@blueprint.post("/account/second-factor/set-up")
def confirm() -> Answer:
    return _confirmed(me(), request.path, "/account/second-factor")


@blueprint.post("/account/second-factor/remove")
def remove() -> Answer:
    wait = _wait(me())
    if wait:
        return (
            t("错误次数过多，请稍后再试。", "Too many wrong attempts; try again later."),
            429,
            {"Retry-After": str(wait)},
        )
    try:
        service.remove(office(), me(), text("code"), now())
    except Invalid as invalid:
        return _mine(invalid), 422
    _right(me())
    done("两步验证已关闭。", "The second factor is off.")
    return redirect(url_for("second_factor.mine"), 303)
