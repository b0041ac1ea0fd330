"""Showing a masked value once, for a reason; and who was shown what, for the administrator."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from flows.service.errors import Invalid
from flows.service.revealing import LONGEST, SHORTEST, Behind, Wish, about_to_reveal, list_reveals, reveal
from web import words
from web.asking import administered, fresh_key, must_administer, problems, shown_once, site_asked, text
from web.case import address
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("reveals", __name__)
blueprint.record_once(words.give)
Answer = str | Response | tuple[str, int]


@blueprint.get("/cases/<number>/reveal")
def ask(number: str) -> str:
    return _page(about_to_reveal(office(), _wish(number), now()), None, "")


@blueprint.post("/cases/<number>/reveal")
def show(number: str) -> Answer:
    """The value is on this one page and nowhere else: the same form sent again leads back without it."""
    wish = _wish(number)

    def shown() -> str:
        found = reveal(office(), wish, text("reason"), now())
        return render_template("books/revealed.html", found=found, back=_back(number))

    try:
        return shown_once(shown, _back(number))
    except Invalid as invalid:
        return _page(about_to_reveal(office(), wish, now()), invalid, request.form.get("reason", "")), 422


@blueprint.get("/admin/reveals")
def looks() -> str:
    must_administer()
    site = site_asked(administered())
    page = list_reveals(office(), me().login, site, now(), request.args.get("cursor") or None)
    sites = administered()
    return render_template("admin/reveals.html", page=page, site=site, sites=sites, place=desk().place(site))


def _wish(number: str) -> Wish:
    return Wish(me().login, number, request.values.get("place", ""), request.values.get("site") or None)


def _page(found: Behind, invalid: Invalid | None, reason: str) -> str:
    return render_template(
        "books/reveal.html",
        found=found,
        place=request.values.get("place", ""),
        back=_back(found.number),
        faults=problems(invalid),
        reason=reason,
        shortest=SHORTEST,
        longest=LONGEST,
        key=fresh_key(),
        case_address=address(found.number),
    )


def _back(number: str) -> str:
    """Where the reader came from, if that is a page of ours; else the case."""
    given = request.values.get("back", "")
    parts = urlsplit(given)
    ours = given.startswith("/") and not given.startswith(("//", "/\\")) and not parts.netloc and "\\" not in given
    return given if ours else address(number)
