"""Who was told what of a case: fetched when it is opened on the page of the case, or a page of its own."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from flows.service.case_notices import told_of
from web.case import address, site
from web.desk import now, office
from web.signing_in import me

blueprint = Blueprint("case_notices", __name__)


@blueprint.get("/cases/<number>/told")
def show(number: str) -> str:
    cursor = request.args.get("cursor") or None
    return render_template(
        "case/told.html", view=told_of(office(), me().login, number, now(), site(), cursor), address=address
    )
