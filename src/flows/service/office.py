"""Everything that a use case needs beside its own input: the database, the keys, the attachments, the declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, make_url, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from flows.calendar import SHIFTS, Shifts, SiteCalendar, due_with_pauses
from flows.definition import Procedure, Span, Text
from flows.procedures import PROCEDURES
from flows.service.catalogue import Catalogue, publish
from flows.service.chain import PURPOSE
from flows.service.errors import Answer
from flows.service.keys import KeyRing, derived_key, ring_of
from flows.service.scanners import Scanner
from flows.storage.by_hand import ask
from flows.storage.engine import open_database, writing
from flows.storage.migrate import upgrade
from flows.storage.papers import opened
from flows.storage.papers.sealed import Key, Sealed
from flows.storage.papers.store import BucketAddress, NotReached, Store
from flows.storage.standing import Standing
from flows.storage.tables import settings
from flows.storage.values import parsed, some_day

CALENDAR = (
    "SELECT site_id, day, working, NULL, NULL FROM calendar_days WHERE site_id IS NULL OR site_id = :site "
    "UNION ALL SELECT site_id, NULL, NULL, shifts, years FROM site_calendars WHERE site_id = :site"
)

DATABASE_FAULTS = (SQLAlchemyError,)
"""What a database that is away, full or broken raises, for who must go on without it."""


class Unreachable(Answer):
    """The database can't be opened: it is away, refuses, or its file can't be written."""

    def __init__(self, url: str, fault: object) -> None:
        place = make_url(url).render_as_string(hide_password=True)
        super().__init__(Text(f"打不开数据库 {place}：{fault}", f"Can't open the database {place}: {fault}"))


@contextmanager
def reached(url: str) -> Iterator[None]:
    """Says in a sentence that the database at `url` is out of reach, where a driver would show its traces."""
    try:
        yield
    except OperationalError as fault:
        raise Unreachable(url, fault.orig) from fault
    except OSError as fault:
        raise Unreachable(url, fault) from fault


class NoPapers(Answer):
    """Where papers lie can't be used as it is configured."""

    def __init__(self, name: str, fault: object) -> None:
        zh, en = f"材料存放处 {name} 不能用：{fault}", f"Papers can't be kept in {name}: {fault}"
        super().__init__(Text(zh, en))


MOST_CALENDARS = 500  # kept by one process, of some forty days each
BY_CLOCK = frozenset({"minutes", "hours", "days", "field"})


@dataclass(frozen=True)
class Office:
    """One installation. `secret` keys the history chains and the sessions; `attachments` is where papers lie, sealed."""

    engine: Engine
    secret: bytes
    attachments: Store
    catalogue: Catalogue
    older: tuple[bytes, ...] = ()  # secrets that were in use before: they read, and make nothing any more
    scanner: Scanner | None = None  # what files are searched for viruses by

    @cached_property
    def keys(self) -> KeyRing:
        return KeyRing((self.secret, *self.older))

    @cached_property
    def chain_key(self) -> bytes:
        return derived_key(self.secret, PURPOSE)

    @cached_property
    def _calendars(self) -> dict[int, tuple[int, ZoneInfo, SiteCalendar]]:
        return {}

    @cached_property
    def _standing(self) -> Standing:
        return Standing(self.engine)

    def calendar(self, connection: Connection, site_id: int, zone: ZoneInfo, change: int) -> SiteCalendar:
        """The site's calendar as of its last `change`, which is kept until there is another."""
        kept = self._calendars.get(site_id)
        if kept is None or kept[:2] != (change, zone):
            if len(self._calendars) >= MOST_CALENDARS:
                self._calendars.clear()
            kept = self._calendars[site_id] = (change, zone, site_calendar(connection, site_id, zone))
        return kept[2]

    def read(self) -> AbstractContextManager[Connection]:
        return self._standing.reading()

    def read_people(self) -> AbstractContextManager[Connection]:
        """For tables that hold nothing of one site: which sites the connection shows then makes no difference."""
        return self._standing.reading(fitted=False)

    def transaction(self) -> AbstractContextManager[Connection]:
        """All or nothing."""
        return self._standing.transaction()

    @contextmanager
    def at_one_moment(self) -> Iterator[Connection]:
        """For reading much: all of it as it was when the reading began, holding up nobody who writes."""
        level = "REPEATABLE READ" if self.engine.dialect.name == "postgresql" else "SERIALIZABLE"
        with self.engine.execution_options(isolation_level=level).connect() as connection:
            yield connection

    def event(self, *, whole: bool) -> AbstractContextManager[Connection]:
        """For one event: the `whole` in a transaction, or what is read and decided before its writing, which is held
        against what was read. So nobody who is refused keeps others waiting for SQLite's only lock."""
        return self.transaction() if whole else self.read()


