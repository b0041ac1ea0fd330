"""What a worker does, as jobs of a queue in PostgreSQL: which there are, and what becomes of those that fail.

A job names a case, or the messages; what it does is worked out from the tables of the office when it runs. So one that
is lost, done twice or done by two at once changes nothing but when something happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, or_, select
from sqlalchemy.exc import IntegrityError

from flows.definition import Text
from flows.service.errors import Answer
from flows.service.office import Office
from flows.service.waiting import is_due
from flows.storage import jobs
from flows.storage.jobs import Queue
from flows.storage.tables import deliveries, notices

# Beyond the handbook, all of them; in seconds but for the first.
THREADS = 4  # cases worked on at once by one process
GRACE = timedelta(seconds=10)  # before a sweep takes up what has a job of its own
SILENCE = 30.0  # without a sign of life a worker is taken for dead; as the library has it
LONGEST = 600.0  # no job lasts so long: it was done, and could not say so
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0  # of a job that failed; doubled each time


class NeedsPostgres(Answer):
    def __init__(self) -> None:
        super().__init__(Text("作业队列只用于 PostgreSQL", "A queue of jobs needs PostgreSQL"))


def turn(office: Office, *, on: bool) -> None:
    """From now on events defer jobs, whichever process writes them; or none does. Raises NeedsPostgres."""
    with office.transaction() as connection:
        if jobs.possible(connection):
            jobs.switch(connection, on=on)
        elif on:
            raise NeedsPostgres


def defer_due(office: Office, now: datetime) -> int:
    """Jobs for whatever is due, and for what has waited too long for its own; answers for how many cases."""
    d = deliveries.c
    due = exists().where(d.state == "waiting", is_due(d.next_at, now))
    with office.read() as connection:
        messages = connection.execute(select(or_(exists().where(notices.c.posted_at.is_(None)), due))).scalar_one()
    if messages:
        defer_messages(office)
    try:
        with office.transaction() as connection:
            return jobs.defer_due(connection, now, now - GRACE)
    except jobs.Busy:
        return 0  # a moment later there is another try


def defer_messages(office: Office) -> None:
    with office.transaction() as connection:
        jobs.defer_messages(connection)


def any_waiting(office: Office) -> bool:
    with office.read() as connection:
        return jobs.any_waiting(connection)


def rescue(office: Office, silence: float = SILENCE) -> int:
    """The jobs of dead workers, and the failed ones whose wait is over, wait again; answers how many."""
    stalled = _anew(office, lambda connection: jobs.stalled(connection, silence, LONGEST))
    return stalled + _anew(office, lambda connection: jobs.ripe(connection, FIRST_WAIT, LONGEST_WAIT))


def retry_failed(office: Office) -> int:
    """All failed jobs, now."""
    return _anew(office, jobs.failed)


def _anew(office: Office, which: Callable[[Connection], Sequence[int]]) -> int:
    """Each in a transaction of its own, so that none holds up another."""
    with office.read() as connection:
        found = which(connection)
    done = 0
    for job in found:
        try:
            with office.transaction() as connection:
                done += jobs.anew(connection, job)
        except IntegrityError:
            continue  # an event has deferred one for the same case: that one will do
    return done


def standing(office: Office) -> Queue | None:
    """None where there can be no queue."""
    with office.read() as connection:
        return jobs.standing(connection, SILENCE) if jobs.possible(connection) else None
