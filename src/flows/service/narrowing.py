"""Which sites the database shows to whoever asks (`storage.scope`): the net beneath the filters of the use cases.

Every use case looks at a person's posts and asks for rows of their sites alone. Should one forget to, PostgreSQL shows it
nothing of another site, because the request was narrowed to the person's sites before.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Token

from flows.service.signing_in import Identity
from flows.storage.scope import EVERY, NONE, narrow, of_sites, showing, widen


def begin_with_none() -> Callable[[], None]:
    """From now on, in this thread, no site's rows are shown. The answer leads back."""
    token: Token[str] = narrow(NONE)
    return lambda: widen(token)


def narrow_to(who: Identity) -> None:
    """From now on, in this thread, those of the sites where `who` holds a post."""
    narrow(_of(who))


def as_asked_by(who: Identity) -> AbstractContextManager[None]:
    return showing(_of(who))


def at_every_site() -> AbstractContextManager[None]:
    """For what is meant to look beyond: a printed code may be any site's, and a count tells nothing of one."""
    return showing(EVERY)


def _of(who: Identity) -> str:
    return EVERY if who.everywhere else of_sites(post.site_id for post in who.posts)
