"""What the desk enters for a unit: who holds it, what an owner authorises, a permit from before. Ending asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import registers
from flows.service.candidates import candidates
from flows.service.errors import Invalid, NotFound, OutOfReach, TooLarge, Unsupported
from flows.service.explaining import paper_name
from flows.service.letters import Letter, authorise, letter_of
from flows.service.marking import to_take_away
from flows.service.papers import LARGEST
from flows.service.registers import NewAuthorisation, Tie, Unit
from flows.service.rights import KEEPERS, forbidden
from web.asking import day, day_or_none, done, fresh_key, holds, number, once, problems, text, today
from web.desk import desk, now, office
from web.downloads import brought
from web.signing_in import me
from web.units import wanted

blueprint = Blueprint("unit_entries", __name__, url_prefix="/units/<code>")
Answer = str | Response | tuple[str, int]
NOBODY = ("请选择一个人", "needs somebody")


def _kept(code: str) -> Unit:
    """The unit, for a keeper of its site's register. Raises NotFound, Forbidden."""
    unit = wanted(code)
    if not holds(unit.site, KEEPERS):
        raise forbidden(KEEPERS)
    return unit


def _back(unit: Unit) -> str:
    return url_for("registers.units.one", code=unit.code, site=unit.site)


def _form(template: str, unit: Unit, invalid: Invalid | None, given: Any, **more: Any) -> str:
    return render_template(
        f"registers/{template}.html",
        unit=unit,
        place=desk().place(unit.site),
        today=today(unit.site),
        faults=problems(invalid),
        given=given,
        key=given.get("key") or fresh_key(),
        back=_back(unit),
        **more,
    )


def _sent(unit: Unit, act: Callable[[], object], again: Callable[[Invalid], str], said: tuple[str, str]) -> Answer:
    """Acts and goes back to the unit, or shows the form again with what was typed."""

    def acted() -> str:
        act()
        done(*said)
        return _back(unit)

    try:
        return once(acted)
    except Invalid as invalid:
        return again(invalid), 422


@blueprint.get("/tenure")
def ask_tenure(code: str) -> str:
    return _tenure_form(_kept(code), None, request.args)


def _tenure_form(unit: Unit, invalid: Invalid | None, given: Any) -> str:
    return _form("tenure", unit, invalid, given, kinds=registers.TENURES, people=_people(unit, given))


def _people(unit: Unit, given: Any) -> Any:
    return candidates(office(), me().login, unit.site, unit.code, now(), given.get("who", ""))


@blueprint.post("/tenure")
def add_tenure(code: str) -> Answer:
    unit = _kept(code)

    def add() -> None:
        party, kind, since = number("party", *NOBODY), text("kind"), day("since")
        at = (office(), me().login, unit.site, unit.code)
        registers.add_tenure(*at, party, kind, since, now(), day_or_none("until"))

    return _sent(unit, add, lambda i: _tenure_form(unit, i, request.form), ("已登记。", "Entered."))


@blueprint.get("/tenure/<int:tenure>/end")
def ask_end(code: str, tenure: int) -> str:
    unit = _kept(code)
    return _form("end_tenure", unit, None, request.args, tie=_tie(unit, tenure), kinds=registers.TENURES)


@blueprint.post("/tenure/<int:tenure>/end")
def end_tenure(code: str, tenure: int) -> Answer:
    unit = _kept(code)
    tie = _tie(unit, tenure)

    def end() -> None:
        registers.end_tenure(office(), me().login, unit.site, unit.code, tenure, day("until"), now())

    def again(invalid: Invalid) -> str:
        return _form("end_tenure", unit, invalid, request.form, tie=tie, kinds=registers.TENURES)

    return _sent(unit, end, again, ("已登记结束日期。", "The last day was entered."))


def _tie(unit: Unit, tenure: int) -> Tie:
    ties = registers.tenures_of(office(), me().login, unit.site, unit.code, now())
    found = next((tie for tie in ties if tie.id == tenure), None)
    if found is None:
        raise NotFound("没有这条登记", "There is no such entry")
    return found


@blueprint.get("/authorise")
def ask_grant(code: str) -> str:
    return _grant_form(_kept(code), None, request.args)


