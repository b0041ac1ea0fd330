"""Everybody's own account: posts, password, tokens for programs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import preferences, sessions, tokens
from flows.service.errors import Invalid
from flows.service.signing_in import change_own_password
from web.asking import day_or_none, done, fresh_key, once, problems, shown_once, site_asked, text
from web.desk import desk, now, office
from web.signing_in import begin, me, my_session

blueprint = Blueprint("account", __name__, url_prefix="/account")
Answer = str | Response | tuple[str, int]


@blueprint.get("")
def home() -> str:
    return _home(None)


def _home(invalid: Invalid | None) -> str:
    return render_template(
        "account/home.html",
        faults=problems(invalid),
        key=fresh_key(),
        sessions=sessions.list_sessions(office(), me().login, me().login, now(), desk().lifetimes),
        this_session=my_session(),
        single_keys=preferences.single_keys(office(), me().login),
        zone=_zone(),
    )


def _zone() -> Any:
    return desk().place(site_asked()).zone if me().sites else "Asia/Shanghai"


@blueprint.post("/sessions/<int:session>/end")
def end_session(session: int) -> Response:
    def ended() -> str:
        sessions.end_session(office(), me().login, me().login, session, now())
        done("此处的登录已退出。", "That session has ended.")
        return url_for("admin.account.home")

    return once(ended)


@blueprint.post("/keys")
def choose_keys() -> Response:
    preferences.set_single_keys(office(), me().login, request.form.get("single_keys") == "yes")
    done("已保存。", "Saved.")
    return redirect(url_for("admin.account.home"), 303)


@blueprint.post("/password")
def change_password() -> Answer:
    def changed() -> str:
        new = request.form.get("password", "")
        if new != request.form.get("again", ""):
            raise Invalid.field("again", "两次输入的新密码不一样", "is not the same as the new password")
        who = change_own_password(office(), me().login, request.form.get("old", ""), new, now())
        if not begin(who):
            return "/login"
        done("密码已更改，其他地方的登录已退出。", "The password was changed; sessions elsewhere have ended.")
        return url_for("admin.account.home")

    try:
        return once(changed)
    except Invalid as invalid:
        return _home(invalid), 422


@blueprint.get("/tokens")
def show_tokens() -> str:
    return _tokens_page(None)


def _tokens_page(invalid: Invalid | None) -> str:
    return render_template(
        "account/tokens.html",
        tokens=tokens.list_tokens(office(), me().login, me().login, now()),
        faults=problems(invalid),
        given=request.form,
        key=fresh_key(),
        now=now(),
        zone=_zone(),
    )


@blueprint.post("/tokens")
def create() -> Answer:
    """Answers with the token itself: it is nowhere else, not in the session's cookie either."""

    def made() -> str:
        new = tokens.create_token(office(), me().login, me().login, text("name"), now(), _expiry())
        return render_template("account/token.html", made=new)

    try:
        return shown_once(made, url_for("admin.account.show_tokens"))
    except Invalid as invalid:
        return _tokens_page(invalid), 422


def _expiry() -> datetime | None:
    """The end of the day in the form, on the site's clock."""
    last = day_or_none("expires_at")
    if last is None:
        return None
    return datetime.combine(last + timedelta(days=1), time.min, desk().place(site_asked()).zone)


@blueprint.post("/tokens/<int:token>/revoke")
def revoke(token: int) -> Response:
    def ended() -> str:
        tokens.revoke_token(office(), me().login, me().login, token, now())
        done("令牌已撤销。", "The token was revoked.")
        return url_for("admin.account.show_tokens")

    return once(ended)
