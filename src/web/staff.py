"""The people who work at the sites: list, add, give and take posts, deactivate, a new password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import people, second_factor, sessions
from flows.service.errors import Forbidden, Invalid
from flows.service.people import PostHeld, User
from flows.service.sessions import Session
from flows.service.vocabulary import ROLES
from web.asking import administered, done, fresh_key, must_administer, once, problems, site_asked, text
from web.desk import desk, now, office
from web.signing_in import me
from web.words import EVERYWHERE

blueprint = Blueprint("staff", __name__, url_prefix="/admin/users")
Answer = str | Response | tuple[str, int]


@blueprint.before_request
def only_administrators() -> None:
    must_administer()


@blueprint.get("")
def users() -> str:
    site, q = request.args.get("site") or None, request.args.get("q", "")
    page = people.list_users(office(), me().login, now(), site=site, q=q, cursor=request.args.get("cursor"))
    return render_template("admin/users.html", page=page, q=q, site=site)


@blueprint.get("/new")
def ask_new() -> str:
    return _new_form(None, request.args)


def _new_form(invalid: Invalid | None, given: Any) -> str:
    return render_template(
        "admin/new_user.html",
        faults=problems(invalid),
        given=given,
        key=given.get("key") or fresh_key(),
        roles=ROLES,
        sites=administered(),
        first_hours=_first_hours(),
    )


def _first_hours() -> int:
    """How long a password that is given here is good for choosing another."""
    return desk().lifetimes.first // timedelta(hours=1)


@blueprint.post("/new")
def add() -> Answer:
    def added() -> str:
        held = [_post()] if text("role") else []
        password = request.form.get("password") or None
        user = people.add_user(office(), me().login, text("login"), text("name"), password, now(), held=held)
        done(f"已添加 {user.name}。", f"{user.name} was added.")
        return url_for("admin.staff.one", login=user.login)

    try:
        return once(added)
    except Invalid as invalid:
        return _new_form(invalid, request.form), 422


def _post() -> PostHeld:
    """The post that the form names. Raises Invalid."""
    site = text("site")
    if not site:
        raise Invalid.field("site", "请选择项目", "needs a site")
    return PostHeld(text("role"), None if site == EVERYWHERE else site)


@blueprint.get("/<login>")
def one(login: str) -> str:
    return _user_page(people.user(office(), me().login, login, now()), None, {})


def _user_page(user: User, invalid: Invalid | None, given: Any) -> str:
    return render_template(
        "admin/user.html",
        user=user,
        faults=problems(invalid),
        given=given,
        key=fresh_key(),
        roles=ROLES,
        sites=administered(),
        own=user.login == me().login,
        first_hours=_first_hours(),
        sessions=_sessions(user),
        second=_second(user),
        zone=desk().place(site_asked(administered())).zone,
    )


def _sessions(user: User) -> tuple[Session, ...]:
    """None for an administrator of one of the person's sites alone."""
    try:
        return sessions.list_sessions(office(), me().login, user.login, now(), desk().lifetimes)
    except Forbidden:
        return ()


def _second(user: User) -> tuple[bool, tuple[second_factor.Change, ...]]:
    """Whether they have a second factor, and what was done to it; nothing for an administrator of one site alone."""
    try:
        return second_factor.changes_of(office(), me().login, user.login, now())
    except Forbidden:
        return False, ()


@blueprint.post("/<login>/second-factor/reset")
def reset_second_factor(login: str) -> Answer:
    def act() -> tuple[str, str]:
        second_factor.reset(office(), me().login, login, now())
        return "两步验证已重置，此人现有的登录已退出。", "The second factor was reset; running sessions have ended."

    return _change(login, act)


@blueprint.post("/<login>/sessions/<int:session>/end")
def end_session(login: str, session: int) -> Answer:
    def act() -> tuple[str, str]:
        sessions.end_session(office(), me().login, login, session, now())
        return "此处的登录已退出。", "That session has ended."

    return _change(login, act)


def _change(login: str, act: Callable[[], tuple[str, str]]) -> Answer:
    """Acts and comes back to the person's page with what `act` says was done."""

    def acted() -> str:
        done(*act())
        return url_for("admin.staff.one", login=login)

    try:
        return once(acted)
    except Invalid as invalid:
        return _user_page(people.user(office(), me().login, login, now()), invalid, request.form), 422


@blueprint.post("/<login>/posts")
def give(login: str) -> Answer:
    def act() -> tuple[str, str]:
        people.give_post(office(), me().login, login, _post(), now())
        return "岗位已加上。", "The post was given."

    return _change(login, act)


@blueprint.post("/<login>/posts/take")
def take(login: str) -> Answer:
    def act() -> tuple[str, str]:
        people.take_post(office(), me().login, login, _post(), now())
        return "岗位已免去。", "The post was taken away."

    return _change(login, act)


@blueprint.post("/<login>/active")
def set_active(login: str) -> Answer:
    active = text("active") == "yes"

    def act() -> tuple[str, str]:
        people.change_user(office(), me().login, login, now(), active=active)
        return ("已恢复使用。", "Active again.") if active else ("已停用。", "Deactivated.")

    return _change(login, act)


@blueprint.post("/<login>/password")
def set_password(login: str) -> Answer:
    def act() -> tuple[str, str]:
        people.set_password(office(), me().login, login, request.form.get("password", ""), now())
        return "密码已重设，原有登录已退出。", "The password was set; running sessions have ended."

    return _change(login, act)
