"""The demonstration site: invented people, sixty units, and a case in every state of every procedure.

Everything comes about by running the service at moments of the last weeks, in the order of those moments.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from flows.service import calendars
from flows.service.demo import (
    accounts,
    appraisals,
    complaints,
    conduct,
    duties,
    homes,
    hot_work,
    moving,
    passes,
    renovations,
    services,
    slips,
    training,
)
from flows.service.demo.estate import Estate, build, revoke_one
from flows.service.demo.moments import Calendar
from flows.service.demo.staff import KEY, LOGINS, add_phrases, add_staff, send_director_on_leave
from flows.service.demo.telling import Story, in_order, tell
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.rights import OPERATOR
from flows.storage.tables import sites, users

# Before the loading: the register was built, and since then one authorisation expired and one deposit was given back.
FOUNDED = timedelta(days=130)


def is_empty(office: Office) -> bool:
    """No site and nobody yet."""
    with office.read() as connection:
        return all(connection.execute(select(t.c.id).limit(1)).first() is None for t in (sites, users))


def is_loaded(office: Office) -> bool:
    with office.read() as connection:
        return connection.execute(select(sites.c.id).where(sites.c.key == KEY)).first() is not None


def stories(calendar: Calendar, estate: Estate) -> tuple[Story, ...]:
    """All cases of the demonstration."""
    told = [
        *hot_work.stories(calendar, estate),
        *passes.pass_stories(calendar, estate),
        *passes.extension_stories(calendar, estate),
        *slips.slip_stories(calendar, estate),
        *slips.works_stories(calendar, estate),
        *renovations.stories(calendar, estate),
        *services.stories(calendar, estate),
        *homes.stories(calendar, estate),
        *accounts.stories(calendar, estate),
        *moving.stories(calendar, estate),
        *complaints.stories(calendar, estate),
        *duties.stories(calendar),
        *training.stories(calendar),
        *appraisals.stories(calendar),
        *conduct.stories(calendar),
    ]
    return in_order(told, calendar.now)


def load(office: Office, now: datetime, told: Callable[[int, int], None]) -> list[str]:
    """Answers the numbers of the cases. `told(done, of)` is called as they come to their ends. Raises Invalid where one
    of its logins is taken."""
    with office.read() as connection:
        taken = connection.execute(select(users.c.login).where(users.c.login.in_(LOGINS))).scalars().all()
    if taken:
        listed = ", ".join(sorted(taken))
        raise Invalid.field("login", f"这些登录名已被使用：{listed}", f"these logins are taken: {listed}")
    founded = now - FOUNDED
    calendars.seed_calendar(office, OPERATOR, {founded.year, now.year, now.year + 1}, now)
    add_staff(office, founded)
    add_phrases(office, founded)
    estate = build(office, now, founded)
    revoke_one(office, estate, now)
    send_director_on_leave(office, now)
    every = stories(Calendar(now), estate)
    done = iter(range(1, len(every) + 1))
    return tell(office, every, lambda: told(next(done), len(every)))
