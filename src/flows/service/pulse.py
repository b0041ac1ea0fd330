"""Whether this installation can work, and how much waits: for whoever watches over it."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from flows.service.narrowing import at_every_site
from flows.service.office import Office
from flows.storage.migrate import newest
from flows.storage.tables import tasks


def is_ready(office: Office) -> bool:
    """The database answers and has this code's schema; this machine lacks nothing that papers need."""
    try:
        with office.read() as connection:
            schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except SQLAlchemyError:
        return False
    return schema == newest() and office.attachments.is_ready()


def open_tasks(office: Office) -> dict[str, int]:
    """How many tasks are open and how many claimed, over all sites: one run along the index of live tasks."""
    live = tasks.c.status.in_(("open", "claimed"))
    query = select(tasks.c.status, func.count().label("how_many")).where(live).group_by(tasks.c.status)
    with at_every_site(), office.read() as connection:
        found = {row.status: row.how_many for row in connection.execute(query)}
    return {status: found.get(status, 0) for status in ("open", "claimed")}
