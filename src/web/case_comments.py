"""What people say of a case: beneath its papers, and the older of it on a page of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from flows.service.case_beside import CommentView
from flows.service.case_view import CaseView
from flows.service.commenting import LONGEST, Conversation, comment, conversation
from flows.service.errors import Invalid
from web.asking import fresh_key, once, problems, text
from web.case import address, site
from web.case_acts import flash_both
from web.desk import now, office
from web.language import role_name, t
from web.signing_in import me

blueprint = Blueprint("case_comments", __name__)


@blueprint.get("/cases/<number>/comments")
def show(number: str) -> str:
    return _page(number, request.args.get("cursor") or None)


def _page(number: str, cursor: str | None = None, invalid: Invalid | None = None) -> str:
    view, faults = conversation(office(), me().login, number, now(), site(), cursor), problems(invalid)
    return render_template("case/comments.html", view=view, said=text("words"), faults=faults, address=address)


@blueprint.post("/cases/<number>/comments")
def say_it(number: str) -> Response | str | tuple[str, int]:
    words = text("words")
    meant = text("mention")
    said = f"@{meant} {words}" if meant and words else words

    def kept() -> str:
        told = comment(office(), me().login, number, said, now(), site()).mentions
        names = [one.name for one in told if one.login != me().login]
        zh, en = (f"，已通知{'、'.join(names)}", f", and {', '.join(names)} told") if names else ("", "")
        flash_both("good", f"留言已保存{zh}。", f"The comment is kept{en}.")
        return address(number) + "#comments"

    try:
        return once(kept)
    except Invalid as invalid:
        return _page(number, invalid=invalid), 422


@blueprint.app_template_filter("with_mentions")
def with_mentions(told: CommentView) -> Markup:
    """The words with whom they mention in bold, by name."""
    return Markup("").join(_pieces(told))


def _pieces(told: CommentView) -> Iterator[Markup]:
    names = {called: one.name for one in told.mentions for called in (one.login, one.name)}
    if not names:
        yield escape(told.words)
        return
    longest_first = sorted(names, key=len, reverse=True)
    sign = re.compile("[@＠](" + "|".join(map(re.escape, longest_first)) + ")")
    for number, piece in enumerate(sign.split(told.words)):
        yield Markup("<b>@{}</b>").format(names[piece]) if number % 2 else escape(piece)


@blueprint.app_template_global("to_mention")
def to_mention(view: CaseView | Conversation) -> list[tuple[str, str]]:
    """Who may see the case, but for whoever asks: the user name, and how they are listed."""
    others = (one for one in view.readers if one.login != me().login)
    return sorted(
        ((one.login, f"{one.name}{_in_brackets(post.role for post in one.posts)}") for one in others),
        key=lambda pair: pair[1],
    )


def _in_brackets(roles: Iterable[str]) -> str:
    told = t("、", ", ").join(dict.fromkeys(role_name(role) for role in roles))
    return t(f"（{told}）", f" ({told})")


@blueprint.app_template_global("comment_form")
def comment_form() -> dict[str, str | int]:
    return {"key": fresh_key(), "longest": LONGEST}
