"""What the signed-in person was told, and what of it they have not read yet. Opening a page changes nothing: to mark as
read is a button."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from flows.service.errors import NotFound
from flows.service.noticing import LISTED, mark_read, notices_of, unread
from web.api.shapes import LARGEST_ID
from web.desk import desk, now, office
from web.security import unattended
from web.signing_in import me

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
MANY = 99  # beyond it the count says no more than that


@blueprint.get("")
def show() -> str:
    before = request.args.get("before", "")
    found = notices_of(office(), me().login, int(before) if before.isdecimal() and len(before) < 16 else None)
    return render_template(
        "notices/list.html",
        notices=found,
        zone_of=lambda notice: desk().place(notice.site).zone.key,
        address=_case,
        more=found[-1].id if len(found) == LISTED else None,
        waiting=unread(office(), me().login),
    )


@blueprint.get("/count")
@unattended
def count() -> str:
    """For the bell at the top of every page, fetched by itself: no page waits for it."""
    waiting = unread(office(), me().login)
    return render_template("notices/count.html", waiting=waiting, shown=f"{MANY}+" if waiting > MANY else str(waiting))


@blueprint.post("/read")
def read_all() -> Response:
    mark_read(office(), me().login, now())
    return redirect("/notices", 303)


@blueprint.post("/<int:notice>/read")
def read_one(notice: int) -> Response:
    """And on to its case."""
    if notice < LARGEST_ID:
        mark_read(office(), me().login, now(), notice)
        found = next(iter(notices_of(office(), me().login, notice + 1)), None)
        if found is not None and found.id == notice:
            return redirect(_case(found.site, found.number), 303)
    raise NotFound("没有这条通知", "There is no such notice")


def _case(site: str, number: str) -> str:
    return f"/cases/{quote(number)}?{urlencode({'site': site})}"
