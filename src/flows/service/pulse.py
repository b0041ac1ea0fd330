"""Whether this installation can work, and how much waits: for whoever watches over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select, text
from sqlalchemy.exc import SQLAlchemyError

from flows.service.delivering import standing
from flows.service.narrowing import at_every_site
from flows.service.office import Office
from flows.storage.migrate import newest
from flows.storage.tables import LIVE, deadlines, outbox, tasks


def is_ready(office: Office) -> bool:
    """The database answers and has this code's schema; this machine lacks nothing that papers need."""
    try:
        with office.read() as connection:
            schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except SQLAlchemyError:
        return False
    return schema == newest() and office.attachments.is_ready()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits now, over all sites. `by_post`: open tasks by the posts that may take them; `late`: those of them whose
    moment has passed, and `latest`: for how long the one that is latest, in seconds. The rest is what a worker has
    before it: entries of the outbox, the age of the oldest of them in seconds, messages, and those given up; deadlines with an
    event or a rung that is due, and for how long the oldest of those has been, in seconds."""

    tasks: Mapping[str, int]
    by_post: Mapping[str, int]
    late: int
    latest: float
    outbox: int
    oldest: float
    messages: int
    dead: int
    due: int
    behind: float


def waiting(office: Office, now: datetime) -> Waiting:
    """In a handful of statements along indexes that hold no more than what waits."""
    by_post = select(tasks.c.audience, func.count().label("how_many")).where(LIVE).group_by(tasks.c.audience)
    late = select(func.count().label("how_many"), func.min(tasks.c.due_at).label("since")).where(
        LIVE, tasks.c.due_at < now
    )
    unsent = select(func.count().label("how_many"), func.min(outbox.c.at).label("oldest")).where(
        outbox.c.sent_at.is_(None)
    )
    moment = case(
        (deadlines.c.event.is_not(None) & (deadlines.c.due_at <= now), deadlines.c.due_at), else_=deadlines.c.rung_at
    )
    due = select(func.count().label("how_many"), func.min(moment).label("since")).where(
        deadlines.c.closed_at.is_(None),
        or_(deadlines.c.rung_at <= now, and_(deadlines.c.event.is_not(None), deadlines.c.due_at <= now)),
    )
    with at_every_site():
        with office.read() as connection:
            fired = connection.execute(due).one()
            posts = {row.audience: row.how_many for row in connection.execute(by_post)}
            overdue, out = connection.execute(late).one(), connection.execute(unsent).one()
        messages = standing(office)
    return Waiting(
        tasks=open_tasks(office),
        by_post=posts,
        late=overdue.how_many,
        latest=_seconds(overdue.since, now),
        outbox=out.how_many,
        oldest=_seconds(out.oldest, now),
        messages=messages["waiting"],
        dead=messages["dead"],
        due=fired.how_many,
        behind=_seconds(fired.since, now),
    )


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def open_tasks(office: Office) -> dict[str, int]:
    """How many tasks are open and how many claimed, over all sites: one run along the index of live tasks."""
    query = select(tasks.c.status, func.count().label("how_many")).where(LIVE).group_by(tasks.c.status)
    with at_every_site(), office.read() as connection:
        found = {row.status: row.how_many for row in connection.execute(query)}
    return {status: found.get(status, 0) for status in ("open", "claimed")}
