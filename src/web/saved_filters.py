"""Filters of the worklist under a name: as links, saved and deleted."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from flows.service import saved_filters
from flows.service.errors import Invalid
from flows.service.saved_filters import PARTS, Saved
from web.case_acts import flash_both
from web.desk import now, office
from web.language import say, t
from web.signing_in import me

blueprint = Blueprint("saved_filters", __name__, url_prefix="/worklist/filters")


def address(one: Saved) -> str:
    return f"/?{urlencode(one.asked)}"


@blueprint.get("")
def show() -> str:
    return _drawn()


def _drawn(problem: str = "") -> str:
    return render_template(
        "worklist/filters.html",
        saved=saved_filters.saved(office(), me()),
        address=address,
        problem=problem,
        parts=PARTS,
        shares=saved_filters.shares_at(me()),
    )


@blueprint.post("")
def save() -> Response | tuple[str, int]:
    form = request.form
    asked = {part: form[part] for part in PARTS if form.get(part)}
    try:
        saved_filters.save(office(), me(), form.get("name", ""), asked, now(), form.get("share") or None)
    except Invalid as invalid:
        return _drawn(t("；", "; ").join(say(error.message) for error in invalid.errors)), 422
    flash_both("good", "筛选已存下，在待办页上点名称就用它。", "Saved: its name on the worklist leads to it.")
    return redirect(f"/?{urlencode(asked)}", 303)


@blueprint.post("/<int:saved>/delete")
def forget(saved: int) -> Response:
    saved_filters.forget(office(), me(), saved)
    flash_both("good", "已删除。", "Deleted.")
    return redirect("/worklist/filters", 303)
