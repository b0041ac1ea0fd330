"""The secrets that are kept in a file where the environment gives none: a line each, the newest first."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from flows.storage.papers.folder import lasting

RANDOM = 48  # bytes


def kept_secrets(place: Path) -> tuple[bytes, ...]:
    """Made once and readable by the owner alone. Two processes that start together get the same one: the second finds that
    the name is taken."""
    if not place.exists():
        draft = _draft(place, [secrets.token_urlsafe(RANDOM)])
        try:
            os.link(draft, place)
            lasting(place.parent)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return tuple(line.strip() for line in place.read_bytes().splitlines() if line.strip())


def put_first(place: Path) -> bytes:
    """Makes a secret and puts it before those of the file, which is whole at every moment; answers it."""
    made = secrets.token_urlsafe(RANDOM)
    known = [secret.decode() for secret in kept_secrets(place)]
    _draft(place, [made, *known]).replace(place)
    lasting(place.parent)
    return made.encode()


def _draft(place: Path, lines: list[str]) -> Path:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent)  # mkstemp gives mode 600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join(lines))
        file.flush()
        os.fsync(file.fileno())
    return Path(draft)
