"""Signing in and out, and who is signed in."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, Response, redirect, render_template, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from flows.service import people, tallies
from flows.service.signing_in import Identity, identity, sign_in
from web.desk import desk, now, office
from web.language import LANGUAGES, lang, t
from web.security import public

blueprint = Blueprint("signing_in", __name__)
login_manager = LoginManager()
login_manager.session_protection = None  # a phone changes its address all day; the password's stamp ends a session


class Member(UserMixin):
    """The signed-in person as flask-login wants it. A changed password ends the session."""

    def __init__(self, who: Identity) -> None:
        self.who = who
        self.lang = who.lang

    def get_id(self) -> str:
        return f"{self.who.stamp}:{self.who.login}"


def me() -> Identity:
    """Who is signed in; only on pages that need it."""
    who: Identity = current_user.who
    return who


@login_manager.user_loader
def load_member(kept: str) -> Member | None:
    stamp, _, login = kept.partition(":")
    who = identity(office(), login, now())
    return Member(who) if who and who.stamp == stamp else None


@blueprint.get("/login")
@public
def ask() -> str | AnyResponse:
    if current_user.is_authenticated:
        return redirect(_local(request.args.get("next")))
    return render_template("login/page.html", next=_local(request.args.get("next")), login="")


@blueprint.post("/login")
@public
def enter() -> AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]:
    login, onward = request.form.get("login", "").strip(), _local(request.form.get("next"))
    limit, address = desk().limits.signing_in(), request.remote_addr or ""
    wait = tallies.count(office(), limit, now(), login, address).wait(now())
    if wait:
        problem = t("错误次数过多，请稍后再试。", "Too many wrong attempts; try again later.")
        return _again(problem, login, onward), 429, {"Retry-After": str(wait)}
    who = sign_in(office(), login, request.form.get("password", ""), now())
    if who is None:
        return _again(t("用户名或密码不对。", "The user name or the password is wrong."), login, onward), 401
    tallies.forget(office(), limit, login, address)
    _begin(who)
    return redirect(onward, 303)


def _again(problem: str, login: str, onward: str) -> str:
    return render_template("login/page.html", next=onward, login=login, problem=problem)


def _begin(who: Identity) -> None:
    """A new session: whatever the browser carried before is gone, but for a language chosen on the way in."""
    chosen = session.get("lang")
    session.clear()
    session.permanent = True
    if chosen and chosen != who.lang:
        people.change_user(office(), who.login, who.login, now(), lang=chosen)
        session["lang"] = chosen
    login_user(Member(who))


@blueprint.post("/logout")
def leave() -> AnyResponse:
    chosen = lang()
    logout_user()
    session.clear()
    session["lang"] = chosen
    return redirect("/login", 303)


@blueprint.post("/language")
@public
def choose_language() -> AnyResponse:
    """Remembered with the session, and with the person once signed in."""
    chosen = request.form.get("lang", "")
    if chosen in LANGUAGES:
        session["lang"] = chosen
        if current_user.is_authenticated and me().lang != chosen:
            people.change_user(office(), me().login, me().login, now(), lang=chosen)
    return redirect(_local(request.form.get("next")), 303)


def _local(address: str | None) -> str:
    """`address` if it leads to a page of ours, else the worklist. Backslashes and double slashes are other hosts."""
    if not address or "\\" in address or any(ord(c) < 33 for c in address):
        return "/"
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return "/"
    return address


def to_sign_in() -> Response:
    """To the sign-in page and, after it, back to the page that was asked for."""
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    where = "/login" if back == "/" else f"/login?next={quote(back, safe='')}"
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": where})
    return redirect(where, 303)  # type: ignore[return-value]  # Werkzeug's response is what Flask sends


def admit(app: Flask) -> None:
    login_manager.init_app(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["me"] = me
