"""What lies beside cases goes when its time is over: drafts, comments, notices, messages, answers, sign-ins, and what was
somebody's own who has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, exists, select, tuple_

from flows.procedures.retention import RECORDS, Span
from flows.procedures.retention_beside import BESIDE
from flows.service import sent_forms, tallies
from flows.service.office import Office
from flows.service.privacy.due import cutoffs, disputed, held, over
from flows.storage import tables as t

ROWS = 500  # of each kind in one round
C = t.cases.c


def sweep(office: Office, now: datetime) -> int:
    """One round, each kind in a transaction of its own; how many rows went. What is done twice finds nothing."""
    done = 0
    for clear in (_drafts, _comments, _notices, _messages, _answers, _sessions, _own, _forms):
        with office.transaction() as connection:
            done += sum(_removed(connection, table, which) for table, which in clear(connection, now))
    return done


Which = Iterator[tuple[Table, Any]]


def _removed(connection: Connection, table: Table, which: Any) -> int:
    """`which`: a query of the table's keys."""
    key = tuple_(*table.primary_key.columns)
    return int(connection.execute(delete(table).where(key.in_(which.limit(ROWS)))).rowcount)


def _span(kind: str) -> Span:
    kept = BESIDE[kind]
    return Span(kept.setting, kept.ground.zh, kept.ground.en)


def _drafts(connection: Connection, now: datetime) -> Which:
    d = t.drafts.c
    for sites, cutoff in cutoffs(connection, _span("drafts"), now, d.site_id):
        yield t.drafts, select(d.login, d.case_id, d.event).where(sites, d.at < cutoff)


def _comments(connection: Connection, now: datetime) -> Which:
    c = t.comments.c
    for sites, cutoff in cutoffs(connection, RECORDS, now, c.site_id):
        of_cases = select(c.id).join(t.cases, C.id == c.case_id).where(sites, c.at <= cutoff)
        yield t.comments, of_cases.where(over(cutoff), ~held(), ~disputed())


def _notices(connection: Connection, now: datetime) -> Which:
    n = t.notices.c
    for sites, cutoff in cutoffs(connection, _span("notices"), now, n.site_id):
        of_cases = select(n.id).join(t.cases, C.id == n.case_id).where(sites, n.at <= cutoff, C.closed_at <= cutoff)
        yield t.notices, of_cases.where(n.posted_at.is_not(None))


def _messages(connection: Connection, now: datetime) -> Which:
    d = t.deliveries.c
    for sites, cutoff in cutoffs(connection, _span("messages"), now, d.site_id):
        yield t.deliveries, select(d.id).where(sites, d.at <= cutoff, d.state != "waiting")


def _answers(connection: Connection, now: datetime) -> Which:
    r = t.requests.c
    for sites, cutoff in cutoffs(connection, _span("answers"), now, C.site_id):
        yield t.requests, select(r.login, r.key).join(t.cases, C.id == r.case_id).where(sites, r.at <= cutoff)


def _sessions(connection: Connection, now: datetime) -> Which:
    """Somebody may work at several sites: the longest term of any counts."""
    s = t.sessions.c
    longest = min(cutoff for _, cutoff in cutoffs(connection, _span("sessions"), now))
    yield t.sessions, select(s.id).where(s.expires_at <= longest)


def _own(_connection: Connection, _now: datetime) -> Which:
    """Of people who are deactivated and were not signed in for as long as sign-ins are kept. What they share with a site
    stays."""
    u = t.users.c
    left = and_(~u.active, ~exists().where(t.sessions.c.user_id == u.id))
    people, numbers = select(u.login).where(left), select(u.id).where(left)
    f = t.saved_filters.c
    yield t.saved_filters, select(f.id).where(f.site_id.is_(None), f.login.in_(people))
    for table in (t.watches, t.preferences, t.wishes):
        yield table, select(*table.primary_key.columns).where(table.c.login.in_(people))
    for table in (t.second_factors, t.recovery_codes):
        yield table, select(*table.primary_key.columns).where(table.c.user_id.in_(numbers))


def _forms(_connection: Connection, now: datetime) -> Which:
    s, c = t.sent_forms.c, t.tallies.c
    yield t.sent_forms, select(s.form).where(s.at < now - sent_forms.KEPT)
    yield t.tallies, select(c.subject).where(c.since < now - tallies.KEPT)
