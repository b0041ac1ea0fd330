"""What reports are made of: every query of theirs, at one site. Each is one statement, however much there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from flows.definition import Procedure
from flows.procedures import PROCEDURES
from flows.service.office import Office, site_settings
from flows.service.reports.month import Month
from flows.storage import tables as t
from flows.storage.columns import NEVER
from flows.storage.committed import told

AT_ONCE = 500  # cases that one statement names


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case, under the declaration that it runs by."""

    id: int
    number: str
    procedure: Procedure
    state: str
    unit: str | None
    building: str | None
    data: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry of a case's history, as it was written."""

    case: CaseRow
    record: Mapping[str, Any]

    @property
    def event(self) -> str:
        return str(self.record["event"])

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.record["at"])

    @property
    def by(self) -> str:
        """The login of who did it."""
        return str(self.record["actor"]["login"])

    @property
    def name(self) -> str:
        return str(self.record["actor"]["name"])


@dataclass(frozen=True, slots=True)
class Paid:
    """`kind`: expected, received, refunded, kept."""

    case: CaseRow
    purpose: str
    kind: str
    amount: Decimal
    receipt: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of a register; `number` None: put on by hand."""

    kind: str
    line: int
    state: str
    number: str | None
    unit: str | None
    facts: Mapping[str, Any]
    valid_until: datetime | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A task that waits now; `due_at` None where nothing presses."""

    case: CaseRow
    state: str
    audience: tuple[str, ...]
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Reader:
    """Reads for one site and month."""

    office: Office
    connection: Connection
    site_id: int
    month: Month
    now: datetime

    def cases(self, *procedures: str) -> tuple[CaseRow, ...]:
        """Those of `procedures` that were opened in the month, the oldest first."""
        c = t.cases.c
        query = self._of_site().where(c.procedure.in_(procedures), *_within(c.opened_at, self.month))
        return tuple(self._case(row) for row in self.connection.execute(query.order_by(c.id)))

    def cases_since(self, *procedures: str) -> tuple[CaseRow, ...]:
        """Those of `procedures` that were opened in the month or after it, the oldest first."""
        c = t.cases.c
        query = self._of_site().where(c.procedure.in_(procedures), c.opened_at >= self.month.begin)
        return tuple(self._case(row) for row in self.connection.execute(query.order_by(c.id)))

    def taken(self, *events: str) -> tuple[Taken, ...]:
        """Every time one of `events` was taken in the month, the oldest first."""
        return tuple(self._taken(events, *_within(t.history.c.at, self.month)))

    def taken_in(self, cases: Iterable[CaseRow], *events: str) -> tuple[Taken, ...]:
        """Every time one of `events` was taken in these cases, up to now."""
        ids = sorted({case.id for case in cases})
        parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
        return tuple(found for part in parts for found in self._taken(events, t.history.c.case_id.in_(part)))

    def taken_until(self, *events: str) -> tuple[Taken, ...]:
        """Every time one of `events` was taken before the month's end."""
        return tuple(self._taken(events, t.history.c.at < self.month.end))

    def _taken(self, events: tuple[str, ...], *which: ColumnElement[bool]) -> Iterator[Taken]:
        h = t.history.c
        query = self._of_site(h.content, h.personal).join(t.history, h.case_id == t.cases.c.id)
        query = query.where(h.event.in_(events), *which).order_by(h.at, h.case_id, h.seq)
        for row in self.connection.execute(query):
            yield Taken(self._case(row), told(row.content, row.personal))

    def payments(self) -> tuple[Paid, ...]:
        """Every one up to the month's end, the oldest first."""
        p = t.payments.c
        query = self._of_site(p.purpose, p.kind, p.amount, p.receipt, p.at)
        query = query.join(t.payments, p.case_id == t.cases.c.id).where(p.at < self.month.end).order_by(p.id)
        return tuple(
            Paid(self._case(row), row.purpose, row.kind, row.amount, row.receipt, row.at)
            for row in self.connection.execute(query)
        )

    def late(self, *procedures: str) -> frozenset[int]:
        """The ids of the month's cases of which a deadline has passed unkept, whether or not the work was done later."""
        c, d = t.cases.c, t.deadlines.c
        unkept = or_(and_(d.closed_at.is_(None), d.due_at < self.now), d.closed_at > d.due_at)
        query = select(d.case_id).join(t.cases, c.id == d.case_id).where(c.site_id == self.site_id, unkept)
        query = query.where(c.procedure.in_(procedures), *_within(c.opened_at, self.month))
        return frozenset(self.connection.execute(query).scalars())

    def entries(self, *kinds: str) -> tuple[EntryRow, ...]:
        """Those in use now, of `kinds` or of every kind that ends by itself."""
        e = t.entries.c
        joined = t.entries.outerjoin(t.units, t.units.c.id == e.unit_id).outerjoin(t.cases, t.cases.c.id == e.case_id)
        query = select(t.entries, t.units.c.code.label("unit"), t.cases.c.number).select_from(joined)
        which = e.kind.in_(kinds) if kinds else e.valid_until.is_not(None)
        query = query.where(e.site_id == self.site_id, e.state == "in_use", which)
        return tuple(_entry(row) for row in self.connection.execute(query.order_by(e.valid_until, e.id)))

    def opened_entries(self, *kinds: str) -> tuple[EntryRow, ...]:
        """Those of `kinds`, whatever has become of them."""
        e = t.entries.c
        joined = t.entries.outerjoin(t.units, t.units.c.id == e.unit_id).outerjoin(t.cases, t.cases.c.id == e.case_id)
        query = select(t.entries, t.units.c.code.label("unit"), t.cases.c.number).select_from(joined)
        query = query.where(e.site_id == self.site_id, e.kind.in_(kinds)).order_by(e.id)
        return tuple(_entry(row) for row in self.connection.execute(query))

    def waiting(self) -> tuple[WaitingRow, ...]:
        """Every task that waits now, the longest first."""
        k = t.tasks.c
        query = self._of_site(k.state.label("waits_in"), k.audience, k.opened_at.label("since"), k.due_at)
        query = query.join(t.tasks, k.case_id == t.cases.c.id).where(t.LIVE)
        return tuple(
            WaitingRow(
                self._case(row),
                row.waits_in,
                tuple(row.audience.split("+")),
                row.since,
                None if row.due_at == NEVER else row.due_at,
            )
            for row in self.connection.execute(query.order_by(k.opened_at, k.id))
        )

    def setting(self, procedure: str, code: str) -> Any:
        """What holds at the site now."""
        return site_settings(self.connection, self.site_id, PROCEDURES[procedure])[code]

    def people(self) -> dict[str, str]:
        """Login to name."""
        return {row.login: row.name for row in self.connection.execute(select(t.users.c.login, t.users.c.name))}

    def _of_site(self, *more: Any) -> Select[Any]:
        c = t.cases.c
        columns = (c.id, c.number, c.procedure, c.version, c.state, c.data, c.opened_at, c.closed_at)
        found = select(*columns, t.units.c.code.label("unit"), t.units.c.building, *more).select_from(t.cases)
        return found.join(t.units, t.units.c.id == c.unit_id, isouter=True).where(c.site_id == self.site_id)

    def _case(self, row: Any) -> CaseRow:
        procedure = self.office.catalogue.get(self.connection, row.procedure, row.version).procedure
        where = (row.state, row.unit, row.building, row.data)
        return CaseRow(row.id, row.number, procedure, *where, row.opened_at, row.closed_at)


def _within(column: ColumnElement[datetime], month: Month) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= month.begin, column < month.end


def _entry(row: Any) -> EntryRow:
    return EntryRow(row.kind, row.line, row.state, row.number, row.unit, row.facts, row.valid_until, row.opened_at)
