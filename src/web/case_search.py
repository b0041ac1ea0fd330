"""All cases that somebody may read, searched by number, unit, name and content, the newest first."""

from __future__ import annotations

from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from flows.service.case_finding import LONGEST_SEARCH
from flows.service.case_list import CaseLine, CasesWanted, list_cases
from flows.service.errors import Invalid
from flows.service.pages import Page
from web.asking import problems
from web.desk import desk, now, office
from web.language import say
from web.signing_in import me

blueprint = Blueprint("case_search", __name__)
NONE: Page[CaseLine] = Page(())


@blueprint.get("/cases")
def show() -> str | Response | tuple[str, int]:
    """A number typed in full leads to its case, where it is the only one found."""
    q = request.args.get("q", "")
    try:
        page = list_cases(office(), me().login, now(), _wanted(q))
    except Invalid as invalid:
        return _drawn(q, NONE, " ".join(problems(invalid).values())), 422
    if len(page.items) == 1 and page.items[0].number == q.strip().upper():
        return redirect(_address(page.items[0]))
    return _drawn(q, page)


def _wanted(q: str) -> CasesWanted:
    asked = request.args
    return CasesWanted(
        procedure=asked.get("procedure") or None,
        site=asked.get("site") or None,
        q=q,
        overdue=bool(asked.get("overdue")),
        cursor=asked.get("cursor") or None,
    )


def _drawn(q: str, page: Page[CaseLine], fault: str = "") -> str:
    known = [compiled.procedure for compiled in office().catalogue.current.values()]
    return render_template(
        "cases/list.html",
        q=q,
        page=page,
        fault=fault,
        longest=LONGEST_SEARCH,
        procedures=sorted(known, key=say),
        address=_address,
        zone_of=_zone_of,
    )


def _address(case: CaseLine) -> str:
    return f"/cases/{quote(case.number)}?{urlencode({'site': case.site})}"


def _zone_of(case: CaseLine) -> ZoneInfo:
    return desk().place(case.site).zone
