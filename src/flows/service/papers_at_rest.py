"""How papers lie in their store: sealed, by which key, or not; and sealing those that are not as they should be."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select, union

from flows.service.office import Office
from flows.service.privacy.removing import needed
from flows.storage.papers.sealed import Locked, Sealed
from flows.storage.papers.store import PROBE, prove
from flows.storage.tables import authorisation_letters, documents

PROBED = hashlib.sha256(PROBE).hexdigest()
BATCH = 500  # hashes fetched at a time
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class AtRest:
    """How many papers lie `sealed` by the present key, `plain`, `older` by the id of the key that sealed them; which are
    missing, can't be opened by any key that is given, or are not what they are called."""

    key: str
    sealed: int
    plain: int
    older: dict[str, int]
    missing: tuple[str, ...]
    locked: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def is_fine(self) -> bool:
        return not (self.plain or self.older or self.missing or self.locked or self.broken)


def at_rest(office: Office, progress: Progress | None = None) -> AtRest:
    """Looks, and changes nothing. Raises NotReached."""
    return _gone_through(office, Sealed.lies, progress)


def seal_all(office: Office, progress: Progress | None = None) -> AtRest:
    """Seals with the present key whatever isn't; answers how it lay before. What was done stays done when it breaks off.
    Raises NotReached."""

    def renewed(store: Sealed, digest: str) -> str | None:
        lay = store.renew(digest)
        if lay not in (None, "sealed") and digest != PROBED and not needed(office, digest):
            store.remove(digest)  # its time was over while it was being sealed
        return lay

    found = _gone_through(office, renewed, progress)
    # From now on a start without the present key is told so, also where nothing was ever proved.
    with suppress(Locked):  # where one is missing, it is told at the start already, and must go on being told
        prove(office.attachments)
    return found


def _gone_through(office: Office, act: Callable[[Sealed, str], str | None], progress: Progress | None) -> AtRest:
    store = office.attachments
    assert isinstance(store, Sealed), "an office seals its papers"
    found, faults = Counter[str](), dict[str, list[str]]({"missing": [], "locked": [], "broken": []})
    for count, digest in enumerate(_digests(office), 1):
        try:
            lay = act(store, digest)
            if lay is None:
                faults["missing"].append(digest)
            else:
                found[lay] += 1
        except Locked:
            faults["locked"].append(digest)
        except ValueError:
            faults["broken"].append(digest)
        if progress:
            progress(count)
    with suppress(Locked, ValueError):
        act(store, PROBED)  # it tells at the next start whether the keys are right; no paper
    sealed, plain = found.pop("sealed", 0), found.pop("plain", 0)
    told = {name: tuple(digests) for name, digests in faults.items()}
    return AtRest(store.keys[0].id.hex(), sealed, plain, dict(found), **told)


def _digests(office: Office) -> Iterator[str]:
    """Of every paper that is still kept, each once, in their order."""
    last = ""
    while True:
        kept = (select(t.c.sha256).where(t.c.removed_at.is_(None)) for t in (documents, authorisation_letters))
        query = union(*kept).subquery()
        batch = select(query.c.sha256).where(query.c.sha256 > last).order_by(query.c.sha256).limit(BATCH)
        with office.read() as connection:
            found = list(connection.execute(batch).scalars())
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1]
