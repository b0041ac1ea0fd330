"""Which papers of which cases have served their purpose.

Counted from when the case was closed, or from the end of what it put on a register if that is later. Kept however old: while
the director holds them, and while a complaint about the same unit or person is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from flows.procedures.ladder import OFFICE, OFFICE_SETTINGS
from flows.procedures.retention import ID_COPIES, RECORDS, Span, lasting
from flows.storage.tables import cases, documents, entries, history, settings

HOLD, LIFT = "hold_papers", "release_papers"
COMPLAINT = "complaint"
SPANS = (ID_COPIES, RECORDS)


def held() -> ColumnElement[bool]:
    """Of a case: somebody said so, and nobody has taken it back since."""
    said, since = history.alias("said"), history.alias("since")
    back = exists().where(since.c.case_id == cases.c.id, since.c.event == LIFT, since.c.seq > said.c.seq)
    return exists().where(said.c.case_id == cases.c.id, said.c.event == HOLD, ~back)


def disputed() -> ColumnElement[bool]:
    """Of a case: a complaint about its unit, or from its applicant, is open."""
    other = cases.alias("other")
    same = or_(other.c.unit_id == cases.c.unit_id, other.c.applicant_id == cases.c.applicant_id)
    return exists().where(
        other.c.site_id == cases.c.site_id, other.c.procedure == COMPLAINT, other.c.closed_at.is_(None), same
    )


def over(cutoff: datetime) -> ColumnElement[bool]:
    """Of a case: it was closed before `cutoff`, and what it put on a register was over by then."""
    e = entries.c
    lives = and_(e.state == "in_use", e.valid_until > cutoff)
    recent = and_(e.state != "in_use", e.changed_at > cutoff)
    return and_(cases.c.closed_at <= cutoff, ~exists().where(e.case_id == cases.c.id, or_(lives, recent)))


def length(span: Span, value: int) -> timedelta:
    """Years of 366 days: a day too long rather than too short."""
    return timedelta(days=value if OFFICE_SETTINGS[span.setting].unit == "days" else value * 366)


def cutoffs(
    connection: Connection, span: Span, now: datetime, site_id: ColumnElement[int] = cases.c.site_id
) -> Iterator[tuple[ColumnElement[bool], datetime]]:
    """For which sites' rows which moment counts: those with a value of their own, and all others. `site_id`: the column that
    says whose a row is."""
    s = settings.c
    query = select(s.site_id, s.value).where(s.procedure == OFFICE, s.code == span.setting)
    own: dict[int, list[int]] = {}
    for row in connection.execute(query):
        own.setdefault(int(row.value), []).append(row.site_id)
    for value, sites in own.items():
        yield site_id.in_(sites), now - length(span, value)
    others = site_id.not_in([site for sites in own.values() for site in sites])
    yield others, now - length(span, OFFICE_SETTINGS[span.setting].default)


def due_papers(connection: Connection, now: datetime, limit: int, case_id: int | None = None) -> list[Any]:
    """Rows of papers, those of one case together; of at most so many papers."""
    found: list[Any] = []
    for span in SPANS:
        for sites, cutoff in cutoffs(connection, span, now):
            if len(found) < limit:
                found += connection.execute(_query(lasting(span), sites, cutoff, case_id).limit(limit - len(found)))
    return found


def _query(kinds: Sequence[str], sites: ColumnElement[bool], cutoff: datetime, case_id: int | None) -> Any:
    d = documents.c
    still = (d.kind.in_(kinds), d.removed_at.is_(None), d.added_at <= cutoff)
    query = (
        select(d.id, d.case_id, d.kind, d.sha256, cases.c.number, cases.c.closed_at)
        .join(cases, cases.c.id == d.case_id)
        .where(*still, sites, over(cutoff), ~held(), ~disputed())
        .order_by(d.case_id, d.id)
    )
    return query if case_id is None else query.where(d.case_id == case_id)
