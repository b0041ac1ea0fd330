"""The links at the top of every page, in the order of a working day."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request
from flask_login import current_user

from web.language import lang


@dataclass(frozen=True, slots=True)
class Link:
    """`only`: the posts that see it; none: everybody."""

    path: str
    zh: str
    en: str
    only: frozenset[str] = frozenset()


LINKS = (
    Link("/", "待办", "Worklist"),
    Link("/start", "新建单据", "New case"),
    Link("/units", "房号", "Units"),
    Link("/parties", "当事人", "Parties"),
    Link("/registers", "登记本", "Registers"),
    Link("/procedures", "流程图", "Procedures"),
    Link("/admin", "管理", "Administration", only=frozenset({"administrator"})),
)


def links() -> list[tuple[str, str, bool]]:
    """(address, words, whether we are there) of what the signed-in person may open."""
    roles = {post.role for post in current_user.who.posts}
    english, here = lang() == "en", request.path
    return [
        (
            link.path,
            link.en if english else link.zh,
            here == link.path or (link.path != "/" and here.startswith(link.path + "/")),
        )
        for link in LINKS
        if not link.only or link.only & roles
    ]


def guide(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = links
