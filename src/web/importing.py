"""Units and people from a file: a template to fill in, what a file would do, and doing it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from flows.service import importing
from flows.service.errors import Invalid, TooLarge, Unsupported
from flows.service.importing import COLUMNS, Looked, Moved
from web.asking import administered, done, fresh_key, must_administer, once, problems, sentence, site_asked, text
from web.desk import desk, now, office
from web.downloads import download
from web.language import lang, say, t
from web.signing_in import me

blueprint = Blueprint("importing", __name__, url_prefix="/admin/import")
Answer = str | AnyResponse | tuple[str, int]
SHOWN = 200  # steps or faults that the page names one by one; the counts are of all


@blueprint.before_request
def only_administrators() -> None:
    must_administer()


@blueprint.get("")
def ask() -> str:
    return _page()


def _page(problem: str = "", looked: Looked | None = None, moved: str = "") -> str:
    site = site_asked(administered())
    return render_template(
        "admin/import.html",
        site=site,
        sites=administered(),
        place=desk().place(site),
        columns=COLUMNS.values(),
        column_words=_column_words,
        over=importing.overview(office(), me().login, site, now()),
        counted=counted,
        sentence=sentence,
        faults={"file": problem} if problem else {},
        looked=looked,
        seen=looked.outcome if looked else None,
        moved=moved,
        shown=SHOWN,
        key=fresh_key(),
    )


def _column_words(code: str) -> str:
    return say(COLUMNS[code].label) if code in COLUMNS else ""


KINDS: tuple[tuple[str, str, str], ...] = (
    ("unit", "房号", "units"),
    ("party", "人", "people"),
    ("tenure", "关系", "ties"),
)


def counted(counts: Any) -> str:
    """What was created and changed, in words; what there was none of is left out."""
    parts = []
    for kind, zh, en in KINDS:
        if made := counts[f"{kind}_created"]:
            parts.append(t(f"新增{zh} {made}", f"{made} {en} created"))
        if changed := counts[f"{kind}_changed"]:
            parts.append(t(f"更改{zh} {changed}", f"{changed} {en} changed"))
    return t("，", ", ").join(parts) or t("没有变化", "nothing changed")


@blueprint.get("/template.<kind>")
def take(kind: str) -> Response:
    if kind not in ("xlsx", "csv"):
        abort(404)
    return download(importing.template(kind, lang()), t("房号和人员导入模板", "units and people"), kind)


@blueprint.post("")
def look() -> Answer:
    """A dry run: nothing is changed."""
    site, file = site_asked(administered()), request.files.get("file")
    if file is None or not file.filename:
        return _page(t("请选择文件。", "Please choose a file.")), 422
    content = file.stream.read(importing.largest() + 1)
    try:
        looked = importing.look_through(office(), me().login, site, file.filename, content, now())
    except Invalid as invalid:
        return _page("；".join(problems(invalid).values())), 422
    except (TooLarge, Unsupported) as fault:
        return _page(say(fault.message)), 422
    return _page(looked=looked), 422 if looked.outcome.faults else 200


@blueprint.post("/carry-out")
def carry_out() -> Answer:
    site = site_asked(administered())

    def carried() -> str:
        found = importing.carry_out(office(), me().login, site, text("parcel"), now())
        told = counted(found.counts)
        done(f"已导入：{told}。", f"Imported: {told}.")
        return url_for("admin.importing.ask", site=site)

    try:
        return once(carried)
    except Moved as moved:
        return _page(looked=moved.looked, moved=say(moved.message)), 409
    except Invalid as invalid:
        return _page("；".join(problems(invalid).values())), 422
