"""The diagram of a procedure, with where a case is and the way it took; and as files for slides."""

from __future__ import annotations

import logging
from functools import lru_cache

from flows.drawing.overlay import mark
from flows.drawing.raster import RasterFailed, RasterMissing, pdf, png
from flows.service.case_view import CaseView
from flows.service.errors import Unavailable
from flows.service.office import Office


def case_picture(office: Office, view: CaseView, lang: str) -> str:
    """SVG as text. Nothing is drawn for it: the picture of the case's version is kept, and only marked here."""
    procedure = view.procedure
    with office.read() as connection:
        picture = office.catalogue.picture(connection, procedure.key, procedure.version, lang)
    steps = {(entry.event, entry.source, entry.target) for entry in view.history if entry.source}
    return mark(picture, current=view.state.code, taken_states=view.states_taken, taken=steps)


MADE = {"png": png, "pdf": pdf}
KEPT = 16  # files of a few hundred kilobytes that one process keeps: drawing one takes some tenths of a second


@lru_cache(KEPT)
def picture_file(svg: str, kind: str) -> bytes:
    """The finished picture as `png` or `pdf`; laid out anew is nothing. Raises Unavailable where the means to draw are
    not installed or fail; why they do stands in the log."""
    try:
        return MADE[kind](svg)
    except RasterMissing as missing:
        raise Unavailable(missing.zh, missing.en) from missing
    except RasterFailed as fault:
        logging.getLogger("flows.pictures").warning("%s: %s", kind, fault)
        zh = f"这张图的 {kind.upper()} 没有画成；什么也没有丢失，页面上的图照常可看。请稍后再试，仍不行请告诉管理员"
        en = f"The picture could not be made as {kind.upper()}. Nothing was lost, and the page shows it as before: try again later, and tell the administrator if it keeps happening"
        raise Unavailable(zh, en) from fault
