"""Papers that come with the form of an event, or by themselves: each is kept at once, whatever becomes of the form."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import FileStorage

from flows.service.case_view import CaseView
from flows.service.errors import Conflict, Invalid, OutOfReach, TooLarge, Unsupported
from flows.service.masking import name_shown
from flows.service.papers import LARGEST, attach
from web.desk import now, office
from web.language import say, t
from web.signing_in import me

PREFIX = "paper."
Faulty = Invalid | TooLarge | Unsupported | Conflict | OutOfReach


def bring(view: CaseView, event: str, site: str | None) -> tuple[int, dict[str, str]]:
    """How many papers came with the form of `event`, and what is wrong with those that were not taken, by input. A form
    that is sent twice brings each once. Raises Conflict."""
    brought, faults = 0, dict[str, str]()
    known = {(paper.kind, paper.name, paper.size) for paper in view.papers}
    needs = next((offer.papers for offer in view.offers if offer.event == event), ())
    for kind in (need.kind for need in needs):
        for file in request.files.getlist(PREFIX + kind):
            content = file.stream.read(LARGEST + 1)
            if not file.filename or (kind, name_shown(file.filename), len(content)) in known:
                continue
            try:
                attach(office(), me().login, view.number, kind, file.filename, content, now(), site)
            except (Invalid, TooLarge, Unsupported, OutOfReach) as fault:
                before = faults.get(PREFIX + kind, "")
                faults[PREFIX + kind] = " ".join(filter(None, (before, not_taken(file, fault))))
                continue
            brought += 1
    return brought, faults


def not_taken(file: FileStorage, fault: Faulty) -> str:
    said = [say(error.message) for error in fault.errors] if isinstance(fault, Invalid) else [say(fault.message)]
    return t(f"“{file.filename}”没有收下：{'；'.join(said)}。", f"“{file.filename}” was not taken: {'; '.join(said)}.")
