"""Pages of which all but a few words is the same for everybody with the same posts: the template is drawn once, with a mark
where each of those words belongs, and from then on the words are put between what was kept.

What is kept may hold no word of anybody's: a template that is drawn for it sees neither who is signed in nor their
session under their names, and a page that holds the form token of whoever asked first isn't kept but fails. What it
calls may still ask who is there: it goes by nothing but what is in the key.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import current_app, get_flashed_messages, render_template, request
from flask_login import current_user
from markupsafe import Markup, escape

from web.language import lang
from web.security import csrf_token

EXTENSION = "kept pages"
MOST = 256  # pages of some 12 KB, the latest used: one for each language, set of posts and of sites, and shape
MARK = re.compile("\0([a-z_]+)\0")  # what no text and no address of ours has
Facts = tuple[tuple[str, Any], ...]
Pieces = tuple[tuple[bytes, ...], tuple[str, ...]]


class KeptPages:
    """Those of one application."""

    def __init__(self) -> None:
        self.pieces = lru_cache(MOST)(_pieces)


def drawn(template: str, facts: Facts, words: dict[str, str | bytes]) -> str | bytes:
    """The page. `facts` are for the template to decide by, and hashable; the `words` are of this request alone, and the
    template can only place them: it sees whether there are any. Those in bytes are HTML. The address may say nothing but
    what is in `facts`."""
    kept: KeptPages | None = current_app.extensions.get(EXTENSION)
    if kept is None or request.method != "GET" or get_flashed_messages(with_categories=True):
        return render_template(template, **dict(facts), **{name: as_html(word) for name, word in words.items()})
    roles = frozenset([post.role for post in current_user.who.posts])
    given = tuple([name for name, word in words.items() if word])
    (first, *pieces), names = kept.pieces(template, facts, given, (lang(), request.script_root, request.path, roles))
    words = {**words, "csrf_token": csrf_token(), "name": current_user.who.name}
    page = [first]
    for name, piece in zip(names, pieces, strict=True):
        page += _sent(words[name]), piece
    return b"".join(page)


def as_html(word: str | bytes) -> str:
    """For a template."""
    return Markup(word.decode()) if isinstance(word, bytes) else word  # noqa: S704 - bytes are HTML


def _sent(word: str | bytes) -> bytes:
    return word if isinstance(word, bytes) else escape(word).encode()


def _pieces(template: str, facts: Facts, given: tuple[str, ...], _frame: tuple[Any, ...]) -> Pieces:
    """What is kept, as it is sent, and between each two which word. `_frame`: what the frame of the page goes by."""
    page = render_template(
        template,
        **dict(facts),
        **{name: _mark(name) for name in given},
        csrf_token=lambda: _mark("csrf_token"),
        me=lambda: SimpleNamespace(name=_mark("name")),
        current_user=SimpleNamespace(is_authenticated=True),
        request=SimpleNamespace(path=request.path, args={}),
        session=None,
        g=None,
    )
    split = MARK.split(page)
    if any("\0" in piece or "%00" in piece or csrf_token() in piece for piece in split[::2]):
        raise RuntimeError(f"{template} changes a word that it may only place, or holds one of its own")
    return tuple([piece.encode() for piece in split[::2]]), tuple(split[1::2])


def _mark(name: str) -> Markup:
    return Markup(f"\0{name}\0")  # noqa: S704 - no word of anybody's
