"""The procedures for those who learn them: a gallery, and each with its diagram, its two tables and its settings."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from flows.service import registers
from flows.service.errors import NotFound
from flows.service.examining import questions
from flows.service.explaining import cards, explain, procedure_picture
from flows.service.pictures import picture_file
from flows.service.registers import SettingSeen
from flows.service.rights import ADMINISTRATORS
from flows.service.versions.comparing import differences, older_versions
from flows.service.vocabulary import roles_of
from web.asking import holds, site_asked
from web.desk import desk, now, office
from web.language import LANGUAGES, lang, role_name, t
from web.signing_in import me

blueprint = Blueprint("procedures", __name__, url_prefix="/procedures")
TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
KEPT = "private, max-age=31536000, immutable"  # of an address that names the version: its picture never changes


@blueprint.get("")
def gallery() -> str:
    return render_template("procedures/gallery.html", cards=cards(office(), me().login, now()))


@blueprint.get("/exam")
def exam() -> str:
    """The handbook's questions; an answer opens when it is asked for."""
    return render_template("procedures/exam.html", questions=questions(office()))


@blueprint.get("/<key>/diagram.<language>.<any(svg, png, pdf):kind>")
def diagram(key: str, language: str, kind: str) -> Response:
    """The picture as a file: in a page, for a slide, for printing large."""
    if language not in LANGUAGES:
        raise NotFound
    old = _older(key)
    picture = differences(office(), key, old).picture(language) if old else procedure_picture(office(), key, language)
    content = picture.encode() if kind == "svg" else picture_file(picture, kind)
    answer = Response(content, mimetype=TYPES[kind])
    if "save" in request.args:
        answer.headers["Content-Disposition"] = f'attachment; filename="{key}.{language}.{kind}"'
    if "v" in request.args:
        answer.headers["Cache-Control"] = KEPT
    return answer


@blueprint.get("/<key>")
def one(key: str) -> str:
    explained = explain(office(), key)
    starters = [role.code for role in roles_of(explained.procedure.start.by)]
    site = site_asked() if me().sites else None
    return render_template(
        "procedures/procedure.html",
        explained=explained,
        procedure=explained.procedure,
        # Drawn by us from a checked declaration, with every word escaped.
        picture=Markup(procedure_picture(office(), key, lang())),  # noqa: S704  # ours, drawn from declarations
        place=desk().place(site) if site else None,
        values=_values(site, key) if site else {},
        may_start=any(holds(one, starters) for one in me().sites),
        starters=t("、", ", ").join(role_name(code) for code in starters),
        may_set=site is not None and holds(site, ADMINISTRATORS),
        older=older_versions(office(), key),
        difference=differences(office(), key, old) if (old := _older(key)) else None,
    )


def _older(key: str) -> int | None:
    """The version that today's is to be held against, where the address names one that there is."""
    asked = request.args.get("from", "")
    known = older_versions(office(), key) if asked else ()
    return next((version for version in known if asked == str(version)), None)


def _values(site: str, key: str) -> dict[str, SettingSeen]:
    """What holds at the site, by the setting's code."""
    return {seen.declared.code: seen for seen in registers.list_settings(office(), me().login, site, key, now())}
