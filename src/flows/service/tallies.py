"""How often something was tried lately, counted in the database: over all processes, and over a restart.

What is counted is kept as a keyed digest: people type passwords into the place of their name.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from flows.service.keys import derived_key
from flows.service.office import Office
from flows.storage.by_hand import ask
from flows.storage.tables import tallies
from flows.storage.values import some_moment

KEPT = timedelta(days=1)  # longer than any window
# One statement, so that of two who count at once neither is lost.
COUNT = """
INSERT INTO tallies (subject, since, count) VALUES (:subject, :now, :many)
ON CONFLICT (subject) DO UPDATE SET
  count = CASE WHEN tallies.since > :begin THEN tallies.count + :many ELSE :many END,
  since = CASE WHEN tallies.since > :begin THEN tallies.since ELSE :now END
RETURNING since, count"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` within a window that begins with the first. `kind` keeps the counts of one limit from another's."""

    kind: str
    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted in the window that began at `since`."""

    limit: Limit
    since: datetime
    count: int

    @property
    def left(self) -> int:
        return max(0, self.limit.most - self.count)

    def wait(self, now: datetime) -> int:
        """Seconds until the next try is heard; nought: this one is."""
        over = self.count > self.limit.most
        return max(1, math.ceil((self.since + self.limit.window - now).total_seconds())) if over else 0


def count(office: Office, limit: Limit, now: datetime, *subject: str, many: int = 1) -> Tally:
    """Counts `many` more tries by `subject`, before they are made: who tries at several processes at once is counted
    too."""
    values: Mapping[str, object] = {
        "subject": _digest(office, limit, subject),
        "now": now,
        "begin": now - limit.window,
        "many": many,
    }
    with office.transaction() as connection:
        [(since, found)] = ask(connection, COUNT, values)
        if found == many:
            _clear(connection, now)
    return Tally(limit, some_moment(since), found)


def counted(office: Office, limit: Limit, now: datetime, *subject: str) -> Tally:
    """What was counted so far."""
    this = tallies.c.subject == _digest(office, limit, subject)
    with office.read() as connection:
        row = connection.execute(select(tallies.c.since, tallies.c.count).where(this)).one_or_none()
    since, found = row or (now, 0)
    return Tally(limit, since, found) if since > now - limit.window else Tally(limit, now, 0)


def forget(office: Office, limit: Limit, *subject: str) -> None:
    with office.transaction() as connection:
        connection.execute(delete(tallies).where(tallies.c.subject == _digest(office, limit, subject)))


def _clear(connection: Connection, now: datetime) -> None:
    """What an attacker invents must not fill the database."""
    connection.execute(delete(tallies).where(tallies.c.since < now - KEPT))


def _digest(office: Office, limit: Limit, subject: tuple[str, ...]) -> str:
    content = "\x1f".join((limit.kind, *subject))
    return hmac.new(derived_key(office.secret, "tallies"), content.encode(), hashlib.sha256).hexdigest()
