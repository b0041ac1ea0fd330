"""Wrong passwords, counted: five for one name from one address, then a wait. Each process counts for itself."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

MOST = 5
WINDOW = timedelta(minutes=5)
KEPT = 10_000  # names: what an attacker invents must not fill the memory


@dataclass
class Attempts:
    """By name and address, so that a stranger elsewhere can't lock somebody out."""

    _failures: OrderedDict[tuple[str, str], list[datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, login: str, address: str, now: datetime) -> int:
        """Seconds until the next attempt is heard; nought: now."""
        with self._lock:
            recent = [at for at in self._failures.get((login, address), ()) if at > now - WINDOW]
        if len(recent) < MOST:
            return 0
        return max(1, int((recent[-MOST] + WINDOW - now).total_seconds()))

    def failed(self, login: str, address: str, now: datetime) -> None:
        with self._lock:
            failures = self._failures.setdefault((login, address), [])
            failures[:] = [*failures[1 - MOST :], now]
            self._failures.move_to_end((login, address))
            while len(self._failures) > KEPT:
                self._failures.popitem(last=False)

    def forget(self, login: str, address: str) -> None:
        with self._lock:
            self._failures.pop((login, address), None)
