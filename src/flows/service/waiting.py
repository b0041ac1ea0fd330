"""Whether there is anything to do, asked before a transaction is begun for it, and whether a message is due.

On SQLite a transaction that writes holds the only lock; a worker that finds nothing to do must not have kept anybody
waiting for that, nor have waited itself while another worker holds it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_

from flows.service.office import Office

LONGEST = timedelta(hours=25)  # nothing of a message waits longer than a day; and an hour for clocks that differ


def something_waits(office: Office, query: Select[Any]) -> bool:
    with office.read() as connection:
        return connection.execute(query.limit(1)).first() is not None


def is_due(moment: Any, now: datetime) -> ColumnElement[bool]:
    """What lies further ahead than any message waits was reckoned by a clock that stood ahead: it is due too."""
    return or_(moment <= now, moment > now + LONGEST)
