"""From notices to messages: what a person wants to hear outside the web, gathered, and never by night unless urgent.

A notice is marked in the transaction that puts its message into the queue. A person's row is locked meanwhile, so that
two workers never make two messages of one interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, exists, or_, select, update

from flows.definition import Text
from flows.service.chain import PURPOSE, digest
from flows.service.channels.outward import Outward
from flows.service.ladders import quiet_until
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.queueing import Message, queue
from flows.service.waiting import something_waits
from flows.service.wishes import place_of, reaches
from flows.service.wording import Item, worded
from flows.storage import tables as t

PEOPLE, NOTICES = 50, 200  # in one round
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
    """Answers how many notices it dealt with."""
    if not something_waits(office, select(N.id).where(N.posted_at.is_(None))):
        return 0
    with office.transaction() as connection:
        this = Round(office, connection, now, outward)
        return sum(_post_to(this, person) for person in _people(connection, now)) + _rest(this)


def _people(connection: Connection, now: datetime) -> Sequence[Any]:
    """Those whose next message is due, or who have something urgent to hear."""
    waits = exists().where(N.login == W.login, N.posted_at.is_(None))
    due = or_(
        W.next_at.is_(None), W.next_at <= now, exists().where(N.login == W.login, N.posted_at.is_(None), N.urgent)
    )
    query = (
        select(t.wishes, t.users.c.lang)
        .join(t.users, t.users.c.login == W.login)
        .where(W.means != "web", t.users.c.active, waits, due)
        .order_by(W.login)
        .limit(PEOPLE)
        .with_for_update(of=t.wishes, skip_locked=True)
    )
    return connection.execute(query).all()


def _post_to(this: Round, person: Any) -> int:
    pending = _pending(this.connection, person.login)
    kinds = person.kinds.split(",")
    wanted = [one for one in pending if one.read_at is None and reaches(kinds, one.kind, urgent=one.urgent)]
    urgent = [one for one in wanted if one.urgent]
    others = [one for one in wanted if not one.urgent]
    early = person.next_at is not None and person.next_at > this.now
    quiet = {one.id: this.quiet(one) for one in others}
    ready = [] if early else [one for one in others if quiet[one.id] is None]
    for batch in _batches(urgent, ready, gathered=person.gathered):
        _send(this, person, batch)
    waiting = {one.id for one in others} - {one.id for one in ready}
    over = [one for one in pending if one.id not in waiting]
    this.connection.execute(update(t.notices).where(N.id.in_([one.id for one in over])).values(posted_at=this.now))
    _tell_office(this, [one for one in over if one.urgent])
    if not early:
        ends = [until for until in quiet.values() if until is not None]
        later = _next(this, ready, gathered=person.gathered) or (min(ends) if ends and not ready else None)
        this.connection.execute(update(t.wishes).where(W.login == person.login).values(next_at=later))
    return len(over)


def _rest(this: Round) -> int:
    """Of whoever is told in the web alone; answers how many."""
    reached = select(W.login).join(t.users, t.users.c.login == W.login).where(W.means != "web", t.users.c.active)
    rest = update(t.notices).where(N.posted_at.is_(None), N.login.not_in(reached)).values(posted_at=this.now)
    marked = this.connection.execute(rest.returning(N.id, N.source, N.urgent)).all()
    urgent = {one.source: one.id for one in marked if one.urgent}
    if this.outward.notify and urgent:
        _tell_office(this, this.connection.execute(_told().where(N.id.in_(urgent.values()))).all())
    return len(marked)


def _pending(connection: Connection, login: str) -> Sequence[Any]:
    mine = _told().where(N.login == login, N.posted_at.is_(None)).order_by(N.urgent.desc(), N.id).limit(NOTICES)
    return connection.execute(mine).all()


def _told() -> Select[Any]:
    """Notices, with what their words need besides."""
    return (
        select(t.notices, t.cases.c.number, t.sites.c.key, t.sites.c.zone)
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
    content = worded([_item(one) for one in notices], person.lang, this.outward.base_url)
    place = place_of(person.means, person.shown)
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
