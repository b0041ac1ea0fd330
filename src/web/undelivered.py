"""For administrators: messages that did not reach their channel, and the webhooks of a site."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import undelivered, webhooks
from flows.service.errors import Invalid
from web.asking import (
    administered,
    done,
    fresh_key,
    must_administer,
    number,
    once,
    problems,
    shown_once,
    site_asked,
    text,
)
from web.desk import desk, now, office
from web.signing_in import me

blueprint = Blueprint("undelivered", __name__, url_prefix="/admin")


@blueprint.before_request
def only_administrators() -> None:
    must_administer()


@blueprint.get("/deliveries")
def show() -> str:
    site, asked = site_asked(administered()), request.args.get("state", "")
    state = asked if asked in undelivered.STATES else undelivered.STATES[0]
    cursor = request.args.get("cursor") or None
    return render_template(
        "admin/deliveries.html",
        site=site,
        sites=administered(),
        place=desk().place(site),
        state=state,
        states=undelivered.STATES,
        page=undelivered.list_deliveries(office(), me().login, site, state, now(), cursor=cursor),
        fresh_key=fresh_key,
    )


@blueprint.post("/deliveries/retry")
def retry() -> Response:
    """The one named in the form, else all."""
    site = site_asked(administered())

    def retried() -> str:
        one = number("delivery", "没有这条消息", "is no message") if text("delivery") else None
        found = undelivered.send_anew(office(), me().login, site, now(), one)
        done(f"重发 {found} 条。", f"{found} to be sent anew.")
        return url_for("admin.undelivered.show", site=site)

    return once(retried)


@blueprint.get("/webhooks")
def show_webhooks() -> str:
    return _webhooks_page(None)


def _webhooks_page(invalid: Invalid | None) -> str:
    site = site_asked(administered())
    return render_template(
        "admin/webhooks.html",
        site=site,
        sites=administered(),
        place=desk().place(site),
        webhooks=webhooks.list_webhooks(office(), me().login, site, now()),
        faults=problems(invalid),
        given=request.form,
        key=fresh_key(),
        fresh_key=fresh_key,
    )


@blueprint.post("/webhooks")
def add() -> str | Response | tuple[str, int]:
    """Answers with the secret itself: it is shown nowhere else."""
    site = site_asked(administered())

    def made() -> str:
        outward = desk().outward
        new = webhooks.add_webhook(office(), me().login, site, text("name"), text("address"), outward, now())
        return render_template("admin/webhook.html", made=new, site=site)

    try:
        return shown_once(made, url_for("admin.undelivered.show_webhooks", site=site))
    except Invalid as invalid:
        return _webhooks_page(invalid), 422


@blueprint.post("/webhooks/<int:webhook>/end")
def end(webhook: int) -> Response:
    site = site_asked(administered())

    def ended() -> str:
        webhooks.end_webhook(office(), me().login, site, webhook, now())
        done("回调已停用。", "The webhook has ended.")
        return url_for("admin.undelivered.show_webhooks", site=site)

    return once(ended)
