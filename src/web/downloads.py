"""Files to take away."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from flows.service.papers import Paper
from flows.service.spreadsheet import MEDIA


def download(content: bytes, name: str, kind: str) -> Response:
    """`name` may be Chinese; `kind` is `xlsx` or `csv`. Never shown inside our pages, never kept on the way."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    named = f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{quote(name, safe='')}.{kind}"
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    return Response(content, content_type=MEDIA[kind] + ("; charset=utf-8" if kind == "csv" else ""), headers=headers)


def brought(found: Paper) -> Response:
    """Always as a download: what people bring is never run or shown inside our pages."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in found.name)
    return Response(
        found.content,
        mimetype=found.media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )
