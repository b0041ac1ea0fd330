"""What the forms of registers and administration share: reading values, faults at the fields, acting once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import date

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from flows.service import sent_forms
from flows.service.days import within_reach
from flows.service.errors import Invalid, NotFound
from flows.service.rights import ADMINISTRATORS, forbidden
from flows.service.vocabulary import Text, post_name
from web.desk import desk, now, office
from web.language import lang, say
from web.signing_in import me

VERBS = ("is ", "must ", "needs ", "takes ", "lies ", "does ", "has ")


def once(act: Callable[[], str]) -> Response:
    """Redirects to the address that `act` answers; the same form sent again, to whichever process, is led there
    without acting."""
    address, _ = sent_forms.once(office(), _form(), now(), act)
    return redirect(address, 303)


def shown_once(act: Callable[[], str], after: str) -> str | Response:
    """The page that `act` answers; the same form sent again is led to the address `after` without acting."""
    pages: list[str] = []

    def shown() -> str:
        pages.append(act())
        return after

    sent_forms.once(office(), _form(), now(), shown)
    return pages[0] if pages else redirect(after, 303)


def _form() -> str:
    """Who sent which form with what in it: gone back to and filled in otherwise, it is another."""
    filled = repr(sorted(request.form.items(multi=True)))
    return "\x1f".join((me().login, request.path, request.form.get("key") or secrets.token_urlsafe(), filled))


def fresh_key() -> str:
    return secrets.token_urlsafe(16)


def problems(invalid: Invalid | None) -> dict[str, str]:
    """Field to sentence, in the reader's language."""
    return {error.path: sentence(error.message) for error in invalid.errors} if invalid else {}


def sentence(message: Text) -> str:
    """The English of a fault goes on from the field's name ("is needed"); at the field it stands alone."""
    words = say(message)
    if lang() == "en" and words.startswith(VERBS):
        return f"This {words}"
    return words[:1].upper() + words[1:]


def done(zh: str, en: str, tone: str = "good") -> None:
    flash({"zh": zh, "en": en}, tone)  # type: ignore[arg-type]  # Flask keeps whatever JSON can hold


def text(name: str) -> str:
    return request.form.get(name, "").strip()


def day(name: str) -> date:
    """The date in a field of the form. Raises Invalid."""
    found = day_or_none(name)
    if found is None:
        raise Invalid.field(name, "请填写日期", "needs a date")
    return found


def day_or_none(name: str) -> date | None:
    try:
        found = date.fromisoformat(text(name)) if text(name) else None
    except ValueError:
        raise Invalid.field(name, "日期格式不对", "is not a date") from None
    return within_reach(name, found)


def number(name: str, zh: str, en: str) -> int:
    """The id of somebody chosen in a form. Raises Invalid with the sentence given where nobody was."""
    if not text(name).isdecimal() or len(text(name)) > 15:
        raise Invalid.field(name, zh, en)
    return int(text(name))


def site_asked(sites: Iterable[str] | None = None) -> str:
    """The site in the address, else the first of `sites` (of the asker's, where none are given). Raises NotFound."""
    known = tuple(me().sites if sites is None else sites)
    asked = request.values.get("site") or (known[0] if known else "")
    if asked not in known:
        raise NotFound
    return asked


def today(site: str) -> date:
    """At the site."""
    return now().astimezone(desk().place(site).zone).date()


def holds(site: str, roles: Iterable[str]) -> bool:
    """Whether the signed-in person holds one of the posts at the site now: which buttons they see. The service asks
    again when one is pressed."""
    return any(post.site == site and post.role in set(roles) for post in me().posts)


def posts_in_words(roles: Iterable[str]) -> str:
    return ("、" if lang() == "zh" else ", ").join(say(post_name(role)) for role in roles)


def must_administer() -> None:
    """Raises Forbidden for whoever administers no site."""
    if not any(post.role in ADMINISTRATORS for post in me().posts):
        raise forbidden(ADMINISTRATORS)


def administered() -> list[str]:
    """The sites that the signed-in person administers."""
    return [site for site in me().sites if holds(site, ADMINISTRATORS)]
