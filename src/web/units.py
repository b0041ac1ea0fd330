"""The units of a site, and one unit with everybody and everything that belongs to it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from flows.service import registers
from flows.service.candidates import bond_of
from flows.service.case_list import CasesWanted, list_cases
from flows.service.errors import NotFound
from flows.service.explaining import paper_name
from flows.service.registers import Unit
from flows.service.rights import KEEPERS
from web.asking import holds, posts_in_words, today
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("units", __name__)


@blueprint.get("/units")
def units() -> str:
    site, q = request.args.get("site") or None, request.args.get("q", "")
    page = registers.list_units(office(), me().login, now(), site=site, q=q, cursor=request.args.get("cursor"))
    return render_template("registers/units.html", page=page, q=q, site=site)


@blueprint.get("/units/<code>")
def one(code: str) -> str:
    unit = wanted(code)
    at = (office(), me().login, unit.site, unit.code, now())
    granted = registers.list_authorisations(office(), me().login, now(), site=unit.site, unit=unit.code, limit=200)
    day, zone = today(unit.site), desk().place(unit.site).zone
    which = CasesWanted(site=unit.site, unit=unit.code, limit=20)
    ties = registers.tenures_of(*at)
    return render_template(
        "registers/unit.html",
        unit=unit,
        place=desk().place(unit.site),
        ties=[tie for tie in ties if tie.holds_on(day) or tie.since > day],
        past=[tie for tie in ties if not tie.holds_on(day) and tie.since <= day],
        today=day,
        granted=[(seen, bond_of(seen, day, zone)) for seen in granted.items],
        entries=[(seen, paper_name(seen.kind)) for seen in registers.permits_of(*at)],
        cases=list_cases(office(), me().login, now(), which),
        kinds=registers.TENURES,
        scopes=registers.SCOPES,
        now=now(),
        may_keep=holds(unit.site, KEEPERS),
        keepers=posts_in_words(KEEPERS),
    )


def wanted(code: str) -> Unit:
    """The unit of that code at the site in the address, else at the first of the asker's that has it. Raises
    NotFound."""
    asked = request.values.get("site")
    for site in [asked] if asked else me().sites:
        try:
            return registers.unit(office(), me().login, site, code, now())
        except NotFound:
            continue
    raise NotFound("没有这个房号", "There is no such unit")
