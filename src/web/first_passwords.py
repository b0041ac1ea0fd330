"""The way in with a password that somebody else has given: another is chosen before anything else."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from flows.service.errors import Invalid
from flows.service.signing_in import choose_password
from web.asking import problems
from web.desk import now, office
from web.security import CHOOSING, public
from web.signing_in import CHOOSE, begin, half_in

blueprint = Blueprint("first_passwords", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get(CHOOSE)
@public
def ask() -> Answer:
    return _page(None) if half_in(CHOOSING) else redirect("/login", 303)


@blueprint.post(CHOOSE)
@public
def choose() -> Answer:
    half = half_in(CHOOSING)
    if half is None:
        return redirect("/login", 303)
    who, onward = half
    new = request.form.get("password", "")
    try:
        if new != request.form.get("again", ""):
            raise Invalid.field("again", "两次输入的新密码不一样", "is not the same as the new password")
        known = choose_password(office(), who, new, now())
    except Invalid as invalid:
        return _page(invalid), 422
    return redirect(onward if known is not None and begin(known) else "/login", 303)


def _page(invalid: Invalid | None) -> str:
    return render_template("login/choose.html", faults=problems(invalid))
