"""The papers of a case: bringing them, and reading them without letting them do anything."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from flows.service.errors import Conflict, Invalid, OutOfReach, TooLarge, Unsupported
from flows.service.papers import LARGEST, attach, paper
from web.case import Told, address, case_page, see, site
from web.case_acts import flash_both
from web.desk import now, office
from web.downloads import brought
from web.language import t
from web.papers_brought import not_taken
from web.refusals import STATUS
from web.signing_in import me

blueprint = Blueprint("case_papers", __name__)


@blueprint.post("/cases/<number>/documents")
def bring(number: str) -> AnyResponse | tuple[str, int]:
    """Several files of one kind; those before a faulty one stay."""
    kind, brought = request.form.get("kind", ""), 0
    for file in request.files.getlist("file"):
        if not file.filename:
            continue
        try:
            content = file.stream.read(LARGEST + 1)
            attach(office(), me().login, number, kind, file.filename, content, now(), site())
        except (Invalid, TooLarge, Unsupported, Conflict, OutOfReach) as fault:
            before = t(f"前面 {brought} 份已添加。", f" The {brought} before it were added.") if brought else ""
            return case_page(see(number), Told("bad", not_taken(file, fault) + before)), STATUS[type(fault)]
        brought += 1
    if not brought:
        return case_page(see(number), Told("bad", t("请先选择文件。", "Please choose a file first."))), 422
    flash_both("good", f"已添加 {brought} 份材料。", f"Added {brought} paper(s).")
    return redirect(address(number) + "#papers", 303)


@blueprint.get("/cases/<number>/documents/<int:document>")
def read(number: str, document: int) -> Response:
    return brought(paper(office(), me().login, number, document, now(), site()))
