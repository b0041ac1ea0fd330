"""Spot-checking a follow-up: what the customer is said to have said, and what the check found."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from flows.service.case_view import CaseView
from flows.service.errors import Conflict, Invalid
from flows.service.spot_checks import (
    CHECKERS,
    FOLLOW_UPS,
    LONGEST,
    SHORTEST,
    Checkable,
    SpotCheck,
    checkable,
    spot_check,
)
from web.asking import done, fresh_key, holds, once, problems, text
from web.case import address, see, site
from web.case_acts import moved
from web.desk import desk, now, office
from web.language import t
from web.signing_in import me

blueprint = Blueprint("spot_checks", __name__)
Answer = str | Response | tuple[str, int]


def check_way(view: CaseView) -> str:
    """The address at which the reader checks the case's follow-up; empty: they may not, or there is none."""
    made = [entry for entry in view.history if entry.event in FOLLOW_UPS]
    if not made or not holds(view.site, CHECKERS) or made[-1].actor.login == me().login:
        return ""
    return address(view.number, "spot-check")


@blueprint.record
def _tell_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["check_way"] = check_way


@blueprint.get("/cases/<number>/spot-check")
def ask(number: str) -> Answer:
    try:
        return _page(number, None, {})
    except Invalid as nothing:
        return _nothing(number, nothing)


@blueprint.post("/cases/<number>/spot-check")
def send(number: str) -> Answer:
    def checked() -> str:
        agrees = {"yes": True, "no": False}.get(text("agrees"))
        if agrees is None:
            raise Invalid.field("agrees", "请选择", "needs an answer")
        spot_check(office(), SpotCheck(me().login, number, agrees, text("found"), site()), now())
        done("已登记抽查。", "The spot check is recorded.")
        return address(number)

    try:
        return once(checked)
    except Invalid as invalid:
        return _page(number, invalid, request.form), 422
    except Conflict as conflict:
        told = moved(conflict, see(number))
        return _page(number, Invalid.field("found", told.sentence, told.sentence), request.form), 409


def _nothing(number: str, nothing: Invalid) -> Response:
    message = nothing.errors[0].message
    done(message.zh, message.en)
    return redirect(address(number), 303)


def _page(number: str, invalid: Invalid | None, given: object) -> str:
    found: Checkable = checkable(office(), me().login, number, now(), site())
    return render_template(
        "reports/spot_check.html",
        found=found,
        place=desk().place(found.site),
        faults=problems(invalid),
        given=given,
        key=fresh_key(),
        action=address(number, "spot-check"),
        back=address(number),
        shortest=SHORTEST,
        longest=LONGEST,
        choices=((True, t("与记录一致", "As recorded")), (False, t("与记录不符", "Otherwise"))),
    )
