"""Starting a case: choose the procedure, the unit, the applicant; what ties them is seen before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from flows.service import registers
from flows.service.candidates import Candidate, candidate, candidates
from flows.service.errors import Forbidden, Invalid, KeyReused, NotFound
from flows.service.explaining import Card, card, cards
from flows.service.hits import hits
from flows.service.rights import KEEPERS, forbidden
from flows.service.starting import Opening, start
from flows.service.task_doors import holders
from flows.service.vocabulary import Field, Person
from web import unit_entries
from web.asking import done, fresh_key, holds, number, once, posts_in_words, problems, site_asked, today
from web.desk import desk, now, office
from web.forms_fields import Staff, inputs
from web.forms_input import typed_in, values_of
from web.signing_in import me

blueprint = Blueprint("starting", __name__)


@blueprint.get("/start")
def choose() -> str:
    given = {name: request.args[name] for name in ("site", "unit") if request.args.get(name)}
    carried = f"?{urlencode(given)}" if given else ""
    found = cards(office(), me().login, now())
    return render_template("starting/choose.html", cards=found, carried=carried, unit=given.get("unit"))


@blueprint.get("/start/<key>")
def prepare(key: str) -> str:
    return _page(_open_card(key), request.args, None)


@blueprint.post("/start/<key>")
def begin(key: str) -> Response | tuple[str, int]:
    chosen = _open_card(key)
    site, applicant = site_asked(chosen.sites), request.form.get("applicant", "")
    if request.form.get("do") == "authorise":
        return _authorised(chosen, site, applicant)
    asks = chosen.procedure.asks
    try:
        if applicant == "" and chosen.procedure.applicant != "none":
            raise Invalid.field("applicant", "请选择申请人", "needs an applicant")
        opening = Opening(
            me().login,
            key,
            site,
            unit=request.form.get("unit") or None,
            applicant=_party_id(applicant),
            data=values_of(asks, typed_in(asks, request.form), desk().place(site).zone),
            key=request.form.get("key") or None,
        )
        started = start(office(), opening, now())
    except Invalid as invalid:
        return _page(chosen, request.form, invalid), 422
    except KeyReused:
        return _page(chosen, {**request.form.to_dict(), "key": ""}, _sent_before()), 409
    return redirect(f"/cases/{quote(started.number)}?{urlencode({'site': site})}", 303)


def _authorised(chosen: Card, site: str, applicant: str) -> tuple[str, int]:
    """Enters an authorisation on the way, as the unit's own page does; nothing typed is lost, and nothing is started."""
    if not holds(site, KEEPERS):
        raise forbidden(KEEPERS)
    unit = registers.unit(office(), me().login, site, request.form.get("unit", ""), now())

    def entered() -> str:
        party = _party_id(applicant)
        if party is None:
            raise Invalid.field("applicant", "请先选择授权给谁", "needs somebody to be authorised")
        unit_entries.enter(unit, number("owner", "请选择授权的业主", "needs the owner who grants it"), party)
        done("授权已登记，可以继续新建单据。", "The authorisation was entered; go on with the case.")
        return request.path

    try:
        once(entered)
    except Invalid as invalid:
        return _page(chosen, request.form, invalid), 422
    return _page(chosen, request.form, None), 200


def _sent_before() -> Invalid:
    """Gone back to after a case was started from it, and filled in otherwise."""
    return Invalid.field(
        "start",
        "这张表单已经立过一张单据；确实要再立一张，请再按一次“新建”。",
        "A case was started from this form already; to start another one, press the button again.",
    )


def _open_card(key: str) -> Card:
    """Raises NotFound, and Forbidden for a procedure that others start."""
    found = card(office(), me().login, key, now())
    if not found.sites:
        zh, en = found.starters.zh, found.starters.en
        raise Forbidden(f"此流程由{zh}新建。", f"This procedure is started by: {en}.")
    return found


def _party_id(given: str) -> int | None:
    """None: started without an applicant, on purpose."""
    if given in ("", "nobody"):
        return None
    if not given.isdecimal() or len(given) > 15:
        raise Invalid.field("applicant", "请选择申请人", "needs an applicant")
    return int(given)


def _page(chosen: Card, given: Any, invalid: Invalid | None) -> str:
    site = site_asked(chosen.sites)
    faults = problems(invalid)
    unit = _unit(site, given.get("unit", ""), faults)
    asks_unit = chosen.procedure.unit != "none" and unit is None and given.get("unit") != "none"
    found = hits(office(), me().login, site, given.get("find", ""), now()) if asks_unit else None
    asks = chosen.procedure.asks
    return render_template(
        "starting/prepare.html",
        asked=inputs(asks, typed_in(asks, MultiDict(given)), faults, _staff(site), given.get("more", "")),
        card=chosen,
        site=site,
        unit=unit,
        unit_ready=not asks_unit,
        found=found,
        find=given.get("find", ""),
        who=given.get("who", ""),
        people=() if asks_unit else _people(site, unit.code if unit else None, given),
        applicant=given.get("applicant", ""),
        faults=faults,
        key=given.get("key") or fresh_key(),
        may_add=holds(site, KEEPERS),
        keepers=posts_in_words(KEEPERS),
        given=given,
        today=today(site),
        scopes=registers.SCOPES,
    )


def _staff(site: str) -> Staff:
    """Who a field for a colleague can name."""

    def staff(asked: Field) -> Iterable[Person]:
        return holders(office(), site, (asked.role,) if asked.role else (), now())

    return staff


def _unit(site: str, code: str, faults: dict[str, str]) -> registers.Unit | None:
    if code in ("", "none") or "unit" in faults:
        return None
    return registers.unit(office(), me().login, site, code, now())


def _people(site: str, unit: str | None, given: Any) -> tuple[Candidate, ...]:
    """Those that the search finds, or those of the unit; whoever was chosen stays among them."""
    found = candidates(office(), me().login, site, unit, now(), given.get("who", ""))
    chosen = given.get("applicant", "")
    if chosen.isdecimal() and len(chosen) <= 15 and all(str(one.id) != chosen for one in found):
        try:
            return (candidate(office(), me().login, site, unit, int(chosen), now()), *found)
        except NotFound:
            return found
    return found
