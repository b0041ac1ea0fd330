"""Whether anything went wrong while nobody had anything go wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from flows.service.office import Office
from tools.soak.ledger import Ledger

SETTLING = 5.0  # seconds after a fault until connections are made anew and the database has recovered


def none_ended(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    yield from ledger.ended


def silent_in_trouble(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """A server answers 5xx, leaves an answer out or refuses a connection only while it was killed itself, or what all
    of them rest on was away."""
    calm = Counter(s.kind for s in ledger.silences if not troubled(ledger, s.since, s.until, s.whom))
    yield from (f"{kind}: {n} times while no fault was on" for kind, n in sorted(calm.items()))


def troubled(ledger: Ledger, since: float, until: float, whom: str | None = None) -> bool:
    """Whether a fault was on that concerned that one, or anybody."""
    return any(
        trouble.since <= until and since <= trouble.until + SETTLING
        for trouble in ledger.troubles
        if whom is None or trouble.whom in ("", whom)
    )
