"""Personal papers as somebody looks at them: a copy with who looks, when and what for across it. A picture as SVG with the
picture inside, which needs nothing installed; else, and to take away, as PDF."""

from __future__ import annotations

from dataclasses import replace

from flows.printing.marks import Unmarkable, marked_pdf, marked_picture
from flows.printing.pdf import PrintMissing
from flows.service.errors import Unavailable
from flows.service.file_kinds import size_of_jpeg, size_of_png
from flows.service.papers import Paper

SIZES = {"image/png": size_of_png, "image/jpeg": size_of_jpeg}
SVG, PDF = "image/svg+xml", "application/pdf"


def to_look_at(found: Paper) -> Paper:
    """For a window of its own, or a page. Raises Unavailable where it can't be marked."""
    if not found.mark:
        return found
    size = SIZES[found.media_type](found.content) if found.media_type in SIZES else None
    if size is not None:
        made = marked_picture(found.content, found.media_type, size, found.mark)
        return replace(found, name=_named(found, "svg"), media_type=SVG, content=made)
    return _as_pdf(found)


def marked(found: Paper) -> Paper:
    """As PDF, or a picture as `to_look_at` has it. Raises Unavailable where it can't be marked."""
    if not found.mark:
        return found
    try:
        return _as_pdf(found)
    except Unavailable:
        if found.media_type == PDF:
            raise
    return to_look_at(found)


def to_take_away(found: Paper) -> Paper:
    """The same; a PDF that can't be marked comes as it was brought, or nobody would ever have it."""
    try:
        return marked(found)
    except Unavailable:
        if found.media_type == PDF:
            return found
        raise


def _as_pdf(found: Paper) -> Paper:
    try:
        made = marked_pdf(found.content, found.media_type, found.mark)
    except PrintMissing as missing:
        raise Unavailable(missing.zh, missing.en) from missing
    except Unmarkable:
        zh = "这份文件加不上水印（损坏、有密码或页数太多），不能在这里查看；请下载，或重新扫描后上传"
        en = "This file can't be given its watermark (damaged, locked or too long), so it isn't shown here: download it, or scan it anew"
        raise Unavailable(zh, en) from None
    return replace(found, name=_named(found, "pdf"), media_type=PDF, content=made)


def _named(found: Paper, ending: str) -> str:
    return f"{found.name.rpartition('.')[0] or found.name}.{ending}"
