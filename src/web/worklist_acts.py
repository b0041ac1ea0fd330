"""Acts on a line of a list, which lead back to the same place of it: claim, release, assign, watch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote, unquote, urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from flows.service.case_view import CaseView, case_view
from flows.service.claiming import assign, claim, release
from flows.service.errors import Answer, Conflict, Forbidden, Invalid, NotFound
from flows.service.office import Office
from flows.service.task_doors import task_doors
from flows.service.watches import unwatch, watch, watched
from web.case_acts import flash_both
from web.desk import now, office
from web.signing_in import local_address, me
from web.worklist_rows import case_key

blueprint = Blueprint("worklist_acts", __name__, url_prefix="/worklist")

Act = Callable[[Office, str, str, datetime, str | None], object]


def one_case(key: str) -> tuple[str, str]:
    """Number and site of what a form sends of a case. Raises NotFound."""
    number, _, site = key.partition("@")
    if not number or not site:
        raise NotFound
    return number, unquote(site)


def back() -> str:
    """The list that the button stood on."""
    return local_address(request.values.get("back"))


def _to_line(number: str, site: str) -> Response:
    return redirect(f"{back()}#{quote(f'{number}.{site}')}", 303)


def _done(act: Act, zh: str, en: str) -> Response:
    number, site = one_case(request.form.get("case", ""))
    try:
        act(office(), me().login, number, now(), site)
    except (Conflict, Forbidden, Invalid, NotFound) as answer:
        _told(number, answer)
    else:
        flash_both("good", f"{number} {zh}", f"{number}: {en}")
    return _to_line(number, site)


def _told(number: str, answer: Answer) -> None:
    """Why it was not done, on the list that one comes back to."""
    said = [error.message for error in answer.errors] if isinstance(answer, Invalid) else [answer.message]
    zh, en = "；".join(words.zh for words in said), "; ".join(words.en for words in said)
    flash_both("bad", f"{number} 没有办理：{zh}。", f"{number} was left as it is: {en}.")


@blueprint.post("/claim")
def take() -> Response:
    return _done(claim, "已认领，由您办理。", "claimed, it is yours to do.")


@blueprint.post("/release")
def give_back() -> Response:
    return _done(release, "已释放，同岗位的人都可以办理。", "released, anybody in the post may take it.")


@blueprint.post("/watch")
def star() -> Response:
    return _done(watch, "已关注，可在待办页“关注的”里找到。", "followed; it stands under “Followed” on the worklist.")


@blueprint.post("/unwatch")
def unstar() -> Response:
    def act(office: Office, login: str, number: str, _now: datetime, site: str | None) -> None:
        unwatch(office, login, number, site or "")

    return _done(act, "已取消关注。", "no longer followed.")


@blueprint.get("/assign")
def ask_whom() -> str:
    number, site = one_case(request.args.get("case", ""))
    view = case_view(office(), me().login, number, now(), site)
    doors = task_doors(me().login, view, now())
    key = case_key(number, site)
    return render_template("worklist/assign.html", view=view, takers=doors.assign_to, key=key, back=back())


@blueprint.post("/assign")
def give_to() -> Response:
    to = request.form.get("to", "")

    def act(office: Office, login: str, number: str, now: datetime, site: str | None) -> None:
        assign(office, login, number, to, now, site)

    return _done(act, "已指派。", "assigned.")


@blueprint.get("/star")
def star_of() -> str:
    """For the page of a case, fetched by itself: it waits for nothing. A page of its own without scripts."""
    number, site = one_case(request.args.get("case", ""))
    found = watched(office(), me().login, number, now(), site)
    return render_template("worklist/star.html", number=number, on=found, key=case_key(number, site), back=back())


@blueprint.app_template_global("star_address")
def star_address(view: CaseView) -> str:
    return (
        f"/worklist/star?{urlencode({'case': case_key(view.number, view.site), 'back': request.full_path.rstrip('?')})}"
    )
