"""Who stands in for whom: everybody for themselves, supervisors and administrators for their site."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import people, substitutions
from flows.service.errors import Invalid
from flows.service.rights import ADMINISTRATORS
from flows.service.staffing_told import Shown, staffing_shown
from flows.service.substitutions import NAMERS, Absence, Substitution
from flows.service.vocabulary import ROLES
from web.asking import day, done, fresh_key, holds, must_administer, once, posts_in_words, problems, site_asked, text
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("substitutes", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/account/substitutes")
def own() -> str:
    return _page(None, request.args, own_only=True)


@blueprint.get("/admin/substitutions")
def everybody() -> str:
    must_administer()
    return _page(None, request.args, own_only=False)


def _page(invalid: Invalid | None, given: Any, *, own_only: bool) -> str:
    site = site_asked()
    page = substitutions.list_substitutions(
        office(), me().login, now(), site=None if own_only else site, cursor=request.args.get("cursor")
    )
    return render_template(
        "account/substitutes.html",
        page=page,
        mine=[one for one in page.items if me().login in (one.absent.login, one.substitute.login)],
        own_only=own_only,
        site=site,
        place=desk().place(site),
        colleagues=_colleagues(site),
        others=holds(site, (*NAMERS, *ADMINISTRATORS)),
        namers=posts_in_words((*NAMERS, *ADMINISTRATORS)),
        roles={post.role for post in me().posts if post.site == site and post.instead_of is None},
        every_role=ROLES,
        faults=problems(invalid),
        given=given,
        key=given.get("key") or fresh_key(),
        now=now(),
        may_revoke=_may_revoke,
        staffed=_staffed(site),
    )


def _staffed(site: str) -> Shown | None:
    """Searched for when it is asked for, not with every look at the page."""
    if "staffing" not in request.args or not holds(site, (*NAMERS, *ADMINISTRATORS)):
        return None
    return staffing_shown(office(), me().login, site, now())


def _colleagues(site: str) -> list[people.User]:
    found = people.list_users(office(), me().login, now(), site=site, limit=200).items
    return [user for user in found if user.active]


def _may_revoke(one: Substitution) -> bool:
    if one.revoked_at is not None or one.until <= now():
        return False
    return me().login in (one.absent.login, one.substitute.login) or (
        one.site is not None and holds(one.site, (*NAMERS, *ADMINISTRATORS))
    )


@blueprint.post("/account/substitutes")
def name_one() -> Answer:
    own_only = request.form.get("from") != "admin"

    def named() -> str:
        made = substitutions.substitute(office(), me().login, _absence(), now())
        zh, en = made.substitute.name, made.absent.name
        done(f"{zh} 将代理 {en}。", f"{zh} will stand in for {en}.")
        return url_for("admin.substitutes.own" if own_only else "admin.substitutes.everybody", site=text("site"))

    try:
        return once(named)
    except Invalid as invalid:
        return _page(invalid, request.form, own_only=own_only), 422


def _absence() -> Absence:
    """Both days of the form included, on the site's clock."""
    site, since, until = site_asked(), day("since"), day("until")
    zone = desk().place(site).zone
    return Absence(
        absent=text("absent") or me().login,
        substitute=_somebody("substitute"),
        since=_midnight(since, zone),
        until=_midnight(until + timedelta(days=1), zone),
        reason=text("reason"),
        site=site,
        role=text("role") or None,
    )


def _somebody(name: str) -> str:
    if not text(name):
        raise Invalid.field(name, "请选择一位同事", "needs a colleague")
    return text(name)


def _midnight(date: Any, zone: ZoneInfo) -> datetime:
    return datetime.combine(date, time.min, zone)


@blueprint.post("/account/substitutes/<int:substitution>/revoke")
def revoke(substitution: int) -> Response:
    def ended() -> str:
        substitutions.revoke_substitution(office(), me().login, substitution, now())
        done("代理已结束。", "The substitution has ended.")
        return url_for(
            "admin.substitutes.own" if request.form.get("from") != "admin" else "admin.substitutes.everybody"
        )

    return once(ended)
