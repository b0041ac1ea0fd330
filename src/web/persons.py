"""What is held of one person outside the staff, for whoever answers for the site: to hand over, and to erase."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from flows.service.errors import Invalid
from flows.service.privacy.wished import erase_for, export_for, held_of, must_answer, plan_for
from flows.service.readings import LONGEST, SHORTEST
from web import words
from web.asking import done, fresh_key, once, problems, text
from web.desk import desk, now, office
from web.known_browsers import forget_tries, wait_at_sign_in
from web.signing_in import me

blueprint = Blueprint("persons", __name__, url_prefix="/parties/<int:party>/held")
blueprint.record_once(words.give)
Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("")
def show(party: int) -> str:
    return _page(party, None)


def _page(party: int, invalid: Invalid | None) -> str:
    found = held_of(office(), me().login, party, now())
    return render_template(
        "registers/held.html",
        found=found,
        place=desk().place(found.site),
        faults=problems(invalid),
        reason=text("reason"),
        shortest=SHORTEST,
        longest=LONGEST,
    )


@blueprint.post("/export")
def take(party: int) -> Response | tuple[str, int]:
    """Each time anew, and each time written down: a copy that is there no more is fetched again."""
    try:
        made = export_for(office(), me().login, party, text("reason"), now())
    except Invalid as invalid:
        return _page(party, invalid), 422
    answer = send_file(made, "application/zip", as_attachment=True, download_name=f"person-{party}.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/erase")
def ask(party: int) -> str:
    return _plan(party, None)


def _plan(party: int, invalid: Invalid | None) -> str:
    plan = plan_for(office(), me().login, party, now())
    return render_template(
        "registers/erase.html",
        plan=plan,
        place=desk().place(plan.site),
        faults=problems(invalid),
        reason=text("reason"),
        shortest=SHORTEST,
        longest=LONGEST,
        key=fresh_key(),
    )


@blueprint.post("/erase")
def erase(party: int) -> Answer:
    """Wrong passwords count as at signing in: whoever sits at a desk that somebody left must not find theirs out here."""

    def erased() -> str:
        limits, login = desk().limits, me().login
        wait = wait_at_sign_in(limits.signing_in(), limits.sign_in_anywhere(), login)
        if wait:
            zh, en = f"密码输错次数太多，请在 {wait} 秒后再试", f"was wrong too often; try again in {wait} seconds"
            raise Invalid.field("password", zh, en)
        erase_for(office(), login, party, request.form.get("password", ""), text("reason"), now())
        forget_tries(limits.signing_in(), login)
        done("已删除可以删除的，见下。", "What may go is erased; see below.")
        return f"/parties/{party}/held"

    must_answer(office(), me().login, party, now())
    try:
        return once(erased)
    except Invalid as invalid:
        return _plan(party, invalid), 422
