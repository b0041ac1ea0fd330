"""Printed forms of a case: as a page that prints as the office knows it, and as PDF."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from flows.service.sheets import Order, Printed, as_pdf, printed
from web.case import address, site
from web.desk import desk, now, office
from web.language import lang
from web.signing_in import me

blueprint = Blueprint("printing", __name__)
PAGE, PAGE_OF_ONE = "/cases/<number>/print/<sheet>", "/cases/<number>/print/<sheet>/<int:line>"


@blueprint.get(PAGE)
@blueprint.get(PAGE_OF_ONE)
def show(number: str, sheet: str, line: int | None = None) -> Response:
    return _page(_order(number, sheet, line))


@blueprint.post(PAGE)
@blueprint.post(PAGE_OF_ONE)
def show_in_full(number: str, sheet: str, line: int | None = None) -> Response:
    """With what the form needs of somebody's particulars, and so written down: hence no address to come back to."""
    return _page(_order(number, sheet, line, in_full=True))


@blueprint.get(f"{PAGE}.pdf")
@blueprint.get(f"{PAGE_OF_ONE}.pdf")
def load(number: str, sheet: str, line: int | None = None) -> Response:
    return _pdf(_order(number, sheet, line))


@blueprint.post(f"{PAGE}.pdf")
@blueprint.post(f"{PAGE_OF_ONE}.pdf")
def load_in_full(number: str, sheet: str, line: int | None = None) -> Response:
    return _pdf(_order(number, sheet, line, in_full=True))


def _order(number: str, sheet: str, line: int | None, *, in_full: bool = False) -> Order:
    base = desk().base_url or request.url_root
    return Order(me().login, me().name, number, sheet, base, line, site(), in_full)


def _address(order: Order, ending: str = "") -> str:
    tail = (order.sheet,) if order.line is None else (order.sheet, str(order.line))
    return address(order.number, "print", *tail[:-1], tail[-1] + ending)


def _page(order: Order) -> Response:
    found = printed(office(), order, now())
    page = render_template(
        "sheets/page.html",
        found=found,
        order=order,
        back=address(found.view.number),
        here=_address(order),
        pdf=_address(order, ".pdf"),
        picture=Markup,  # ours, drawn from an address and a site's name
        other=_in_other_language(),
    )
    return Response(page, headers={"Cache-Control": "no-store"})


def _in_other_language() -> str:
    args = {**request.args.to_dict(), "lang": "zh" if lang() == "en" else "en"}
    return f"{request.path}?{urlencode(args)}"


def _pdf(order: Order) -> Response:
    found = printed(office(), order, now())
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(found)}"',
        "Cache-Control": "private, no-store",
    }
    return Response(as_pdf(found.papers, lang()), mimetype="application/pdf", headers=headers)


def file_name(found: Printed) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", f"{found.view.number}-{found.sheet.code}")
    return f"{plain}.pdf"
