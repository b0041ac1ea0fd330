"""/cases/{number}/documents: evidence brought to a case."""

from __future__ import annotations

from urllib.parse import quote

from flask import url_for

from flows.service.case_view import case_view
from flows.service.finding import newest_paper
from flows.service.marking import marked
from flows.service.papers import LARGEST, Paper, attach, original, paper
from flows.service.vocabulary import Text
from web.api.case_shape import document_json
from web.api.cases import telling_the_case
from web.api.endpoint import Call, Endpoint, Reply
from web.api.shapes import SITE, asked, line, prose, ref

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
    """What is personal with who asked and when across it, as on every page."""
    found = paper(call.office, call.login, call.path["number"], call.path["id"], call.now, call.query.get("site"))
    return _handed_over(marked(found))


def _read_original(call: Call) -> Reply:
    number, document, reason = call.path["number"], call.path["id"], call.body["reason"]
    return _handed_over(
        original(call.office, call.identity, number, document, reason, call.now, call.query.get("site"))
    )


def _handed_over(found: Paper) -> Reply:
    """As a download, never shown in place: what somebody uploaded must not run under our address."""
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
        Text(
            "下载材料；含个人信息的加水印（谁、何时、何用），PDF 或 SVG",
            "Download a paper; one that is personal is marked with who asked, when and what for, as PDF or SVG",
        ),
        _read, None, media="*/*", query=(SITE,), refusals=("forbidden", "ambiguous", "out_of_reach", "unavailable"),
    ),
    Endpoint(
        "POST", "/cases/{number}/documents/{id}/original", "read_original_document",
        Text(
            "写明原因，下载不加水印的原件；令牌须为此生成，每次都留记录",
            "Download a paper as it was brought, for a reason, by a token made for originals; each time is written down",
        ),
        _read_original, None, media="*/*", body=asked(("reason",), reason=prose()), query=(SITE,),
        refusals=("forbidden", "ambiguous", "out_of_reach"),
    ),
)  # fmt: skip
