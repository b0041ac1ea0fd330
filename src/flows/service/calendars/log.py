"""Every change of a calendar is written down for good, and tells whose deadlines are to be reckoned by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from flows.storage.tables import calendar_changes, site_calendars, sites


def held(connection: Connection, site_id: int) -> None:
    """Of two administrators at once the second waits, and finds what the first has set. Nobody else waits: what refers
    to a site asks for no more than its key."""
    connection.execute(select(sites.c.id).where(sites.c.id == site_id).with_for_update(key_share=True))


def written_down(connection: Connection, **change: Any) -> int:
    """Its id. `change` has the columns of `calendar_changes`."""
    query = insert(calendar_changes).returning(calendar_changes.c.id)
    return int(connection.execute(query, change).scalar_one())


def keep(connection: Connection, site_id: int, **values: Any) -> None:
    """Sets columns of the site's own calendar."""
    c = site_calendars.c
    if not connection.execute(update(site_calendars).where(c.site_id == site_id).values(**values)).rowcount:
        row = {"site_id": site_id, "shifts": None, "years": [], "reckoned_to": 0, **values}
        connection.execute(insert(site_calendars), row)


def to_follow(connection: Connection, site_ids: Iterable[int], change: int, now: datetime) -> None:
    """The running deadlines of these sites are to be reckoned by `change`, from the first case on."""
    for site_id in sorted(site_ids):
        keep(connection, site_id, change_id=change, reckon_at=now, reckoned_to=0)
