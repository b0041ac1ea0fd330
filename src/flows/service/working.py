"""One round of what a worker does: the clock's events, deadlines after a change of the calendar, the ladders of
deadlines, the outbox, messages to people's channels. Any number of workers may go their rounds side by side."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from flows.service.calendars.following import follow
from flows.service.channels.outward import Outward
from flows.service.climbing import arm, climb
from flows.service.clock import run_clock, run_clocks
from flows.service.counting import counts_of
from flows.service.delivering import deliver, standing
from flows.service.halting import until_halted
from flows.service.office import Office
from flows.service.outgoing import send_out
from flows.service.posting import post
from flows.service.waiting import something_waits
from flows.storage.engine import give_way
from flows.storage.tables import deadlines, notices, outbox, site_calendars

LOG = logging.getLogger("flows.working")
NOWHERE = Outward()
SPREAD = 8
CASES = 50  # of the clock's events, in one round
MUCH = 50  # done by one step: before the next round people's events go first


@dataclass(frozen=True, slots=True)
class Round:
    """How much was done of each kind."""

    clock: int = 0
    followed: int = 0  # cases looked at since the calendar has changed
    armed: int = 0
    climbed: int = 0
    sent: int = 0

    posted: int = 0
    delivered: int = 0

    def __add__(self, other: Round) -> Round:
        return Round(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def __bool__(self) -> bool:
        return any(astuple(self))


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: events of the clock, sites whose deadlines are to follow a change of the calendar, deadlines not
    reckoned and rungs that are due, entries of the outbox and the moment of the oldest of them; notices that wait for a message, messages that wait, those of them that have failed
    before, and dead ones."""

    clock: int
    calendars: int
    unarmed: int
    rungs: int
    outbox: int
    oldest: datetime | None
    notices: int
    messages: int
    failing: int
    dead: int


def work(office: Office, now: datetime, outward: Outward = NOWHERE) -> Round:
    """What is due comes first by its moment; each step has transactions of its own. Sending comes last: a slow channel
    delays nothing of this round. A step that fails is told in the log, counted, and keeps back no other; raises
    OperationalError where the database is away, and nothing was done.
    Told to end (`halting`), it ends before the next step, or before the next case within one."""
    steps: dict[str, Callable[[], int]] = {
        "clock": lambda: _run_clocks(office, now),
        "followed": lambda: follow(office, now),
        "armed": lambda: arm(office),
        "climbed": lambda: climb(office, now),
        "sent": lambda: send_out(office, now),
        "posted": lambda: post(office, now, outward),
        "delivered": lambda: deliver(office, now, outward),
    }
    done, away = dict[str, int](), None
    for name, step in until_halted(steps.items()):
        try:
            done[name] = step()
        except OperationalError as fault:
            counts_of(office).add("unworked", name)
            away = fault
        except Exception:  # one case with a defect must not keep everybody's reminders back
            counts_of(office).add("unworked", name)
            LOG.exception("a step of the round has failed: %s", name)
    if max(done.values(), default=0) >= MUCH:
        give_way(office.engine)
    if away is not None:
        if not any(done.values()):
            raise away
        LOG.error("the database was away for a step of the round", exc_info=away)
    return _counted(office, Round(**done))


def work_on(office: Office, case: int, now: datetime) -> Round:
    """The same for one case, without the messages: what fails here holds up no other case."""
    done = Round(
        clock=int(_clock_is_due(office, case, now) and run_clock(office, case, now)),
        armed=arm(office, case=case),
        climbed=climb(office, now, case=case),
        sent=send_out(office, now, case=case),
    )
    return _counted(office, done)


def send_messages(office: Office, now: datetime, outward: Outward) -> Round:
    return _counted(office, Round(posted=post(office, now, outward), delivered=deliver(office, now, outward)))


def _counted(office: Office, done: Round) -> Round:
    """For whoever watches this process."""
    for kind, many in asdict(done).items():
        if many:
            counts_of(office).add("worked", kind, many=many)
    return done


def unworked(office: Office) -> int:
    """How often something of a round has failed in this server since it started."""
    return sum(many for name, many in counts_of(office).so_far().items() if name[0] == "unworked")


def _clock_is_due(office: Office, case: int, now: datetime) -> bool:
    d = deadlines.c
    query = select(d.id).where(d.case_id == case, d.closed_at.is_(None), d.event.is_not(None), d.due_at <= now)
    return something_waits(office, query)


def _run_clocks(office: Office, now: datetime) -> int:
    d = deadlines.c
    # Along the index of due moments: grouped by case, every deadline that runs would be read.
    due = select(d.case_id).where(d.closed_at.is_(None), d.event.is_not(None), d.due_at <= now)
    with office.read() as connection:
        rows = connection.execute(due.order_by(d.due_at).limit(CASES * SPREAD)).scalars()
        cases = list(dict.fromkeys(rows))
    # Drawn by lot from the longest due: workers side by side then rarely meet at the same case, and one whose event is
    # refused for good holds up nobody, unless such fill the whole draw.
    drawn = cases if len(cases) <= CASES else random.sample(cases, CASES)
    return run_clocks(office, drawn, now) if drawn else 0


def backlog(office: Office, now: datetime) -> Backlog:
    d, o = deadlines.c, outbox.c
    running = select(func.count()).select_from(deadlines).where(d.closed_at.is_(None))
    waiting = select(func.count().label("how_many"), func.min(o.at).label("oldest")).where(o.sent_at.is_(None))
    told = select(func.count()).select_from(notices).where(notices.c.posted_at.is_(None))
    changed = select(func.count()).select_from(site_calendars).where(site_calendars.c.reckon_at <= now)
    messages = standing(office)
    with office.read() as connection:
        sent = connection.execute(waiting).one()
        return Backlog(
            clock=connection.execute(running.where(d.event.is_not(None), d.due_at <= now)).scalar_one(),
            calendars=connection.execute(changed).scalar_one(),
            unarmed=connection.execute(running.where(d.rung_at.is_(None))).scalar_one(),
            rungs=connection.execute(running.where(d.rung_at <= now)).scalar_one(),
            outbox=sent.how_many,
            oldest=sent.oldest,
            notices=connection.execute(told).scalar_one(),
            messages=messages["waiting"],
            failing=messages["failing"],
            dead=messages["dead"],
        )
