"""The cases behind a figure of the dashboard, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from flows.definition import Text
from flows.procedures.entry_kinds import ENTRY_KINDS
from flows.service.dashboard.counting import COMPLAINT, by_hand_or_seen, of_tasks
from flows.service.dashboard.looking import Scope, scope
from flows.service.dashboard.telling import PERMITS, state_words
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.pages import Page, key_of, page
from flows.service.reports.month import month_asked
from flows.service.reports.permits import SOON
from flows.storage import tables as t
from flows.storage.columns import NEVER

SHOWN = 50
WHATS = ("waiting", "ended", "stayed", "permits", "complaints")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figure. `how` of permits: in_force, soon, over. None: of all."""

    what: str
    post: str | None = None
    building: str | None = None
    procedure: str | None = None
    state: str | None = None
    kind: str | None = None
    category: str | None = None
    month: str | None = None
    how: str = "in_force"
    late: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """`number` None: entered by hand, for the unit. `until`: due, ended or valid until."""

    number: str | None
    unit: str | None
    what: Text
    state: Text
    since: datetime
    until: datetime | None


def behind(office: Office, login: str, site: str, asked: Asked, cursor: str | None, now: datetime) -> Page[Behind]:
    """The newest first. Raises NotFound, Forbidden, Invalid."""
    if asked.what not in WHATS:
        raise NotFound("没有这个数字", "There is no such figure")
    with office.read() as connection:
        seen = scope(office, connection, login, site, now)
        query, key = _query(connection, seen, asked)
        if cursor:
            query = query.where(key < int(key_of(cursor, int)[0]))
        rows = connection.execute(query.order_by(key.desc()).limit(SHOWN + 1)).all()
    return page(rows, SHOWN, lambda row: _behind(office, row), lambda row: (row.key,))


def _query(connection: Connection, seen: Scope, asked: Asked) -> tuple[Select[Any], Any]:
    if asked.what == "permits":
        return _permits(seen, asked), t.entries.c.id
    if asked.what == "waiting":
        return _waiting(seen, asked), t.cases.c.id
    return _of_span(connection, seen, asked), t.cases.c.id


def _columns(since: Any, until: Any, state: Any) -> tuple[Any, ...]:
    c = t.cases.c
    return (
        c.id.label("key"),
        c.number,
        c.procedure,
        t.units.c.code.label("unit"),
        state.label("state"),
        since.label("since"),
        until.label("until"),
    )


def _waiting(seen: Scope, asked: Asked) -> Select[Any]:
    k, c = t.tasks.c, t.cases.c
    query = of_tasks(seen, *_columns(k.opened_at, k.due_at, k.state))
    if asked.post is not None:
        query = query.where(k.audience.in_([a for a in seen.audiences if asked.post in a.split("+")]))
    if asked.building is not None:
        query = query.where(func.coalesce(t.units.c.building, "") == asked.building)
    if asked.procedure is not None:
        query = query.where(c.procedure == asked.procedure)
    if asked.state is not None:
        query = query.where(k.state == asked.state)
    return query.where(k.due_at < seen.now) if asked.late else query


def _of_span(connection: Connection, seen: Scope, asked: Asked) -> Select[Any]:
    c = t.cases.c
    joined = t.cases.outerjoin(t.units, t.units.c.id == c.unit_id)
    query = select(*_columns(c.opened_at, c.closed_at, c.state)).select_from(joined)
    procedure = COMPLAINT if asked.what == "complaints" else asked.procedure
    query = query.where(c.site_id == seen.site_id, c.procedure == procedure, c.procedure.in_(seen.procedures))
    if asked.what == "complaints":
        month = month_asked(asked.month, seen.now, seen.zone)
        query = query.where(c.opened_at >= month.begin, c.opened_at < month.end)
        category = func.coalesce(c.data["category"].as_string(), "")
        return query.where(category == asked.category) if asked.category is not None else query
    query = query.where(c.opened_at >= seen.since)
    if asked.what == "ended":
        return query.where(c.closed_at.is_not(None))
    return query.where(_was_in(connection, asked.state or ""))


def _was_in(connection: Connection, state: str) -> Any:
    h = t.history.c
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import JSONB

        target = h.content.cast(JSONB)["target"].as_string()
    else:
        target = func.json_extract(h.content, "$.target")
    return exists().where(h.case_id == t.cases.c.id, target == state)


def _permits(seen: Scope, asked: Asked) -> Select[Any]:
    e = t.entries.c
    if asked.how not in ("in_force", "soon", "over"):
        raise Invalid.field("how", "没有这一栏", "is no column of this table")
    if asked.kind not in PERMITS:
        raise Invalid.field("kind", "不是证件", "is no kind of permit")
    joined = t.entries.outerjoin(t.cases, t.cases.c.id == e.case_id).outerjoin(t.units, t.units.c.id == e.unit_id)
    columns = (e.id.label("key"), t.cases.c.number, e.kind, t.units.c.code.label("unit"))
    query = select(*columns, e.opened_at.label("since"), e.valid_until.label("until")).select_from(joined)
    query = query.where(e.site_id == seen.site_id, e.kind == asked.kind, e.state == "in_use", by_hand_or_seen(seen))
    if asked.how == "over":
        return query.where(e.valid_until < seen.now)
    query = query.where(e.valid_until >= seen.now)
    return query.where(e.valid_until < seen.now + SOON) if asked.how == "soon" else query


def _behind(office: Office, row: Any) -> Behind:
    until = None if row.until == NEVER else row.until
    if hasattr(row, "kind"):
        label = ENTRY_KINDS.get(row.kind, Text(row.kind, row.kind))
        return Behind(row.number, row.unit, label, Text("在用", "In use"), row.since, until)
    procedure = office.catalogue.current[row.procedure].procedure
    what, state = Text(procedure.zh, procedure.en), state_words(procedure, row.state)
    return Behind(row.number, row.unit, what, state, row.since, until)
