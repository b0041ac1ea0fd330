"""The people outside the staff: search, one person with their units, adding and putting right, identity seen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import registers
from flows.service.candidates import bonds_of
from flows.service.errors import Invalid
from flows.service.readings import AUDITORS
from flows.service.registers import NewParty, Party
from flows.service.rights import KEEPERS, forbidden
from web.asking import done, fresh_key, holds, once, posts_in_words, problems, site_asked, text
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("parties", __name__, url_prefix="/parties")
Answer = str | Response | tuple[str, int]


@blueprint.get("")
def parties() -> str:
    site, q = request.args.get("site") or None, request.args.get("q", "")
    page = registers.list_parties(office(), me().login, now(), site=site, q=q, cursor=request.args.get("cursor"))
    may_add = [key for key in me().sites if holds(key, KEEPERS)]
    keepers = posts_in_words(KEEPERS)
    return render_template("registers/parties.html", page=page, q=q, site=site, may_add=may_add, keepers=keepers)


@blueprint.get("/<int:party>")
def one(party: int) -> str:
    seen = registers.party(office(), me().login, party, now())
    return render_template(
        "registers/party.html",
        party=seen,
        place=desk().place(seen.site),
        bonds=bonds_of(office(), me().login, seen, now()),
        id_kinds=registers.ID_KINDS,
        key=fresh_key(),
        may_keep=holds(seen.site, KEEPERS),
        keepers=posts_in_words(KEEPERS),
        answers_for_it=holds(seen.site, AUDITORS),
    )


@blueprint.post("/<int:party>/verify")
def verify(party: int) -> Response:
    def seen() -> str:
        registers.verify_party(office(), me().login, party, now())
        done("已登记：证件已核看。", "Recorded: the identity document has been seen.")
        return url_for("registers.parties.one", party=party)

    return once(seen)


def _kept(party: int) -> Party:
    seen = registers.party(office(), me().login, party, now())
    if not holds(seen.site, KEEPERS):
        raise forbidden(KEEPERS)
    return seen


def _form(site: str, invalid: Invalid | None, given: Any, party: Party | None = None) -> str:
    return render_template(
        "registers/party_form.html",
        site=site,
        place=desk().place(site),
        party=party,
        faults=problems(invalid),
        given=given,
        key=given.get("key") or fresh_key(),
        id_kinds=registers.ID_KINDS,
        back=_onward(site, None) if party is None else url_for("registers.parties.one", party=party.id),
    )


def _onward(site: str, party: int | None) -> str:
    """Back to the case that is being started, or to the unit that somebody is entered for; else to the person."""
    procedure, unit = request.values.get("for", ""), request.values.get("unit", "")
    if procedure == "tenure" and unit:
        return url_for("registers.unit_entries.ask_tenure", code=unit, site=site, party=party)
    if procedure == "authorise" and unit:
        return url_for("registers.unit_entries.ask_grant", code=unit, site=site, party=party)
    if procedure:
        return url_for("starting.prepare", key=procedure, site=site, unit=unit or None, applicant=party)
    if party is None:
        return url_for("registers.parties.parties")
    return url_for("registers.parties.one", party=party)


def _site_to_add() -> str:
    site = site_asked()
    if not holds(site, KEEPERS):
        raise forbidden(KEEPERS)
    return site


@blueprint.get("/new")
def ask_new() -> str:
    return _form(_site_to_add(), None, request.args)


@blueprint.post("/new")
def add() -> Answer:
    site = _site_to_add()

    def added() -> str:
        party = registers.add_party(office(), me().login, site, _typed(), now())
        done(f"已登记 {party.name}。", f"{party.name} is on the register.")
        return _onward(site, party.id)

    try:
        return once(added)
    except Invalid as invalid:
        return _form(site, invalid, request.form), 422


def _typed() -> NewParty:
    return NewParty(text("name"), text("phone"), text("id_kind"), text("id_number"))


@blueprint.get("/<int:party>/edit")
def ask_edit(party: int) -> str:
    seen = _kept(party)
    return _form(seen.site, None, {"name": seen.name}, seen)


@blueprint.post("/<int:party>/edit")
def edit(party: int) -> Answer:
    seen = _kept(party)

    def changed() -> str:
        registers.change_party(office(), me().login, party, _typed(), now())
        done("已更正。", "Put right.")
        return url_for("registers.parties.one", party=party)

    try:
        return once(changed)
    except Invalid as invalid:
        return _form(seen.site, invalid, request.form, seen), 422
