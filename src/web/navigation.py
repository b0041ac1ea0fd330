"""The links at the top of every page, in the order of a working day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, request
from flask_login import current_user
from markupsafe import Markup

from flows.service.dashboard import READERS
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
    Link("/cases", "单据", "Cases"),
    Link("/start", "新建单据", "New case"),
    Link("/gate", "门岗", "Gate", only=frozenset({"security", "lobby_assistant"})),
    Link("/units", "房号", "Units"),
    Link("/parties", "当事人", "Parties"),
    Link("/registers", "登记本", "Registers"),
    Link("/reports", "报表", "Reports"),
    Link("/dashboard/overview", "总览", "Overview", only=frozenset(READERS)),
    Link("/dashboard", "看板", "Dashboard", only=frozenset(READERS)),
    Link("/procedures", "流程图", "Procedures"),
    Link("/admin", "管理", "Administration", only=frozenset({"administrator"})),
)


def links() -> Markup:
    """What the signed-in person may open, with the one marked where we are."""
    return drawn(LINKS, lang() == "en", request.path, frozenset(post.role for post in current_user.who.posts))


def drawn(offered: tuple[Link, ...], english: bool, path: str, roles: frozenset[str]) -> Markup:
    """Those of `offered` that are for one of the `roles`."""
    here = next((link.path for link in offered if _leads_to(link.path, path)), "")
    return _links(offered, english, here, roles)


def _leads_to(path: str, here: str) -> bool:
    return here == path or (path != "/" and here.startswith(path + "/"))


@lru_cache(256)
def _links(offered: tuple[Link, ...], english: bool, here: str, roles: frozenset[str]) -> Markup:
    link_to, current = Markup('<a href="{}"{}>{}</a>'), Markup(' aria-current="page"')
    return Markup("\n      ").join(
        link_to.format(link.path, current if link.path == here else "", link.en if english else link.zh)
        for link in offered
        if not link.only or link.only & roles
    )


def guide(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = links
