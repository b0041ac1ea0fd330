"""Reports: what there is, one as a page and as a workbook, and the cases behind each figure."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from flows.service import reports
from flows.service.errors import NotFound
from flows.service.explaining import cited
from flows.service.reports import Answer, Figure, Row, Table, Wanted
from web import words
from web.asking import site_asked
from web.cells import cell_markup, is_figure, look
from web.desk import now, office
from web.downloads import download
from web.language import lang, say
from web.signing_in import me

blueprint = Blueprint("reports", __name__)
blueprint.record_once(words.give)


@blueprint.get("/reports")
def index() -> str:
    site = site_asked()
    found = reports.readable(post.role for post in me().posts if post.site == site)
    return render_template("reports/index.html", reports=found, site=site, cited=cited)


@blueprint.get("/reports/<name>")
def show(name: str) -> str:
    site = site_asked()
    found = reports.report(office(), me().login, Wanted(name, site, request.args.get("month") or None), now())
    return render_template(
        "reports/page.html",
        found=found,
        report=found.report,
        site=site,
        cited=cited(found.report.clause),
        drawn=lambda figure: cell_markup(figure.cell, found.month.zone, lambda _: ""),
        is_figure=lambda figure: is_figure(figure.cell),
        look=lambda figure: look(figure.cell, found.month.zone),
        way=lambda table, row, at: _way(found, site, table, row, at),
        month_way=lambda month: f"/reports/{name}?{urlencode({'site': site, 'month': month.code})}",
        later=found.month.following if found.month.following.begin <= now() else None,
    )


@blueprint.get("/reports/<name>/report.xlsx")
def take(name: str) -> Response:
    wanted = Wanted(name, site_asked(), request.args.get("month") or None)
    found = reports.report(office(), me().login, wanted, now())
    month = f" {found.month.code}" if found.report.monthly else ""
    return download(reports.workbook(found, lang()), say(found.report.title) + month, "xlsx")


@blueprint.get("/reports/<name>/cases")
def cases(name: str) -> str:
    """The cases behind one figure, named by its table, row and column."""
    site = site_asked()
    found = reports.report(office(), me().login, Wanted(name, site, request.args.get("month") or None), now())
    table, row, at = _meant(found)
    figure = row.figures[at]
    return render_template(
        "reports/cases.html",
        found=found,
        site=site,
        table=table,
        head=table.heads[at],
        lead=cell_markup(row.figures[0].cell, found.month.zone, lambda _: ""),
        told=cell_markup(figure.cell, found.month.zone, lambda _: ""),
        numbers=figure.cases,
        back=f"/reports/{name}?{urlencode({'site': site, 'month': found.month.code})}#{table.code}",
    )


def _meant(found: Answer) -> tuple[Table, Row, int]:
    asked = request.args
    for table in found.tables:
        for row in table.all_rows():
            if (table.code, row.key) == (asked.get("table"), asked.get("row")):
                column = asked.get("column", "")
                if column.isascii() and column.isdecimal() and int(column[:3]) < len(row.figures):
                    return table, row, int(column[:3])
    raise NotFound("没有这个数字，可能已变", "There is no such figure; it may have changed")


def _way(found: Answer, site: str, table: Table, row: Row, at: int) -> str:
    """Where a figure leads: to its one case, or to the list of them."""
    figure: Figure = row.figures[at]
    if not figure.cases:
        return ""
    if len(figure.cases) == 1:
        return f"/cases/{figure.cases[0]}?{urlencode({'site': site})}"
    asked = {"site": site, "month": found.month.code, "table": table.code, "row": row.key, "column": at}
    return f"/reports/{found.report.name}/cases?{urlencode(asked)}"
