"""The worklist: what the signed-in person can act on, soonest due first.

It is the page that everybody reloads all day: every string is made here, once, and the template only lays them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from flask import Blueprint, render_template, request

from flows.service.errors import NotFound
from flows.service.signing_in import Identity
from flows.service.worklist import Page, Waiting, Wanted, worklist
from web.desk import desk, now, office
from web.language import lang, local, role_name, t, this_page
from web.signing_in import me

blueprint = Blueprint("worklist", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is read. `due_in` says how long is left, or by how much it is late."""

    href: str
    number: str
    procedure: str
    state: str
    unit: str
    applicant: str
    since: str
    due: str
    due_in: str
    overdue: bool
    claimed: str
    mine: bool
    instead_of: str
    site: str


@blueprint.get("/")
def show() -> str:
    who, moment = me(), now()
    try:
        page = worklist(office(), who.login, moment, _wanted(), who.posts)
    except NotFound as none_held:
        return render_template("worklist/page.html", rows=[], filters=None, more="", nothing=none_held.message)
    more = this_page(cursor=page.cursor) if page.cursor else ""
    return render_template("worklist/page.html", rows=list(_rows(page, who, moment)), filters=_filters(who), more=more)


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(
        role=asked.get("role") or None,
        site=asked.get("site") or None,
        procedure=asked.get("procedure") or None,
        overdue=bool(asked.get("overdue")),
        mine=bool(asked.get("mine")),
        cursor=asked.get("cursor") or None,
    )


def _filters(who: Identity) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: only what this person's worklist can hold."""
    english = lang() == "en"
    roles = tuple(dict.fromkeys(post.role for post in who.posts))
    known = [c.procedure for c in office().catalogue.current.values()]
    found = {
        "procedure": [(p.key, p.en if english else p.zh) for p in known],
        "role": [(code, role_name(code)) for code in roles] if len(roles) > 1 else [],
    }
    if len(who.sites) > 1:
        places = (desk().place(site) for site in who.sites)
        found["site"] = [(place.key, place.name.in_(lang())) for place in places]
    return found


def _rows(page: Page, who: Identity, moment: datetime) -> Iterator[Row]:
    english, several = lang() == "en", len(who.sites) > 1
    return (_row(waiting, who.login, moment, english, several) for waiting in page.items)


def _row(waiting: Waiting, login: str, moment: datetime, english: bool, several: bool) -> Row:
    place = desk().place(waiting.site)
    claimed, absent = waiting.claimed_by, waiting.instead_of
    mine = claimed is not None and claimed.login == login
    return Row(
        href=f"/cases/{waiting.number}" + (f"?site={quote(waiting.site)}" if several else ""),
        number=waiting.number,
        procedure=waiting.procedure.en if english else waiting.procedure.zh,
        state=waiting.state.en if english else waiting.state.zh,
        unit=waiting.unit or "",
        applicant=waiting.applicant or "",
        since=local(waiting.since, place.zone),
        due=local(waiting.due_at, place.zone),
        due_in=due_in(waiting.due_at, moment, english) if waiting.due_at else "",
        overdue=waiting.overdue,
        claimed="" if claimed is None else t("我", "me") if mine else claimed.name,
        mine=mine,
        instead_of=absent.name if absent else "",
        site=place.name.in_("en" if english else "zh") if several else "",
    )


def due_in(due_at: datetime, moment: datetime, english: bool) -> str:
    """`逾期 2 天`, `还有 40 分钟`."""
    late = due_at < moment
    length = _length(abs(due_at - moment), english)
    if english:
        return f"overdue by {length}" if late else f"{length} left"
    return f"逾期 {length}" if late else f"还有 {length}"


def _length(span: timedelta, english: bool) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min" if english else f"{minutes} 分钟"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} h" if english else f"{hours} 小时"
    return f"{hours // 24} days" if english else f"{hours // 24} 天"
