"""The papers of a case: bringing them, and reading them without letting them do anything."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from flows.service.errors import Conflict, Invalid, OutOfReach, TooLarge, Unsupported
from flows.service.marking import to_look_at, to_take_away
from flows.service.papers import LARGEST, Paper, attach, paper, plain_name
from web.case import Told, address, case_page, see, site
from web.case_acts import flash_both
from web.desk import now, office
from web.downloads import brought
from web.language import t
from web.papers_brought import Faulty, not_taken
from web.refusals import STATUS
from web.signing_in import me

blueprint = Blueprint("case_papers", __name__)
NOTHING = "default-src 'none'; sandbox"
# Browsers refuse to show a PDF in a sandbox, and lay out their own viewer by a style in the page. Nothing of ours is in
# that page and no script of the paper's reaches it: `default-src` and `nosniff` hold as ever.
VIEWER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
WITH_ITS_PICTURE = "default-src 'none'; img-src data:; sandbox"  # the picture lies within the drawing that marks it
WINDOWS = {"application/pdf": VIEWER, "image/jpeg": NOTHING, "image/png": NOTHING, "image/svg+xml": WITH_ITS_PICTURE}


@blueprint.post("/cases/<number>/documents")
def bring(number: str) -> AnyResponse | tuple[str, int]:
    """Several files of one kind, each taken or not by itself."""
    kind, chosen = request.form.get("kind", ""), [file for file in request.files.getlist("file") if file.filename]
    if not chosen:
        return case_page(see(number), Told("bad", t("请先选择文件。", "Please choose a file first."))), 422
    taken, refused = _each(number, kind, chosen)
    if not refused:
        names = "、".join(taken), ", ".join(taken)
        flash_both("good", f"已添加 {len(taken)} 份材料：{names[0]}。", f"Added {len(taken)} paper(s): {names[1]}.")
        return redirect(address(number) + "#papers", 303)
    sentence = t(
        f"{len(refused)} 份没有收下，已添加 {len(taken)} 份。", f"{len(refused)} not taken, {len(taken)} added."
    )
    lines = [words for _, words in refused]
    lines += [t(f"“{name}”已添加。", f"“{name}” was added.") for name in taken]
    return case_page(see(number), Told("bad", sentence, tuple(lines))), STATUS[refused[0][0]]


def _each(number: str, kind: str, chosen: Sequence[FileStorage]) -> tuple[list[str], list[tuple[type[Faulty], str]]]:
    """The names of those that were taken; of the others which fault and its sentence. A store that can't be reached isn't
    tried again for the rest."""
    taken, refused = list[str](), list[tuple[type[Faulty], str]]()
    away: OutOfReach | None = None
    for file in chosen:
        try:
            if away:
                raise away
            attach(
                office(), me().login, number, kind, file.filename or "", file.stream.read(LARGEST + 1), now(), site()
            )
        except (Invalid, TooLarge, Unsupported, Conflict, OutOfReach) as fault:
            away = fault if isinstance(fault, OutOfReach) else None
            refused.append((type(fault), not_taken(file, fault)))
        else:
            taken.append(plain_name(file.filename or ""))
    return taken, refused


@blueprint.get("/cases/<number>/documents/<int:document>", defaults={"shown": False})
@blueprint.get("/cases/<number>/documents/<int:document>/shown", defaults={"shown": True})
def read(number: str, document: int, shown: bool) -> Response:
    """As a download; `shown` in a window of its own, or as a picture on the page of the case. What is personal is marked with
    who looks and when."""
    found = paper(office(), me().login, number, document, now(), site())
    return in_its_own_window(to_look_at(found)) if shown else brought(to_take_away(found))


def in_its_own_window(found: Paper) -> Response:
    """Its kind was told by its first bytes when it was brought, and the browser may guess no other."""
    response = brought(found)
    if found.media_type in WINDOWS:
        named = response.headers["Content-Disposition"].removeprefix("attachment")
        response.headers["Content-Disposition"] = f"inline{named}"
        response.headers["Content-Security-Policy"] = WINDOWS[found.media_type]
    return response
