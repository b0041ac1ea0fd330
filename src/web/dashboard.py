"""The dashboard: for whoever answers for a site, what waits, what is overdue, and how long things take."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from markupsafe import Markup

from flows.service import dashboard as service
from flows.service.dashboard import Asked
from web import words
from web.asking import holds, site_asked
from web.desk import desk, now, office
from web.language import lang, say
from web.signing_in import me

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")
blueprint.record_once(words.give)
FIELDS = ("post", "building", "procedure", "state", "kind", "category", "month")


def _sites() -> list[str]:
    """Those whose dashboard the signed-in person may see."""
    return [site for site in me().sites if holds(site, service.READERS)]


def _site() -> str:
    return site_asked(_sites() or me().sites)


@blueprint.get("")
def show() -> str:
    site = _site()
    found = service.dashboard(office(), me().login, site, now())
    return render_template(
        "dashboard/page.html",
        found=found,
        site=site,
        sites=_sites(),
        place=desk().place(site),
        cases_of=lambda **asked: cases_of(site, **asked),
        spent=spent,
        share=share,
    )


@blueprint.get("/overview")
def overview() -> str:
    """The first look of whoever answers for the site, on a telephone."""
    site = _site()
    return render_template(
        "dashboard/overview.html",
        found=service.overview(office(), me().login, site, now()),
        site=site,
        sites=_sites(),
        place=desk().place(site),
        own={post.role for post in me().posts},
        cases_of=lambda **asked: cases_of(site, **asked),
    )


@blueprint.get("/<procedure>")
def one(procedure: str) -> str:
    site = _site()
    found = service.states_of(office(), me().login, site, procedure, lang(), now())
    return render_template(
        "dashboard/procedure.html",
        found=found,
        site=site,
        place=desk().place(site),
        # Drawn by us from a checked declaration, with every word escaped; the badges are made of figures.
        picture=Markup(found.picture),  # noqa: S704  # ours, drawn from declarations
        cases_of=lambda **asked: cases_of(site, procedure=procedure, **asked),
        spent=spent,
        share=share,
    )


@blueprint.get("/cases")
def cases() -> str:
    """The cases behind one figure."""
    site, given = _site(), request.args
    asked = Asked(
        given.get("what", ""),
        **{name: given.get(name) for name in FIELDS},
        how=given.get("how") or "in_force",
        late=bool(given.get("late")),
    )
    page = service.behind(office(), me().login, site, asked, given.get("cursor") or None, now())
    return render_template("dashboard/cases.html", page=page, asked=asked, site=site, place=desk().place(site))


def cases_of(site: str, **asked: Any) -> str:
    """The address of the cases behind a figure."""
    told = {name: value for name, value in asked.items() if value is not None and value is not False}
    return f"/dashboard/cases?{urlencode({'site': site, **told})}"


def spent(seconds: float | None) -> str:
    return say(service.span_words(seconds))


def share(part: float | None, most: float | None) -> str:
    """The length of a bar out of a hundred; what is there at all can be seen."""
    return f"{max(1.5, 100 * part / most):.1f}" if part and most else "0"
