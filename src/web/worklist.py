"""The worklist: what the signed-in person can act on, soonest due first.

It is the page that everybody reloads all day, so its rows are made here and not in the template.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from flows.service.errors import NotFound
from flows.service.places import Place
from flows.service.signing_in import Identity
from flows.service.worklist import Page, Waiting, Wanted, worklist
from web.desk import desk, now, office
from web.language import lang, local, role_name, this_page
from web.signing_in import me

blueprint = Blueprint("worklist", __name__)

LATE, EMPTY, SOFT, NUMBER = ' class="is-late"', ' class="empty"', '"soft"', '"number"'


class Words(NamedTuple):
    """What stands in every row, in one language."""

    english: bool
    state: str
    unit: str
    applicant: str
    since: str
    due: str
    mine: str
    claimed: str
    instead: str

    @classmethod
    @cache
    def in_(cls, language: str) -> Words:
        pairs = (
            ("环节", "Step"),
            ("房号", "Unit"),
            ("申请人或事由", "Applicant or matter"),
            ("到达时间", "Waiting since"),
            ("到期", "Due"),
            ("我已认领", "Claimed by me"),
            ("已认领：", "Claimed by "),
            ("代", "For "),
        )
        return cls(language == "en", *(en if language == "en" else zh for zh, en in pairs))


@blueprint.get("/")
def show() -> str:
    who, moment, wanted = me(), now(), _wanted()
    try:
        page = worklist(office(), who.login, moment, wanted, who.posts)
    except NotFound as none_held:
        return render_template("worklist/page.html", lines="", filters=None, more="", nothing=none_held.message)
    more = this_page(cursor=page.cursor) if page.cursor else ""
    return render_template(
        "worklist/page.html",
        lines=_lines(page, who, moment),
        words=Words.in_(lang()),
        filters=_filters(who, wanted),
        more=more,
    )


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


def _filters(who: Identity, wanted: Wanted) -> dict[str, Markup]:
    """What can be chosen: only what this person's worklist can hold."""
    english = lang() == "en"
    known = [c.procedure for c in office().catalogue.current.values()]
    found = {"procedure": _options(tuple((p.key, p.en if english else p.zh) for p in known), wanted.procedure)}
    roles = tuple(dict.fromkeys(post.role for post in who.posts))
    if len(roles) > 1:
        found["role"] = _options(tuple((code, role_name(code)) for code in roles), wanted.role)
    if len(who.sites) > 1:
        places = (desk().place(site) for site in who.sites)
        found["site"] = _options(tuple((place.key, place.name.in_(lang())) for place in places), wanted.site)
    return found


@lru_cache(256)
def _options(choices: tuple[tuple[str, str], ...], chosen: str | None) -> Markup:
    option = Markup('<option value="{}"{}>{}</option>')
    return Markup("").join(
        option.format(code, Markup(" selected" if code == chosen else ""), words)  # noqa: S704 - no word of anybody's
        for code, words in choices
    )


def _lines(page: Page, who: Identity, moment: datetime) -> Markup:
    """The table's rows."""
    words, several = Words.in_(lang()), len(who.sites) > 1
    place_of = desk().place
    places = [place_of(waiting.site) for waiting in page.items]
    written = _escaped(
        [_written(w, place, who.login, words, several) for w, place in zip(page.items, places, strict=True)]
    )
    lines = [
        _line(waiting, told, place, who.login, moment, words, several)
        for waiting, told, place in zip(page.items, written, places, strict=True)
    ]
    return Markup("\n".join(lines))  # noqa: S704  # `_escaped` did


Written = tuple[str, str, str, str, str, str, str]
WRITTEN = 7


def _written(waiting: Waiting, place: Place, login: str, words: Words, several: bool) -> Written:
    """What people wrote, or may have: procedure, site, state, who claimed it, for whom it is, unit, applicant."""
    english, claimed, absent = words.english, waiting.claimed_by, waiting.instead_of
    return (
        waiting.procedure.en if english else waiting.procedure.zh,
        place.name.in_("en" if english else "zh") if several else "",
        waiting.state.en if english else waiting.state.zh,
        (words.mine if claimed.login == login else words.claimed + claimed.name) if claimed else "",
        words.instead + absent.name if absent else "",
        waiting.unit or "",
        waiting.applicant or (waiting.about.in_("en" if english else "zh") if waiting.about else ""),
    )


def _escaped(written: list[Written]) -> list[list[str]]:
    """Made safe for HTML, with one call for a whole page: none holds a NUL, which no database takes."""
    safe = str(escape("\0".join(["\0".join(line) for line in written]))).split("\0")
    return [safe[start : start + WRITTEN] for start in range(0, len(written) * WRITTEN, WRITTEN)]


def _line(
    waiting: Waiting, safe: list[str], place: Place, login: str, moment: datetime, words: Words, several: bool
) -> str:
    """One row, put together here: fifty of them through a template take as long as the whole rest of the page."""
    english, due, claimed = words.english, waiting.due_at, waiting.claimed_by
    procedure, site, state, claim, instead, unit, applicant = safe
    number, since, until = waiting.number, local(waiting.since, place.zone), local(due, place.zone)
    href = f"/cases/{number}?site={quote(waiting.site)}" if several else f"/cases/{number}"
    left = due_in(due, moment, english) if due else ""
    claim_kind = " badge-good" if claimed and claimed.login == login else ""
    badges = (f' <span class="badge{claim_kind}">{claim}</span>' if claim else "") + (
        f' <span class="badge badge-warn">{instead}</span>' if instead else ""
    )
    told = (
        f'<strong class="badge badge-bad">⚠ {left}</strong>' if waiting.overdue else f'<span class="soft">{left}</span>'
    )
    return (
        f'<tr{LATE if waiting.overdue else ""}><td class="lead"><a href="{href}">{procedure} <span class="number">{number}</span></a>'
        f"{f' <span class={SOFT}>{site}</span>' if site else ''}</td>"
        f'<td data-label="{words.state}"><span>{state}{badges}</span></td>'
        f'<td data-label="{words.unit}"{"" if unit else EMPTY}>{unit}</td>'
        f'<td data-label="{words.applicant}"{"" if applicant else EMPTY}>{applicant}</td>'
        f'<td data-label="{words.since}" class="number">{since}</td>'
        f'<td data-label="{words.due}"{"" if until else EMPTY}>'
        f"{f'<span><span class={NUMBER}>{until}</span> {told}</span>' if until else ''}</td></tr>"
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
