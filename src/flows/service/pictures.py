"""The diagram of a procedure, with where a case is and the way it took; and as files for slides."""

from __future__ import annotations

import logging
from functools import lru_cache
from threading import BoundedSemaphore, Lock

from flows.drawing.overlay import mark
from flows.drawing.raster import LONGEST, RasterFailed, RasterMissing, pdf, png
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
# Seconds that one waits for a picture which another has asked for; with what drawing itself may take it stays below the minute
# after which proxies give up.
PATIENCE = LONGEST / 2
TURNS = Lock()
# Of the threads of a process so many may be at pictures, lest nobody be left to answer for a page; whoever finds no place so soon
# (in seconds, as long as a kept picture never takes) comes again later.
PLACES = BoundedSemaphore(3)
SOON = 0.5


def picture_file(svg: str, kind: str) -> bytes:
    """The finished picture as `png` or `pdf`; laid out anew is nothing. Who asks for one that is being made waits and is given
    it. Raises Unavailable where the means to draw are not installed or fail; why they do stands in the log."""
    if not PLACES.acquire(timeout=SOON):
        raise _not_made(kind)
    try:
        return _in_turn(svg, kind)
    finally:
        PLACES.release()


def _in_turn(svg: str, kind: str) -> bytes:
    with TURNS:  # or two who come at the same moment get a lock each
        turn = _turn(svg, kind)
    if not turn.acquire(timeout=PATIENCE):
        raise _not_made(kind)
    try:
        return _made(svg, kind)
    except RasterMissing as missing:
        raise Unavailable(missing.zh, missing.en) from missing
    except RasterFailed as fault:
        logging.getLogger("flows.pictures").warning("%s: %s", kind, fault)
        raise _not_made(kind) from fault
    finally:
        turn.release()


@lru_cache(KEPT)
def _made(svg: str, kind: str) -> bytes:
    return MADE[kind](svg)


@lru_cache(KEPT)
def _turn(_svg: str, _kind: str) -> Lock:
    return Lock()


def _not_made(kind: str) -> Unavailable:
    zh = f"这张图的 {kind.upper()} 没有画成；什么也没有丢失，页面上的图照常可看。请稍后再试，仍不行请告诉管理员"
    en = f"The picture could not be made as {kind.upper()}. Nothing was lost, and the page shows it as before: try again later, and tell the administrator if it keeps happening"
    return Unavailable(zh, en)
