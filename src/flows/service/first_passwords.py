"""A password that somebody else has given: by an administrator, or by a command on the machine. Two people know it.

It opens nothing but the page where its owner chooses another, once, and within its time. What is kept says so itself:
`first:<seconds since 1970>:<hash>` until it is shown, `taken:<hash>` from then until another is chosen.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FIRST, TAKEN = "first:", "taken:"
LASTS = timedelta(hours=72)  # a weekend between the administrator and the new colleague; beyond the handbook


def given(digest: str, now: datetime) -> str:
    """What is kept of a password that was given at `now`."""
    return f"{FIRST}{int(now.timestamp())}:{digest}"


def given_at(kept: str) -> datetime | None:
    """None: it is its owner's own, or was shown already."""
    if not kept.startswith(FIRST):
        return None
    return datetime.fromtimestamp(int(kept.split(":", 2)[1]), UTC)


def taken(kept: str) -> str:
    """What is kept from the moment on at which it is shown."""
    return TAKEN + digest_of(kept)


def is_taken(kept: str | None) -> bool:
    return kept is not None and kept.startswith(TAKEN)


def digest_of(kept: str) -> str:
    """The hash alone."""
    if kept.startswith(FIRST):
        return kept.split(":", 2)[2]
    return kept.removeprefix(TAKEN)
