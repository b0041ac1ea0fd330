"""Signing in and out, and who is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, Response, redirect, render_template, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from flows.service import people, second_factor, sessions
from flows.service.narrowing import narrow_to
from flows.service.signing_in import Identity, identity, sign_in
from web.desk import desk, now, office
from web.known_browsers import forget_tries, remember, wait_at_sign_in
from web.language import LANGUAGES, lang, t
from web.security import CHOOSING, PENDING, asks_by_itself, public

blueprint = Blueprint("signing_in", __name__)
CHOOSE = "/login/password"
PATIENCE = timedelta(minutes=10)  # between two steps of signing in, with time to set a telephone up
LEFT = "left"  # in the cookie: somebody has signed out, so that the provider asks who comes next
PROPOSAL = "proposal"  # in the signed cookie: the mark of the second factor that this browser was shown
login_manager = LoginManager()
login_manager.session_protection = None  # a phone changes its address all day


class Member(UserMixin):
    """The signed-in person as flask-login wants it, by the session's token."""

    def __init__(self, who: Identity, token: str, session_id: int) -> None:
        self.who = who
        self.lang = who.lang
        self.token = token
        self.session_id = session_id

    def get_id(self) -> str:
        return self.token


def me() -> Identity:
    """Who is signed in; only on pages that need it."""
    who: Identity = current_user.who
    return who


def my_session() -> int:
    found: int = current_user.session_id
    return found


@login_manager.user_loader
def load_member(token: str) -> Member | None:
    found = sessions.known(office(), token, now(), desk().lifetimes, in_use=not asks_by_itself())
    if found is None:
        return None
    narrow_to(found.who)
    return Member(found.who, token, found.session)


@blueprint.get("/login")
@public
def ask() -> str | AnyResponse:
    if current_user.is_authenticated:
        return redirect(local_address(request.args.get("next")))
    return render_template("login/page.html", next=local_address(request.args.get("next")), login="")


@blueprint.post("/login")
@public
def enter() -> AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]:
    login, onward = request.form.get("login", "").strip(), local_address(request.form.get("next"))
    limits = desk().limits
    wait = wait_at_sign_in(limits.signing_in(), limits.sign_in_anywhere(), login)
    if wait:
        problem = t("错误次数过多，请稍后再试。", "Too many wrong attempts; try again later.")
        return _again(problem, login, onward), 429, {"Retry-After": str(wait)}
    who = sign_in(office(), login, request.form.get("password", ""), now(), desk().lifetimes.first)
    if who is None:
        return _again(_wrong(), login, onward), 401
    forget_tries(limits.signing_in(), login)
    if second_factor.has_one(office(), who) or second_factor.demanded(office(), who):
        return half_way(who, onward)
    return let_in(who, onward)


def let_in(who: Identity, onward: str) -> AnyResponse:
    """They are who they say: the session begins, or, for who has a password that somebody else knows, once they have
    chosen another (`web.first_passwords`)."""
    if who.chooses:
        choosing(who, onward)
        return redirect(CHOOSE, 303)
    return redirect(onward if begin(who) else "/login", 303)


def choosing(who: Identity, onward: str) -> None:
    session.pop(PENDING, None)
    session[CHOOSING] = {"login": who.login, "stamp": who.stamp, "next": onward, "at": now().isoformat()}


def half_in(name: str) -> tuple[Identity, str] | None:
    """Who has shown what `name` stands for and is not in yet, and where they are going. None: nobody, or too long ago, or
    the password was changed since."""
    kept = session.get(name)
    if not kept or datetime.fromisoformat(kept["at"]) < now() - PATIENCE:
        return None
    who = identity(office(), kept["login"], now())
    return (who, local_address(kept["next"])) if who is not None and who.stamp == kept["stamp"] else None


def half_way(who: Identity, onward: str) -> AnyResponse:
    """The password was right, or the provider knows them; the session begins once the code is (`web.second_factor`)."""
    session.pop(PROPOSAL, None)  # on a shared browser, of whoever came before
    session[PENDING] = {"login": who.login, "stamp": who.stamp, "next": onward, "at": now().isoformat()}
    return redirect("/login/code", 303)


def _wrong() -> str:
    """Alike for everybody: who guesses learns nothing, and who has a given password learns what else it may be."""
    return t(
        "用户名或密码不对。管理员给的密码只能用一次，过期作废；请再要一个。",
        "The user name or the password is wrong. One that an administrator gave works once and runs out; ask for another.",
    )


def _again(problem: str, login: str, onward: str) -> str:
    return render_template("login/page.html", next=onward, login=login, problem=problem)


def begin(who: Identity) -> bool:
    """A new session: whatever the browser carried before is gone, but for a language chosen on the way in. False: the
    password was changed meanwhile."""
    chosen = session.get("lang")
    session.clear()
    session.permanent = True
    if chosen:
        session["lang"] = chosen
    if chosen and chosen != who.lang:
        people.change_user(office(), who.login, who.login, now(), lang=chosen)
    token = sessions.begin(office(), who, request.user_agent.string, now(), desk().lifetimes)
    member = load_member(token) if token else None
    if member is not None:
        remember(who.login)
    return member is not None and bool(login_user(member))


@blueprint.post("/logout")
def leave() -> AnyResponse:
    chosen = lang()
    sessions.end(office(), current_user.token, now())
    logout_user()
    session.clear()
    session["lang"], session[LEFT] = chosen, True
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
    return redirect(local_address(request.form.get("next")), 303)


def local_address(address: str | None) -> str:
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