def _grant_form(unit: Unit, invalid: Invalid | None, given: Any) -> str:
    owners = unit.of_kind("owner")
    others = [one for one in _people(unit, given) if one.id not in {owner.id for owner in owners}]
    return _form("authorise", unit, invalid, given, owners=owners, scopes=registers.SCOPES, people=others)


@blueprint.post("/authorise")
def grant(code: str) -> Answer:
    unit = _kept(code)

    def add() -> None:
        owner, party = number("owner", *NOBODY), number("party", *NOBODY)
        enter(unit, owner, party)

    return _sent(
        unit, add, lambda i: _grant_form(unit, i, request.form), ("授权已登记。", "The authorisation was entered.")
    )


def enter(unit: Unit, owner: int, party: int) -> None:
    """The authorisation in the fields of the form, with the letter that came with it. Raises Invalid, also for a file
    that isn't taken: the page is shown again with all that was typed."""
    new = NewAuthorisation(unit.code, owner, party, text("scope"), day("since"), day("until"))
    file = request.files.get("letter")
    content = file.stream.read(LARGEST + 1) if file and file.filename else b""
    letter = Letter(file.filename or "", content) if file and content else None
    try:
        authorise(office(), me().login, unit.site, new, letter, now())
    except (TooLarge, Unsupported, OutOfReach) as fault:
        raise Invalid.field("letter", fault.message.zh, fault.message.en) from fault


@blueprint.get("/authorisations/<int:authorisation>/letter")
def read_letter(code: str, authorisation: int) -> Response:
    return brought(to_take_away(letter_of(office(), me().login, _granted(wanted(code), authorisation).id, now())))


@blueprint.get("/authorisations/<int:authorisation>/revoke")
def ask_revoke(code: str, authorisation: int) -> str:
    unit = _kept(code)
    return _form("revoke", unit, None, request.args, seen=_granted(unit, authorisation), scopes=registers.SCOPES)


@blueprint.post("/authorisations/<int:authorisation>/revoke")
def revoke(code: str, authorisation: int) -> Answer:
    unit = _kept(code)
    seen = _granted(unit, authorisation)

    def end() -> None:
        registers.revoke(office(), me().login, seen.id, now())

    return _sent(
        unit, end, lambda i: _form("revoke", unit, i, request.form, seen=seen), ("授权已撤销。", "It was revoked.")
    )


def _granted(unit: Unit, authorisation: int) -> registers.AuthorisationSeen:
    """Raises NotFound for one of another unit."""
    seen = registers.authorisation(office(), me().login, authorisation, now())
    if (seen.site, seen.unit) != (unit.site, unit.code):
        raise NotFound("没有这条授权", "There is no such authorisation")
    return seen


@blueprint.get("/permit")
def ask_permit(code: str) -> str:
    return _form("permit", _kept(code), None, request.args, kinds=registers.KINDS)


@blueprint.post("/permit")
def enter_permit(code: str) -> Answer:
    unit = _kept(code)

    def enter() -> None:
        at = (office(), me().login, unit.site, unit.code)
        registers.enter_permit(*at, text("kind"), day("since"), day("until"), text("paper"), now())

    def again(invalid: Invalid) -> str:
        return _form("permit", unit, invalid, request.form, kinds=registers.KINDS)

    return _sent(unit, enter, again, ("已补录。", "Entered."))


@blueprint.post("/permits/<int:entry>/end")
def end_permit(code: str, entry: int) -> Answer:
    unit = _kept(code)

    def end() -> None:
        registers.end_permit(office(), me().login, unit.site, unit.code, entry, text("state"), text("reason"), now())

    return _sent(unit, end, lambda i: _ending(unit, i, request.form, entry), ("已登记。", "Entered."))


@blueprint.get("/permits/<int:entry>/end")
def ask_end_permit(code: str, entry: int) -> str:
    return _ending(_kept(code), None, request.args, entry)


def _ending(unit: Unit, invalid: Invalid | None, given: Any, entry: int) -> str:
    """Raises NotFound for one of another unit."""
    at = (office(), me().login, unit.site, unit.code, now())
    seen = next((permit for permit in registers.permits_of(*at) if permit.id == entry), None)
    if seen is None:
        raise NotFound("没有这条登记", "There is no such entry")
    return _form("end_permit", unit, invalid, given, seen=seen, name=paper_name(seen.kind))
