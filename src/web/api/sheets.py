"""/cases/{number}/sheets: the printed forms of a case, as a list and as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from flows.service.case_view import case_view
from flows.service.sheets import Order, SheetOffer, as_pdf, offered, printed
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.shapes import FLAG, ID, SITE, STRING, label, listed, obj, or_null, ref

LINE = Parameter(
    "line", ID, Text("登记本中的第几条，不写则打印在用的全部", "Which entry of its register; else all in use")
)
SHEET = obj(
    code=STRING,
    label=ref("Label"),
    size={"type": "string", "enum": ["A4", "A5", "card"]},
    ready=FLAG,
    missing=or_null(ref("Label")),
    entries=listed(obj(line=ID, state=STRING)),
    pdf=STRING,
)
SCHEMAS: Mapping[str, Schema] = {"Sheet": SHEET}


def _list(call: Call) -> Reply:
    view = case_view(call.office, call.login, call.path["number"], call.now, call.query.get("site"))
    items = [_sheet(offer, view.number, view.site) for offer in offered(view)]
    return Reply({"items": items}, headers={"ETag": f'"{view.revision}"'})


def _sheet(offer: SheetOffer, number: str, site: str) -> dict[str, Any]:
    sheet, missing = offer.sheet, offer.missing
    return {
        "code": sheet.code,
        "label": label(sheet),
        "size": sheet.size,
        "ready": missing is None,
        "missing": label(missing) if missing else None,
        "entries": [{"line": entry.line, "state": entry.state} for entry in offer.entries],
        "pdf": url_for("api.read_sheet", number=number, code=sheet.code, site=site),
    }


def _read(call: Call) -> Reply:
    """Personal values stay masked: whoever needs them prints from the page, where it is written down."""
    base = call.desk.base_url or request.url_root
    number, code = call.path["number"], call.path["code"]
    order = Order(call.login, call.identity.name, number, code, base, call.query.get("line"), call.query.get("site"))
    found = printed(call.office, order, call.now)
    headers = {"Content-Disposition": f'attachment; filename="{found.view.number}-{found.sheet.code}.pdf"'}
    return Reply(as_pdf(found.papers, call.lang), media="application/pdf", headers=headers)


ENDPOINTS = (
    Endpoint(
        "GET", "/cases/{number}/sheets", "list_sheets",
        Text("单据的打印表单：现在可打印的，和还不能打印的及其原因", "The printed forms of a case: which can be printed now, and why others can't yet"),
        _list, obj(items=listed(ref("Sheet"))), query=(SITE,), etag=True, refusals=("ambiguous",),
    ),
    Endpoint(
        "GET", "/cases/{number}/sheets/{code}.pdf", "read_sheet",
        Text("打印表单的 PDF，个人信息部分隐去", "A printed form as PDF, personal particulars partly hidden"),
        _read, None, media="application/pdf", query=(SITE, LINE), refusals=("ambiguous", "refused", "unavailable"),
    ),
)  # fmt: skip
