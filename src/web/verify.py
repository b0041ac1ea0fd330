"""What a printed code leads to, for whoever holds the paper: no sign-in, nothing about a person."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service.verification import look_up
from web.desk import now, office
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
    a search engine."""
    found = look_up(office(), code[:LONGEST], now())
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return render_template("verify/answer.html", found=found, code=code[:LONGEST], now=now()), 200, headers
