"""The registers (登记本) of an office: what there is, one as a page to read and to print, and as a file."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request

from flows.service.books import Asked, Book, BookLine, book, books_of, grid_of, state_words, whole_book
from flows.service.errors import Invalid
from flows.service.explaining import cited
from flows.service.grid import Cell, Hidden
from flows.service.readings import AUDITORS
from flows.service.revealing import may_reveal
from flows.service.spreadsheet import csv_of, xlsx_of
from web import words
from web.asking import holds, site_asked
from web.cells import cell_markup, is_figure, look, reveal_address
from web.desk import desk, now, office
from web.downloads import download
from web.language import lang, say, t
from web.signing_in import me

blueprint = Blueprint("books", __name__)
blueprint.record_once(words.give)


@blueprint.get("/registers")
def index() -> str:
    known = [compiled.procedure for compiled in office().catalogue.current.values()]
    found = [(procedure, books_of(office(), procedure.key)) for procedure in known]
    audits = any(holds(site, AUDITORS) for site in me().sites)
    return render_template("books/index.html", families=found, audits=audits)


@blueprint.get("/registers/<procedure>")
def show(procedure: str) -> str:
    asked = _asked(procedure)
    whole = bool(request.args.get("all"))
    found = (whole_book if whole else book)(office(), me().login, asked, now())
    revealing = may_reveal(found.procedure, frozenset(p.role for p in me().posts if p.site == asked.site))
    return render_template(
        "books/page.html",
        book=found,
        asked=asked,
        whole=whole,
        place=desk().place(asked.site),
        others=books_of(office(), procedure),
        states=[(code, say(text)) for code, text in state_words(office(), found.register)],
        cited=cited(found.register.clause),
        drawn=lambda line, cell: _drawn(found, asked.site, line, cell, revealing),
        is_figure=is_figure,
        look=lambda cell: look(cell, found.zone),
        file=_file,
        nothing=nothing_words(asked),
        now=now(),
    )


@blueprint.get("/registers/<procedure>/<code>.<kind>")
def take(procedure: str, code: str, kind: str) -> Response:
    if kind not in ("xlsx", "csv"):
        abort(404)
    asked = _asked(procedure, code)
    found = whole_book(office(), me().login, asked, now())
    place = desk().place(asked.site)
    grid = grid_of(found, asked, place.name)
    content = csv_of(grid, lang(), found.zone) if kind == "csv" else xlsx_of([grid], lang(), found.zone)
    return download(content, say(grid.title), kind)


def _asked(procedure: str, code: str | None = None) -> Asked:
    args = request.args
    return Asked(
        procedure,
        site_asked(),
        code or args.get("register") or None,
        _day("since"),
        _day("until"),
        args.get("state") or None,
        args.get("unit", "").strip() or None,
        args.get("cursor") or None,
    )


def _day(name: str) -> date | None:
    given = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid.field(name, "日期格式不对", "is not a date") from None


def _drawn(found: Book, site: str, line: BookLine, cell: Cell, revealing: bool) -> str:
    number = line.case if revealing else None

    def way(hidden: Hidden) -> str:
        return reveal_address(number, site, hidden.place, request.full_path) if number else ""

    return cell_markup(cell, found.zone, way)


def _file(found: Book, kind: str) -> str:
    """The address of the same lines as a file."""
    kept = {name: value for name, value in request.args.items() if name not in ("cursor", "all", "register", "lang")}
    return f"/registers/{found.procedure.key}/{found.register.code}.{kind}" + (f"?{urlencode(kept)}" if kept else "")


def nothing_words(asked: Asked) -> str:
    """What an empty page says."""
    filtered = any((asked.since, asked.until, asked.state, asked.unit))
    return t("没有符合条件的登记。", "Nothing fits.") if filtered else t("还没有登记。", "Nothing is registered yet.")
