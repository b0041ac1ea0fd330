"""The gate, on a telephone: find a release slip, compare, let out once.

A code on paper is scanned with the telephone's own camera, which opens `/verify/<code>`; from there a guard who is signed
in comes here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service.acting import Request, act
from flows.service.errors import Conflict, Invalid, KeyReused, Refused
from flows.service.gate import Slip, asked_at_gate, find_slip
from web.case_acts import flash_both
from web.desk import now, office
from web.forms_input import typed_in, values_of
from web.language import say, t
from web.signing_in import me

blueprint = Blueprint("gate", __name__, url_prefix="/gate")
LONGEST = 300  # characters: the address of a code, pasted
EVENTS = {"release": "release", "stop": "stop_at_gate"}


@blueprint.get("")
def show() -> str:
    typed = request.args.get("code", "").strip()[:LONGEST]
    return _page(typed)


@blueprint.post("/<number>/<what>")
def press(number: str, what: str) -> Response | str | tuple[str, int]:
    site = request.form.get("site") or None
    slip = find_slip(office(), me().login, number, now(), site)
    event = EVENTS.get(what)
    if slip.standing == "unknown" or event is None:
        return _page(number), 404
    try:
        act(office(), _request(slip, event), now())
    except Invalid as invalid:
        return _page(number, tuple(_said(invalid))), 422
    except Refused as refused:
        return _page(number, tuple(say(unmet.message) for unmet in refused.unmet)), 409
    except (Conflict, KeyReused):
        return _page(
            number, (t("刚才另有人办理过，请看现在的情况。", "Somebody was faster; see how it stands now."),)
        ), 409
    if event == "release":
        flash_both(
            "good", f"已放行 {slip.number}，此条不能再用。", f"{slip.number} was let out; it can't be used again."
        )
        return redirect(url_for("gate.show"), 303)
    flash_both(
        "warn",
        f"已拦下并登记 {slip.number}，请通知管理处。",
        f"{slip.number} was stopped and recorded; call the office.",
    )
    return redirect(url_for("gate.show", code=slip.number), 303)


def _said(invalid: Invalid) -> Iterator[str]:
    """Each fault with the name of its field: the form is short enough to find it."""
    fields = {field.name: field for event in EVENTS.values() for field in asked_at_gate(event)}
    for error in invalid.errors:
        field = fields.get(error.path.split(".")[0])
        yield (t(f"{field.zh}：", f"{field.en}: ") if field else "") + say(error.message)


def _request(slip: Slip, event: str) -> Request:
    fields = asked_at_gate(event)
    seen = request.form.get("revision", "")
    return Request(
        login=me().login,
        number=slip.number,
        event=event,
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        data=values_of(fields, typed_in(fields, request.form), ZoneInfo(slip.zone)),
        key=request.form.get("key", "")[:100] or None,
        site=slip.site,
    )


def _page(typed: str, problems: tuple[str, ...] = ()) -> str:
    slip = find_slip(office(), me().login, typed, now(), request.values.get("site") or None)
    return render_template(
        "gate/page.html",
        typed=typed,
        slip=slip if typed else None,
        problems=problems,
        sent=request.form,
        key=secrets.token_urlsafe(16),
    )
