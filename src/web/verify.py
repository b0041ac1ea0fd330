"""What a printed code leads to, for whoever holds the paper: no sign-in, nothing about a person."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from flows.service import tallies
from flows.service.gate import GUARDS, KEY
from flows.service.verification import look_up
from web.desk import desk, now, office
from web.language import t
from web.refusals import refusal
from web.security import public

blueprint = Blueprint("verify", __name__, url_prefix="/verify")
LONGEST = 60  # characters of a code


@blueprint.get("")
@public
def ask() -> str | Response:
    code = "".join(request.args.get("code", "").split())[:LONGEST]
    if code:
        return redirect(url_for("verify.answer", code=code.upper()), 303)
    return render_template("verify/ask.html")


@blueprint.get("/<code>")
@public
def answer(code: str) -> tuple[str, int, dict[str, str]]:
    """Always 200, so that a wrong code can't be told from a right one by the status alone; never kept by a browser or
    a search engine. Whoever guesses is soon heard no more."""
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    limit, address = desk().limits.looking_up(), request.remote_addr or ""
    if limit.most and not tallies.counted(office(), limit, now(), address).left:
        sentence = t("查询太频繁，请过一分钟再试。", "Too many codes were looked up; try again in a minute.")
        page, status = refusal(429, sentence)
        return page, status, {**headers, "Retry-After": "60"}
    found = look_up(office(), code[:LONGEST], now())
    if limit.most and found.outcome == "unknown":
        tallies.count(office(), limit, now(), address)
    guards = current_user.is_authenticated and {post.role for post in current_user.who.posts} & GUARDS
    lets_out = found.key == KEY and bool(guards)
    page = render_template("verify/answer.html", found=found, code=code[:LONGEST], now=now(), lets_out=lets_out)
    return page, 200, headers
