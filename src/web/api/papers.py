"""/cases/{number}/documents: evidence brought to a case."""

from __future__ import annotations

from urllib.parse import quote

from flask import url_for

from flows.service.case_view import case_view
from flows.service.finding import newest_paper
from flows.service.papers import LARGEST, attach, paper
from flows.service.vocabulary import Text
from web.api.case_shape import document_json
from web.api.cases import telling_the_case
from web.api.endpoint import Call, Endpoint, Reply
from web.api.shapes import SITE, asked, line, ref

ENVELOPE = 64 * 1024  # bytes of a multipart message beside its file
PAPER = asked(
    ("kind", "file"),
    kind=line(60),
    file={"type": "string", "contentMediaType": "application/octet-stream"},
)


def _add(call: Call) -> Reply:
    number, site, kind = call.path["number"], call.query.get("site"), call.body["kind"]
    assert call.upload is not None, "the schema asks for the file"
    with telling_the_case(call, number, site):
        attach(call.office, call.login, number, kind, call.upload.name, call.upload.content, call.now, site)
    view = case_view(call.office, call.login, number, call.now, site)
    found = newest_paper(call.office, call.login, number, view.site, kind)
    added = next(one for one in view.papers if one.id == found)
    place = url_for("api.read_document", number=number, id=found, site=view.site)
    return Reply(document_json(added), 201, headers={"Location": place, "ETag": f'"{view.revision}"'})


def _read(call: Call) -> Reply:
    """As a download, never shown in place: what somebody uploaded must not run under our address."""
    found = paper(call.office, call.login, call.path["number"], call.path["id"], call.now, call.query.get("site"))
    headers = {
        # A header holds no Chinese: RFC 6266 spells the name out in percents.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Reply(found.content, media=found.media_type, headers=headers)


ENDPOINTS = (
    Endpoint(
        "POST", "/cases/{number}/documents", "add_document",
        Text("添加材料（PDF、JPEG、PNG）", "Add a paper (PDF, JPEG or PNG)"),
        _add, ref("Document"), 201, body=PAPER, takes="multipart/form-data", largest=LARGEST + ENVELOPE,
        query=(SITE,), etag=True, refusals=("forbidden", "conflict", "ambiguous", "out_of_reach"),
    ),
    Endpoint(
        "GET", "/cases/{number}/documents/{id}", "read_document",
        Text("下载材料", "Download a paper"),
        _read, None, media="*/*", query=(SITE,), refusals=("forbidden", "ambiguous", "out_of_reach"),
    ),
)  # fmt: skip
