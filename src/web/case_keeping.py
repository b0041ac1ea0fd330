"""Keeping the papers of a case beyond their time, and letting them go: a button of the director's in the list of papers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from flows.service.case_view import CaseView
from flows.service.errors import Invalid
from flows.service.noting import Beside
from flows.service.privacy.due import HOLD, LIFT
from flows.service.privacy.holding import HOLDERS, hold_papers, let_papers_go
from flows.service.readings import LONGEST, SHORTEST
from web.case import Told, address, case_page, see, site
from web.case_acts import flash_both
from web.desk import now, office
from web.language import say, t
from web.signing_in import me

blueprint = Blueprint("case_keeping", __name__)
Answer = Response | tuple[str, int]


@blueprint.post("/cases/<number>/hold")
def hold(number: str) -> Answer:
    kept = "材料已保留，到期也不删除。", "Its papers are kept, also when their time is over."
    return _noted(number, hold_papers, kept)


@blueprint.post("/cases/<number>/hold/end")
def let_go(number: str) -> Answer:
    gone = "已解除保留，到期即删除。", "Its papers are no longer kept beyond their time."
    return _noted(number, let_papers_go, gone)


def _noted(number: str, act: Callable[..., Beside], done: tuple[str, str]) -> Answer:
    reason = request.form.get("reason", "").replace("\r\n", "\n")
    try:
        act(office(), me().login, number, reason, now(), site())
    except Invalid as invalid:
        sentences = t("；", "; ").join(say(error.message) for error in invalid.errors)
        return case_page(see(number), Told("bad", sentences)), 422
    flash_both("good", *done)
    return redirect(address(number) + "#papers", 303)


def is_held(view: CaseView) -> bool:
    said = [entry.event for entry in view.history if entry.event in (HOLD, LIFT)]
    return said[-1:] == [HOLD]


def may_hold(view: CaseView) -> bool:
    """Offered where there is something to keep."""
    mine = any(post.site == view.site and post.role in HOLDERS for post in me().posts)
    return mine and any(paper.removed_at is None for paper in view.papers)


@blueprint.record
def _tell_templates(state: BlueprintSetupState) -> None:
    bounds = {"hold_shortest": SHORTEST, "hold_longest": LONGEST}
    state.app.jinja_env.globals.update(papers_are_held=is_held, may_hold_papers=may_hold, **bounds)
