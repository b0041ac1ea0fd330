"""How somebody wants to be told, chosen by themselves: of what, through what, gathered or one by one."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import wishes
from flows.service.errors import Invalid
from flows.service.wishes import Wish
from web.asking import done, fresh_key, once, problems, text
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("telling", __name__, url_prefix="/account/notices")


@blueprint.get("")
def show() -> str:
    return _page(wishes.wish_of(office(), me().login), None)


def _page(wish: Wish, invalid: Invalid | None) -> str:
    return render_template(
        "account/telling.html",
        wish=wish,
        kept=wishes.wish_of(office(), me().login),
        given=request.form,
        kinds=wishes.KINDS,
        services=wishes.SERVICES,
        mails=bool(desk().outward.mail),
        faults=problems(invalid),
        key=fresh_key(),
    )


@blueprint.post("")
def change() -> str | Response | tuple[str, int]:
    wish = Wish(text("means"), frozenset(request.form.getlist("kinds")), text("gathered") != "no")

    def changed() -> str:
        address = text(wish.means) if wish.means != "web" else ""
        wishes.change_wish(office(), me().login, wish, address, desk().outward, now())
        done("已保存。", "Saved.")
        return url_for("admin.telling.show")

    try:
        return once(changed)
    except Invalid as invalid:
        return _page(wish, invalid), 422


@blueprint.post("/trial")
def send_trial() -> Response:
    def sent() -> str:
        wishes.send_trial(office(), me().login, now())
        done(
            "试发消息已交出，一分钟内应能收到。", "A trial message is on its way; it should reach you within a minute."
        )
        return url_for("admin.telling.show")

    return once(sent)
