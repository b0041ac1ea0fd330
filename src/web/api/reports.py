"""/reports: what has happened in a month, or how things stand now; each figure with the cases behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.service import reports
from flows.service.reports import Answer, Report, Row, Table, Wanted
from flows.service.vocabulary import Text
from web.api.books import site_of
from web.api.cells import CELL, cell_json
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.shapes import AT_SITE, FLAG, MOMENT, STRING, label, listed, moment, obj, or_null, ref

REPORT = obj(name=STRING, label=ref("Label"), about=ref("Label"), clause=STRING, monthly=FLAG)
ROW = obj(key=STRING, figures=listed(obj(cell=CELL, cases=listed(STRING))))
TABLE = obj(
    code=STRING,
    label=ref("Label"),
    columns=listed(ref("Label")),
    rows=listed(ref("ReportRow")),
    total=or_null(ref("ReportRow")),
    notes=listed(ref("Label")),
)
ANSWER = obj(report=ref("Report"), site=STRING, month=or_null(STRING), at=MOMENT, tables=listed(ref("ReportTable")))
SCHEMAS: Mapping[str, Schema] = {"Report": REPORT, "ReportRow": ROW, "ReportTable": TABLE, "ReportAnswer": ANSWER}
MONTH: Schema = {"type": "string", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])$(?!\n)"}


def _index(call: Call) -> Reply:
    site = site_of(call)
    found = reports.readable(post.role for post in call.identity.posts if post.site == site)
    return Reply({"items": [_report(one) for one in found]})


def _read(call: Call) -> Reply:
    site = site_of(call)
    wanted = Wanted(call.path["name"], site, call.query.get("month"))
    return Reply(_answer(reports.report(call.office, call.login, wanted, call.now), site))


def _answer(found: Answer, site: str) -> dict[str, Any]:
    return {
        "report": _report(found.report),
        "site": site,
        "month": found.month.code if found.report.monthly else None,
        "at": moment(found.at),
        "tables": [_table(table) for table in found.tables],
    }


def _report(found: Report) -> dict[str, Any]:
    return {
        "name": found.name,
        "label": label(found.title),
        "about": label(found.about),
        "clause": found.clause,
        "monthly": found.monthly,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "code": table.code,
        "label": label(table.title),
        "columns": [label(head) for head in table.heads],
        "rows": [_row(row) for row in table.rows],
        "total": _row(table.total) if table.total else None,
        "notes": [label(note) for note in table.notes],
    }


def _row(row: Row) -> dict[str, Any]:
    return {"key": row.key, "figures": [{"cell": cell_json(f.cell), "cases": list(f.cases)} for f in row.figures]}


ENDPOINTS = (
    Endpoint(
        "GET", "/reports", "list_reports",
        Text("您可以看的报表", "The reports that you may read"),
        _index, obj(items=listed(ref("Report"))), query=(AT_SITE,), refusals=("not_found",),
    ),
    Endpoint(
        "GET", "/reports/{name}", "read_report",
        Text("一个报表：各表、各行、每个数字及其单据", "One report: its tables and rows, each figure with its cases"),
        _read, ref("ReportAnswer"), refusals=("forbidden", "not_found"),
        query=(AT_SITE, Parameter("month", MONTH, Text("月份，如 2026-03；不写为本月", "The month, such as 2026-03; else the one that runs"))),
    ),
)  # fmt: skip
