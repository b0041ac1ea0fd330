"""What is being typed into the form of an event, saved by itself; without scripts, by a button."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, request
from markupsafe import escape
from werkzeug.wrappers import Response

from flows.service.case_view import CaseView, OfferView
from flows.service.drafting import Draft, forget_draft, keep_draft
from flows.service.errors import Invalid
from flows.service.vocabulary import Procedure
from web.case import address, site
from web.case_acts import flash_both, kept_of, revision_seen
from web.desk import now, office
from web.language import t
from web.signing_in import me

blueprint = Blueprint("case_drafts", __name__)


@blueprint.app_template_global("draft_way")
def draft_way(view: CaseView, offer: OfferView) -> str:
    return address(view.number, "events", offer.event, "draft")


@blueprint.post("/cases/<number>/events/<event>/draft")
def save(number: str, event: str) -> Response | str:
    """To a script a line to show beneath the form; else the form again."""
    at = now()
    if "forget" in request.form:
        forget_draft(office(), me().login, number, event, at, site())
        flash_both("good", "草稿已丢弃。", "The draft is thrown away.")
        return redirect(address(number, "events", event), 303)

    def read(procedure: Procedure) -> Draft:
        kept = kept_of(procedure, event)
        return Draft(kept.typed, kept.reason, kept.opinion, at)

    try:
        zh, en = _words(keep_draft(office(), me().login, number, event, revision_seen(), read, at, site()))
    except Invalid as invalid:
        (error,) = invalid.errors
        zh, en = error.message.zh, error.message.en
    if request.headers.get("HX-Request"):
        return str(escape(t(zh, en)))
    flash_both("message", zh, en)
    return redirect(address(number, "events", event), 303)


def _words(at: datetime | None) -> tuple[str, str]:
    if at is None:
        return (
            "单据已有变动，刚才写的没有存为草稿，还在这一页上；请另开一页看单据现在的情况",
            "The case has moved on: what you typed was not kept as a draft, and is still on this page; look at the case in another window",
        )
    when = at.strftime("%H:%M")
    return (
        f"{when} 已存为草稿，只有您看得到；文件不随草稿保存",
        f"Kept as a draft at {when}, for you alone; files are not kept with it",
    )
