"""Files to take away."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from flows.service.spreadsheet import MEDIA


def download(content: bytes, name: str, kind: str) -> Response:
    """`name` may be Chinese; `kind` is `xlsx` or `csv`. Never shown inside our pages, never kept on the way."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    named = f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{quote(name, safe='')}.{kind}"
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    return Response(content, content_type=MEDIA[kind] + ("; charset=utf-8" if kind == "csv" else ""), headers=headers)
