"""The site's templates of opinions, reasons and comments, as buttons beside the form; only scripts can press them."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from flows.service import phrases
from web.desk import office
from web.signing_in import me

blueprint = Blueprint("phrases", __name__)


@blueprint.get("/phrases")
def show() -> str:
    found = phrases.offered(office(), me(), request.args.get("site", ""), request.args.get("use", ""))
    return render_template("case/phrases.html", found=found)
