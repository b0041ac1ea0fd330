"""The worklist and its views: what waits for my posts, what I have taken, what others have, what I watch, what I did."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask import Blueprint, render_template, request
from markupsafe import Markup

from flows.service import saved_filters
from flows.service.desk_counts import MOST, counts, refresh_seconds
from flows.service.desk_views import EXAMINED, Line, view_of
from flows.service.errors import NotFound
from flows.service.preferences import single_keys
from flows.service.signing_in import Identity
from flows.service.vocabulary import post_name
from flows.service.worklist import Wanted, worklist
from web import kept_pages
from web.desk import desk, now, office
from web.language import lang, role_name, say, t, this_page
from web.saved_filters import address as address_of
from web.security import unattended
from web.signing_in import me
from web.worklist_rows import Words, case_key, due_in, rows

blueprint = Blueprint("worklist", __name__)


class Tab(NamedTuple):
    """A view and its words, and those that stand where it is empty."""

    code: str
    zh: str
    en: str
    none_zh: str
    none_en: str


POST, MINE = "post", "mine"
PLAIN = frozenset({b"", b"view=post", b"view=mine"})  # addresses that ask for nothing else
FILTERS = ("procedure", "role", "site", "unit", "q", "overdue")
TABS = (
    Tab(POST, "待办", "To do", "现在没有等您办理的事。", "Nothing waits for you now."),
    Tab(
        MINE,
        "我认领的",
        "Taken by me",
        "您没有认领的单据；在“待办”里点“认领”，就归到这里。",
        "You have taken nothing. Press “Claim” under “To do”, and it stands here.",
    ),
    Tab(
        "waiting",
        "等别人办",
        "With others",
        "您近来办过的单据，现在没有等在别人手里的。",
        "None of the cases that you acted in lately waits for others.",
    ),
    Tab(
        "watched",
        "关注的",
        "Followed",
        "您还没有关注单据；点单据旁的 ☆，就归到这里。",
        "You follow no case yet. Press the ☆ beside one, and it stands here.",
    ),
    Tab("done", "我办过的", "Done by me", "您还没有办过单据。", "You have done nothing yet."),
)


@blueprint.get("/")
def show() -> str | bytes:
    view = request.args.get("view") or (MINE if request.args.get("mine") else POST)
    return _mine_to_do(view) if view in (POST, MINE) else _others(view)


def _mine_to_do(view: str) -> str | bytes:
    who, moment, wanted = me(), now(), _wanted(view)
    try:
        page = worklist(office(), who.login, moment, wanted, who.posts)
    except NotFound as none_held:
        return _drawn(view, lines="", filters=None, more="", nothing=none_held.message)
    lines, more = rows(page, who, moment, _here()), this_page(cursor=page.cursor) if page.cursor else ""
    filters, words = _filters(who, wanted), Words.in_(lang())
    if request.query_string in PLAIN:
        frame = (*_frame(view).items(), ("filters", filters), ("words", words))
        return kept_pages.drawn("worklist/page.html", frame, {"lines": lines, "more": more, "since": _moment()})
    return _drawn(
        view,
        lines=kept_pages.as_html(lines),
        words=words,
        filters=filters,
        parts=saved_filters.PARTS,
        shares=saved_filters.shares_at(who),
        more=more,
    )


def _others(view: str) -> str:
    moment = now()
    page = view_of(view)(office(), me(), moment, request.args.get("cursor") or None)
    return _drawn(
        view,
        template="worklist/others.html",
        page=page,
        several=len(me().sites) > 1,
        words=Words.in_(lang()),
        address=_address,
        key_of=lambda line: case_key(line.number, line.site),
        zone_of=lambda line: desk().place(line.site).zone,
        left=lambda line: due_in(line.due_at, moment, lang() == "en"),
        holder=_holder,
        examined=EXAMINED,
        more=this_page(cursor=page.cursor) if page.cursor else "",
    )


def _drawn(view: str, template: str = "worklist/page.html", **shown: object) -> str:
    return render_template(template, **_frame(view), since=_moment(), **shown)


def _frame(view: str) -> dict[str, object]:
    tab = next(tab for tab in TABS if tab.code == view)
    asked = request.args
    filtered = bool(asked) and any(asked.get(name) for name in FILTERS)
    return {"tabs": TABS, "view": view, "tab": tab, "here": _here(), "filtered": filtered}


def _moment() -> str:
    """Now, for an address."""
    return quote(now().isoformat())


def _here() -> str:
    """Where buttons of the list lead back to: the page as it was asked for."""
    query = urlencode(request.args.to_dict(flat=False), doseq=True)
    return f"/?{query}" if query else "/"


def _address(line: Line) -> str:
    return f"/cases/{quote(line.number)}?{urlencode({'site': line.site})}"


def _holder(line: Line) -> str:
    """Who has it now: the person, or the posts that may take it."""
    posts = t("、", " / ").join(say(post_name(code)) for code in line.audience)
    return t(f"{line.holder.name}（{posts}）", f"{line.holder.name} ({posts})") if line.holder else posts


@blueprint.get("/worklist/counts")
@unattended
def count() -> str:
    """For the tabs, fetched by itself: no page waits for it."""
    found = dict(counts(office(), me(), now(), _since()))
    new = found.pop("new", 0)
    return render_template(
        "worklist/counts.html",
        shown={view: f"{MOST}+" if count > MOST else str(count) for view, count in found.items()},
        new=new,
        since=_since().isoformat(),
        seconds=refresh_seconds(office(), me()),
        again="again" in request.args,
        keys=single_keys(office(), me().login),
        saved=saved_filters.saved(office(), me()) if "saved" in request.args else None,
        address=address_of,
    )


def _since() -> datetime:
    """When the page was drawn; now, where the address doesn't say."""
    try:
        return datetime.fromisoformat(request.args.get("since", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return now()


def _wanted(view: str) -> Wanted:
    asked = request.args
    if not asked:
        return Wanted(mine=view == MINE)
    return Wanted(
        role=asked.get("role") or None,
        site=asked.get("site") or None,
        procedure=asked.get("procedure") or None,
        overdue=bool(asked.get("overdue")),
        mine=view == MINE,
        unit=asked.get("unit", "").strip() or None,
        q=asked.get("q", ""),
        cursor=asked.get("cursor") or None,
    )


class Filters(NamedTuple):
    """The options of each; none: there is nothing to choose."""

    procedure: Markup
    role: Markup = Markup()
    site: Markup = Markup()


def _filters(who: Identity, wanted: Wanted) -> Filters:
    """What can be chosen: only what this person's worklist can hold."""
    english = lang() == "en"
    known = [c.procedure for c in office().catalogue.current.values()]
    found = Filters(_options(tuple([(p.key, p.en if english else p.zh) for p in known]), wanted.procedure))
    roles = tuple(dict.fromkeys([post.role for post in who.posts]))
    if len(roles) > 1:
        found = found._replace(role=_options(tuple((code, role_name(code)) for code in roles), wanted.role))
    if len(who.sites) > 1:
        places = (desk().place(site) for site in who.sites)
        sites = tuple((place.key, place.name.in_(lang())) for place in places)
        found = found._replace(site=_options(sites, wanted.site))
    return found


@lru_cache(256)
def _options(choices: tuple[tuple[str, str], ...], chosen: str | None) -> Markup:
    option = Markup('<option value="{}"{}>{}</option>')
    return Markup("").join(
        option.format(code, Markup(" selected" if code == chosen else ""), words)  # noqa: S704 - no word of anybody's
        for code, words in choices
    )
