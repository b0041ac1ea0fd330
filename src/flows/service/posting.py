"""From notices to messages: what a person wants to hear outside the web, gathered, and never by night unless urgent.

A notice is marked in the transaction that puts its message into the queue. A person's row is locked meanwhile, so that
two workers never make two messages of one interval.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, exists, or_, select, update
from sqlalchemy.exc import OperationalError

from flows.definition import Text
from flows.service.access import stands_at
from flows.service.bundles import bundled
from flows.service.chain import PURPOSE, digest
from flows.service.channels.outward import Outward
from flows.service.counting import counts_of
from flows.service.halting import until_halted
from flows.service.ladders import quiet_until
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.queueing import Message, queue
from flows.service.waiting import is_due, something_waits
from flows.service.wishes import place_of, reaches
from flows.service.wording import Item, worded
from flows.storage import tables as t

PEOPLE, NOTICES = 50, 200  # in one round
LOG = logging.getLogger("flows.posting")
N, W = t.notices.c, t.wishes.c


@dataclass
class Round:
    """What one round looks up once."""

    office: Office
    connection: Connection
    now: datetime
    outward: Outward
    settings: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def of_site(self, site_id: int) -> Mapping[str, Any]:
        if site_id not in self.settings:
            self.settings[site_id] = office_settings(self.connection, site_id)
        return self.settings[site_id]

    def quiet(self, notice: Any) -> datetime | None:
        return quiet_until(self.now, ZoneInfo(notice.zone), self.of_site(notice.site_id))


def post(office: Office, now: datetime, outward: Outward) -> int:
    """Answers how many notices it dealt with. Where one person's message can't be made nothing stands, and each goes
    alone."""
    if not something_waits(office, select(N.id).where(N.posted_at.is_(None))):
        return 0
    try:
        with office.transaction() as connection:
            this = Round(office, connection, now, outward)
            return sum(_post_to(this, person) for person in _people(connection, now)) + _rest(this)
    except OperationalError:  # the database is away, full or locked: alone they would fare no better
        raise
    except Exception:  # whatever it is, it may be about one of them
        LOG.exception("of %s people at the most one has a defect: each goes alone", PEOPLE)
        done = _each(office, now, outward)
        with office.transaction() as connection:
            return done + _rest(Round(office, connection, now, outward))


def _each(office: Office, now: datetime, outward: Outward) -> int:
    """So many people, and as many again behind them where all have a defect: they keep back no other."""
    done, last = 0, ""
    while not done and (logins := _behind(office, now, last)):
        for login in until_halted(logins):
            try:
                done += _alone(office, now, outward, login)
            except OperationalError:
                raise
            except Exception:
                LOG.exception("no message could be made for %s", login)
                counts_of(office).add("unworked", "person")
                _tell_office_alone(office, now, outward, login)
        last = logins[-1]
    return done


def _behind(office: Office, now: datetime, last: str) -> Sequence[str]:
    with office.read() as connection:
        return [person.login for person in connection.execute(_due(now).where(W.login > last).limit(PEOPLE))]


def _alone(office: Office, now: datetime, outward: Outward, login: str) -> int:
    with office.transaction() as connection:
        this = Round(office, connection, now, outward)
        return sum(_post_to(this, person) for person in _people(connection, now, login))


def _tell_office_alone(office: Office, now: datetime, outward: Outward, login: str) -> None:
    """Of what is urgent to somebody for whom no message could be made: the office hears of it nevertheless."""
    with office.transaction() as connection:
        urgent = [one for one in _pending(connection, login, now) if one.urgent]
        _tell_office(Round(office, connection, now, outward), urgent)


def _people(connection: Connection, now: datetime, login: str | None = None) -> Sequence[Any]:
    """Those who are due, or one of them, each for nobody else meanwhile."""
    query = _due(now) if login is None else _due(now).where(W.login == login)
    return connection.execute(query.limit(PEOPLE).with_for_update(of=t.wishes, skip_locked=True)).all()


def _due(now: datetime) -> Select[Any]:
    """Those whose next message is due, or who have something urgent to hear."""
    waits = exists().where(N.login == W.login, N.posted_at.is_(None))
    urgent = exists().where(N.login == W.login, N.posted_at.is_(None), N.urgent)
    due = or_(W.next_at.is_(None), is_due(W.next_at, now))
    return (
        select(t.wishes, t.users.c.lang, due.label("due"))
        .join(t.users, t.users.c.login == W.login)
        .where(W.means != "web", t.users.c.active, waits, or_(due, urgent))
        .order_by(W.login)
    )


def _post_to(this: Round, person: Any) -> int:
    pending = _pending(this.connection, person.login, this.now)
    wanted = _wanted(pending, person.kinds.split(","))
    urgent = [one for one in wanted if one.urgent]
    others = [one for one in wanted if not one.urgent]
    quiet = {one.id: this.quiet(one) for one in others}
    ready = [one for one in others if quiet[one.id] is None] if person.due else []
    for batch in _batches(urgent, ready, gathered=person.gathered):
        _send(this, person, batch)
    waiting = {one.id for one in others} - {one.id for one in ready}
    over = [one for one in pending if one.id not in waiting]
    this.connection.execute(update(t.notices).where(N.id.in_([one.id for one in over])).values(posted_at=this.now))
    _tell_office(this, [one for one in over if one.urgent])
    if person.due:
        ends = [until for until in quiet.values() if until is not None]
        later = _next(this, ready, gathered=person.gathered) or (min(ends) if ends and not ready else None)
        this.connection.execute(update(t.wishes).where(W.login == person.login).values(next_at=later))
    return len(over)


def _wanted(pending: Sequence[Any], kinds: Sequence[str]) -> list[Any]:
    """Not what was read already, nor what happens at a site where they stand no more."""
    unread = [one for one in pending if one.read_at is None and one.theirs]
    return [one for one in unread if reaches(kinds, one.kind, urgent=one.urgent)]


def _rest(this: Round) -> int:
    """Of whoever is told in the web alone; answers how many."""
    reached = select(W.login).join(t.users, t.users.c.login == W.login).where(W.means != "web", t.users.c.active)
    rest = update(t.notices).where(N.posted_at.is_(None), N.login.not_in(reached)).values(posted_at=this.now)
    marked = this.connection.execute(rest.returning(N.id, N.source, N.urgent)).all()
    urgent = {one.source: one.id for one in marked if one.urgent}
    if this.outward.notify and urgent:
        _tell_office(this, this.connection.execute(_told(this.now).where(N.id.in_(urgent.values()))).all())
    return len(marked)


def _pending(connection: Connection, login: str, now: datetime) -> Sequence[Any]:
    mine = _told(now).where(N.login == login, N.posted_at.is_(None)).order_by(N.urgent.desc(), N.id).limit(NOTICES)
    return connection.execute(mine).all()


def _told(now: datetime) -> Select[Any]:
    """Notices, with what their words need besides, and whether the person still stands at the site."""
    theirs = stands_at(N.login, N.site_id, now).label("theirs")
    return (
        select(t.notices, t.cases.c.number, t.sites.c.key, t.sites.c.zone, theirs)
        .join(t.cases, t.cases.c.id == N.case_id)
        .join(t.sites, t.sites.c.id == N.site_id)
    )


def _batches(urgent: Sequence[Any], ready: Sequence[Any], *, gathered: bool) -> Iterable[Sequence[Any]]:
    if urgent:
        yield urgent
    if gathered and ready:
        yield ready
    elif not gathered:
        yield from ([one] for one in ready)


def _next(this: Round, ready: Sequence[Any], *, gathered: bool) -> datetime | None:
    if not ready or not gathered:
        return None
    return this.now + timedelta(minutes=min(int(this.of_site(one.site_id)["digest_minutes"]) for one in ready))


def _send(this: Round, person: Any, notices: Sequence[Any]) -> None:
    source = f"notices:{notices[0].id}-{notices[-1].id}"
    content, place = bundled(notices, person.lang), place_of(person.means, person.shown)
    queue(this.connection, Message(notices[0].site_id, person.means, person.login, place, source, content), this.now)


def _item(notice: Any) -> Item:
    words = Text(notice.zh, notice.en)
    return Item(words, notice.at, ZoneInfo(notice.zone), notice.key, notice.number, notice.urgent)


def _tell_office(this: Round, urgent: Sequence[Any]) -> None:
    """Once for each source however many people it was told, of exactly what is marked here; in Chinese, which everybody
    reads."""
    for one in {one.source: one for one in urgent}.values():
        content = worded([_item(one)], "zh", this.outward.base_url)
        for address in this.outward.notify:
            target, place = target_of(this.office, address), address.partition("://")[0][:20]
            queue(this.connection, Message(one.site_id, "office", target, place, one.source, content), this.now)


def target_of(office: Office, address: str) -> str:
    """Names one of the office's addresses in the queue without saying it."""
    return targets_of(office, address)[0]


def targets_of(office: Office, address: str) -> tuple[str, ...]:
    """The same under each of the office's keys, the newest first: what waits may have been named under an older one."""
    return tuple(digest(key, f"notify {address}")[:32] for key in office.keys.derived(PURPOSE))
