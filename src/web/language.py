"""Two languages on every page: Chinese by default, English by choice and remembered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, g, request, session
from flask_login import current_user

from flows.service.vocabulary import post_name

LANGUAGES = ("zh", "en")


def lang() -> str:
    """`zh` or `en`: what the address asks for, else the session's, else the signed-in person's, else Chinese."""
    found: str | None = g.get("lang")
    if found is None:
        found = g.lang = _chosen()
    return found


def _chosen() -> str:
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        session["lang"] = asked
        return asked
    kept = session.get("lang") or (current_user.lang if current_user.is_authenticated else "zh")
    return kept if kept in LANGUAGES else "zh"


def t(zh: str, en: str) -> str:
    """One sentence in the reader's language: `t("待办", "Worklist")`."""
    return en if lang() == "en" else zh


def say(text: Any) -> str:
    """A `Text`, or anything with `zh` and `en` (a state, a procedure, a post), in the reader's language."""
    return text.en if lang() == "en" else text.zh


def say_or(thing: Any, name: str) -> str:
    """`name_zh` or `name_en` of `thing`: `say_or(state, "ask")`."""
    found: str = getattr(thing, f"{name}_{lang()}")
    return found


def local(moment: datetime | None, zone: ZoneInfo | str, *, seconds: bool = False) -> str:
    """A moment as the site's clock shows it: `2026-03-02 10:42`."""
    if moment is None:
        return ""
    there = moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return there.isoformat(" ", "seconds")[:19] if seconds else there.isoformat(" ", "minutes")[:16]


def machine(moment: datetime) -> str:
    """For the `datetime` attribute of `<time>`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def role_name(code: str) -> str:
    return say(post_name(code))


def this_page(**changes: str) -> str:
    """The present address with some of its query changed: the link to the other language, the next page."""
    args: dict[str, Any] = request.args.to_dict(flat=False)
    args.update(changes)
    return f"{request.path}?{urlencode(args, doseq=True)}"


def speak(app: Flask) -> None:
    """Gives the templates their words."""
    app.jinja_env.filters.update(say=say, local=local, machine=machine, role=role_name)
    app.jinja_env.globals.update(t=t, lang=lang, say_or=say_or, this_page=this_page, here_without=here_without)

    app.context_processor(lambda: {"english": lang() == "en"})

    @app.before_request
    def remember_choice() -> None:
        if "lang" in request.args and request.blueprint != "api":  # a program's choice holds for one request
            lang()


def here_without(name: str) -> str:
    """The present address without one part of its query; of a page that was posted, the worklist."""
    if request.method not in ("GET", "HEAD"):
        return "/"
    args = {key: values for key, values in request.args.to_dict(flat=False).items() if key != name}
    return f"{request.path}?{urlencode(args, doseq=True)}" if args else request.path
