"""The procedures for those who learn them: a gallery, and each with its diagram, its two tables and its settings."""

from __future__ import annotations

from flask import Blueprint, render_template
from markupsafe import Markup

from flows.service import registers
from flows.service.explaining import cards, explain, procedure_picture
from flows.service.registers import SettingSeen
from flows.service.rights import ADMINISTRATORS
from web.asking import holds, site_asked
from web.desk import desk, now, office
from web.language import lang
from web.signing_in import me

blueprint = Blueprint("procedures", __name__, url_prefix="/procedures")


@blueprint.get("")
def gallery() -> str:
    return render_template("procedures/gallery.html", cards=cards(office(), me().login, now()))


@blueprint.get("/<key>")
def one(key: str) -> str:
    explained = explain(office(), key)
    site = site_asked() if me().sites else None
    return render_template(
        "procedures/procedure.html",
        explained=explained,
        procedure=explained.procedure,
        # Drawn by us from a checked declaration, with every word escaped.
        picture=Markup(procedure_picture(office(), key, lang())),  # noqa: S704  # ours, drawn from declarations
        place=desk().place(site) if site else None,
        values=_values(site, key) if site else {},
        may_set=site is not None and holds(site, ADMINISTRATORS),
    )


def _values(site: str, key: str) -> dict[str, SettingSeen]:
    """What holds at the site, by the setting's code."""
    return {seen.declared.code: seen for seen in registers.list_settings(office(), me().login, site, key, now())}