@dataclass(slots=True)
class Reckoning:
    """Works out due moments; asks for the site's `calendar` only when a deadline counts days of work or shifts."""

    zone: ZoneInfo
    calendar: Callable[[], SiteCalendar]

    def __call__(
        self,
        span: Span,
        start: datetime,
        data: Mapping[str, Any],
        values: Mapping[str, Any],
        stood: Iterable[tuple[datetime, datetime]] = (),
    ) -> datetime | None:
        amount = int(values.get(span.setting, span.amount)) if span.setting else span.amount
        return due_with_pauses(span, start, self._calendar(span), amount=amount, data=data, stood=stood)

    def _calendar(self, span: Span) -> SiteCalendar:
        return _clock_in(self.zone) if span.unit in BY_CLOCK else self.calendar()


@cache
def _clock_in(zone: ZoneInfo) -> SiteCalendar:
    """For what neither shifts nor days of a site bear on."""
    return SiteCalendar(zone)


def site_calendar(connection: Connection, site_id: int, zone: ZoneInfo) -> SiteCalendar:
    """The days on which the week at this site is not as usual, its own exceptions over those of all sites; its shifts;
    the years whose national calendar was announced, or entered by the office itself."""
    # Every third event asks for it: hence by hand, and all in one statement.
    rows = ask(connection, CALENDAR, {"site": site_id})
    # `False` comes first, so the site's own days lie over those of all.
    days = sorted((own is not None, some_day(day), bool(working)) for own, day, working, _, _ in rows if day)
    exceptions = {day: working for _, day, working in days}
    years = frozenset(day.year for own, day, working in days if not own and working)
    for _, day, _, shifts, entered in rows:
        if day is None:
            return SiteCalendar(zone, read_shifts(parsed(shifts)), exceptions, years.union(parsed(entered)))
    return SiteCalendar(zone, exceptions=exceptions, published=years)


def read_shifts(kept: list[list[str]] | None) -> Shifts:
    """Shifts as a row keeps them; none: those of the handbook."""
    if kept is None:
        return SHIFTS
    return tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in kept)


def site_settings(connection: Connection, site_id: int, procedure: Procedure) -> dict[str, Any]:
    """The values that a case started now at the site keeps: the declaration's defaults under the site's own."""
    c = settings.c
    query = select(c.code, c.value).where(c.site_id == site_id, c.procedure == procedure.key)
    own = {row.code: row.value for row in connection.execute(query)}
    return {setting.code: own.get(setting.code, setting.default) for setting in procedure.settings}


def open_office(
    url: str,
    secret: bytes | KeyRing,
    attachments: Path | BucketAddress,
    now: datetime,
    procedures: Iterable[Procedure] = tuple(PROCEDURES.values()),
    paper_keys: Iterable[bytes] = (),
) -> Office:
    """Brings the database to this code's schema and declarations, and opens it. Papers lie in a folder, which is made, or in
    a bucket, of which nothing is asked yet; the first of `paper_keys` seals them, else one that is worked out of `secret`,
    which opens what it has sealed ever after. Raises Unreachable, NoPapers."""
    with reached(url):
        upgrade(url)
    engine = open_database(url)
    declared = tuple(procedures)
    publish(writing(engine), declared, now)
    ring = ring_of(secret)
    store = papers_at(attachments, ring_of((*paper_keys, *ring.secrets)))
    office = Office(engine, ring.newest, store, Catalogue(declared), ring.secrets[1:])
    with office.read() as connection:
        office.catalogue.load_all(connection)
    return office


def papers_at(attachments: Path | BucketAddress, ring: KeyRing) -> Store:
    """Raises NoPapers."""
    store = Sealed(opened(attachments), tuple(Key.of(secret) for secret in ring.secrets))
    try:
        store.prepare()
    except NotReached as fault:
        raise NoPapers(store.name, fault) from fault
    return store
