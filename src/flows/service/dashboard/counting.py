"""What the dashboard counts, in the database: a few rows come out, however many cases there are.

Tasks that wait stand in an index of their own; cases of a span of days are found by procedure and day; what stood how
long is read from the history of those. Medians are taken by numbering the rows, since SQLite knows no other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    case,
    func,
    literal,
    null,
    select,
    text,
    union_all,
)
from sqlalchemy import cast as as_type

from flows.service.dashboard.looking import Scope
from flows.storage import tables as t
from flows.storage.columns import Moment

COMPLAINT = "complaint"
SECONDS = {
    "postgresql": "EXTRACT(EPOCH FROM ({end} - {begin}))",
    "sqlite": "(julianday({end}) - julianday({begin})) * 86400.0",
}
SAYS = {"postgresql": "CAST(h.content AS jsonb) ->> '{name}'", "sqlite": "json_extract(h.content, '$.{name}')"}
IN_SPAN = "c.site_id = :site AND c.procedure IN :procedures AND c.opened_at >= :since"
# The one in the middle, or the two: of three the second, of four the second and the third.
MEDIAN = """SELECT place, step, avg(seconds) AS middle, max(many) AS many FROM (
  SELECT place, step, seconds, count(*) OVER (PARTITION BY place, step) AS many,
    row_number() OVER (PARTITION BY place, step ORDER BY seconds) AS turn
  FROM ({spans}) AS spans WHERE seconds IS NOT NULL) AS ranked
WHERE turn * 2 BETWEEN many AND many + 2 GROUP BY place, step"""
WHOLE = f"SELECT c.procedure AS place, '' AS step, {{took}} AS seconds FROM cases c WHERE {IN_SPAN} AND c.closed_at IS NOT NULL"  # noqa: S608  # constants alone
STAYS = f"""SELECT place, step, {{took}} AS seconds FROM (
  SELECT c.procedure AS place, {{target}} AS step, h.at AS come_at,
    lead(h.at) OVER (PARTITION BY h.case_id ORDER BY h.seq) AS gone_at
  FROM cases c JOIN history h ON h.case_id = c.id
  WHERE {IN_SPAN} AND {{target}} IS NOT NULL AND ({{source}} IS NULL OR {{source}} <> {{target}})) AS moves"""  # noqa: S608  # constants alone


def waiting(connection: Connection, seen: Scope, *by: Any) -> Sequence[Any]:
    """Tasks that wait now, by these columns of tasks, cases and units: `waits` of them, `late` of those overdue."""
    k = t.tasks.c
    late = func.sum(case((k.due_at < seen.now, 1), else_=0)).label("late")
    query = of_tasks(seen, *by, func.count().label("waits"), late).group_by(*by)
    return connection.execute(query).all()


def of_tasks(seen: Scope, *columns: Any) -> Select[Any]:
    k, c = t.tasks.c, t.cases.c
    joined = t.tasks.join(t.cases, c.id == k.case_id).outerjoin(t.units, t.units.c.id == c.unit_id)
    here = (k.site_id == seen.site_id) & k.audience.in_(seen.audiences) & c.procedure.in_(seen.procedures)
    return select(*columns).select_from(joined).where(here, t.LIVE)


def took(connection: Connection, seen: Scope) -> Sequence[Any]:
    """Of each procedure (`place`): how many of the span's cases have ended, and the seconds that the middle one took."""
    spans = WHOLE.format(took=_seconds(connection, "c.opened_at", "c.closed_at"))
    return _medians(connection, spans, seen, seen.procedures)


def stays(connection: Connection, seen: Scope, procedure: str) -> Sequence[Any]:
    """Of each state (`step`): how many stays in it have ended, and the seconds that the middle one lasted."""
    says = SAYS[connection.dialect.name]
    spans = STAYS.format(
        took=_seconds(connection, "come_at", "gone_at"),
        target=says.format(name="target"),
        source=says.format(name="source"),
    )
    return _medians(connection, spans, seen, (procedure,))


def _seconds(connection: Connection, begin: str, end: str) -> str:
    return SECONDS[connection.dialect.name].format(begin=begin, end=end)


def _medians(connection: Connection, spans: str, seen: Scope, procedures: Sequence[str]) -> Sequence[Any]:
    query = text(MEDIAN.format(spans=spans)).bindparams(
        bindparam("procedures", expanding=True, type_=String()), bindparam("since", type_=Moment())
    )
    given = {"site": seen.site_id, "procedures": list(procedures), "since": seen.since}
    return connection.execute(query, given).all()


def permits_and_complaints(
    connection: Connection, seen: Scope, kinds: Sequence[str], soon: datetime, months: Sequence[datetime]
) -> Sequence[Any]:
    """In one statement. Permits (`what`): by kind (`key`) those in force, soon to run out, and run out and not closed.
    Complaints: by category and month (its place among `months`, the first moments of each), how many came in."""
    both = [_permits(seen, kinds, soon)]
    if COMPLAINT in seen.procedures:
        both.append(_complaints(months, seen))
    return connection.execute(union_all(*both)).all()


def _permits(seen: Scope, kinds: Sequence[str], soon: datetime) -> Select[Any]:
    e = t.entries.c
    over, running_out = e.valid_until < seen.now, (e.valid_until >= seen.now) & (e.valid_until < soon)
    counts = [func.sum(case((which, 1), else_=0)) for which in (~over, running_out, over)]
    first = (literal("permits").label("what"), e.kind.label("key"), as_type(null(), Integer).label("month"))
    here = (e.site_id == seen.site_id) & e.kind.in_(kinds) & (e.state == "in_use") & e.valid_until.is_not(None)
    labels = [count.label(name) for count, name in zip(counts, ("many", "soon", "over"), strict=True)]
    joined = t.entries.outerjoin(t.cases, t.cases.c.id == e.case_id)
    return select(*first, *labels).select_from(joined).where(here, by_hand_or_seen(seen)).group_by(e.kind)


def by_hand_or_seen(seen: Scope) -> Any:
    """Of entries joined to their cases: those that no case made, or one of a procedure that may be seen."""
    return t.entries.c.case_id.is_(None) | t.cases.c.procedure.in_(seen.procedures)


def _complaints(months: Sequence[datetime], seen: Scope) -> Select[Any]:
    c = t.cases.c
    category = func.coalesce(c.data["category"].as_string(), "").label("key")
    # The last month that has begun by then.
    month = case(*((c.opened_at >= begin, at) for at, begin in reversed(list(enumerate(months)))), else_=0)
    here = (c.site_id == seen.site_id) & (c.procedure == COMPLAINT) & (c.opened_at >= months[0])
    inner = select(category, month.label("month")).where(here).subquery()
    nothing = [literal(0).label(name) for name in ("soon", "over")]
    counted = (literal("complaints").label("what"), inner.c.key, inner.c.month, func.count().label("many"), *nothing)
    return select(*counted).group_by(inner.c.key, inner.c.month)
