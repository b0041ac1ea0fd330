"""For administrators: the templates of opinions, reasons and comments of a site."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import phrases
from flows.service.errors import Invalid
from web.asking import administered, done, fresh_key, must_administer, number, once, problems, site_asked, text
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("phrase_lists", __name__, url_prefix="/admin/phrases")


@blueprint.before_request
def only_administrators() -> None:
    must_administer()


@blueprint.get("")
def show() -> str:
    return _page(None)


def _page(invalid: Invalid | None) -> str:
    site = site_asked(administered())
    return render_template(
        "admin/phrases.html",
        site=site,
        sites=administered(),
        place=desk().place(site),
        found=phrases.list_phrases(office(), me().login, site, now()),
        uses=phrases.USES,
        longest=phrases.LONGEST,
        faults=problems(invalid),
        given=request.form,
        fresh_key=fresh_key,
    )


@blueprint.post("")
def add() -> str | Response | tuple[str, int]:
    site = site_asked(administered())

    def added() -> str:
        phrases.add_phrase(office(), me().login, site, text("use"), text("words"), now())
        done("已添加。", "Added.")
        return url_for("admin.phrase_lists.show", site=site)

    try:
        return once(added)
    except Invalid as invalid:
        return _page(invalid), 422


@blueprint.post("/remove")
def remove() -> Response:
    site = site_asked(administered())

    def removed() -> str:
        phrases.remove_phrase(office(), me().login, site, number("phrase", "没有这条常用语", "is no phrase"), now())
        done("已删除。", "Removed.")
        return url_for("admin.phrase_lists.show", site=site)

    return once(removed)
