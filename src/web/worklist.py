"""The worklist: what the signed-in person can act on, soonest due first."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("worklist", __name__)


@blueprint.get("/")
def show() -> str:
    return render_template("worklist/page.html")
