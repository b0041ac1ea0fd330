"""Showing a masked value once, for a reason; and who was shown what, for the administrator."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from flows.service.errors import Invalid, NotFound
from flows.service.readings import AUDITORS, LONGEST, SHORTEST, Asked, list_reveals
from flows.service.revealing import Behind, Wish, about_to_reveal, reveal
from flows.service.rights import forbidden
from web import words
from web.asking import administered, fresh_key, holds, problems, shown_once, site_asked, text
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
    sites = [one for one in me().sites if holds(one, AUDITORS)]
    if not sites:
        raise forbidden(AUDITORS)
    site, person = site_asked(sites), request.args.get("person", "").strip()
    if person and not (person.isascii() and person.isdecimal() and len(person) < 10):
        raise NotFound("请填登记页地址里的编号", "Give the number in the address of their page")
    asked = Asked(request.args.get("reader", "").strip(), int(person) if person else None)
    page = list_reveals(office(), me().login, site, now(), request.args.get("cursor") or None, asked=asked)
    place = desk().place(site)
    return render_template(
        "admin/reveals.html",
        page=page,
        site=site,
        sites=sites,
        place=place,
        asked=asked,
        administers=bool(administered()),
    )


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
