"""Which cases a page of the list holds: a run along one index, however many cases there are.

A list of one site, procedure or unit runs along an index that begins with it, by the case's id, the newest first; for
somebody at several sites, one run for each. What no index holds (a state, a deadline that has passed: both would be
written with every event) is asked of the newest `EXAMINED` cases only, and the page leads on to those before them.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, case, exists, func, or_, select, union_all

from flows.service import pages
from flows.service.errors import Invalid
from flows.service.pages import key_of, merged
from flows.service.rights import Rights
from flows.service.staff_matters import readable
from flows.storage.case_texts import Finding, finding
from flows.storage.tables import cases, deadlines, units

LONGEST_SEARCH = 100  # characters; no number, unit or name is longer
EXAMINED = 2_000  # cases read for one page when no index tells which fit: some milliseconds
NEAR = 500  # the newest, whose texts are looked at before the index of words is asked: four milliseconds
C = cases.c


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """Which cases; `q` is what they are searched by."""

    procedure: str | None = None
    state: str | None = None
    site: str | None = None
    unit: str | None = None
    q: str = ""
    overdue: bool = False
    cursor: str | None = None
    limit: int = 50


EVERY = CasesWanted()


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the page, the newest first. `after` is the last id that was looked at when there may be more."""

    ids: tuple[int, ...]
    after: int | None


def find(connection: Connection, rights: Rights, which: CasesWanted, now: datetime, limit: int) -> Found:
    """Raises NotFound for a site where the asker holds no post, Invalid for a cursor of another list."""
    site_ids = rights.site_ids(which.site)
    behind = int(key_of(which.cursor, int)[0]) if which.cursor else None
    if len(which.q) > LONGEST_SEARCH:
        zh, en = f"最多 {LONGEST_SEARCH} 个字", f"takes at most {LONGEST_SEARCH} characters"
        raise Invalid.field("q", zh, en)
    unit_ids = _unit_ids(connection, which.unit, site_ids)
    runs, apart = _runs(which, site_ids, unit_ids), _apart(which, now)
    if which.q.strip():
        finds = finding(which.q, site_ids, connection.dialect.name)
        if finds is None or not runs:
            return Found((), None)
        here = (readable(rights), C.site_id.in_(site_ids))
        search = _rarest_last if connection.dialect.name == "postgresql" else _in_order
        return search(connection, Asked(finds, runs, here, _narrowed(which, unit_ids), apart, behind, limit))
    if not apart:
        query = _newest([(*run, readable(rights)) for run in runs], behind, limit + 1)
        return _page(connection, query, limit)
    examined = _newest(runs, behind, EXAMINED)
    return _sparse(connection, examined, (readable(rights), *apart), limit)


def _page(connection: Connection, query: Select[Any] | None, limit: int) -> Found:
    return _cut(list(connection.execute(query.limit(limit + 1)).scalars()) if query is not None else [], limit)


def _cut(ids: list[int], limit: int) -> Found:
    """`ids` were asked for with one more than `limit`."""
    return Found(tuple(ids[:limit]), ids[limit - 1] if len(ids) > limit else None)


def _sparse(connection: Connection, examined: Select[Any] | None, conditions: Conditions, limit: int) -> Found:
    """Those of `examined`, `EXAMINED` ids at the most, that fit."""
    if examined is None:
        return Found((), None)
    newest = examined.subquery()
    fitting = select(C.id).join(newest, newest.c.id == C.id).where(*conditions).order_by(C.id.desc())
    found = _page(connection, fitting, limit)
    if found.after is not None:
        return found
    last = connection.execute(examined.offset(EXAMINED - 1).limit(1)).scalar_one_or_none()
    return Found(found.ids, last)


Conditions = Sequence[ColumnElement[bool]]


def _apart(which: CasesWanted, now: datetime) -> list[ColumnElement[bool]]:
    """What no index of the cases holds."""
    found = [C.state == which.state] if which.state is not None else []
    if which.overdue:
        found.append(exists().where(deadlines.c.case_id == C.id, passed_unkept(now)))
    return found


def passed_unkept(now: datetime) -> ColumnElement[bool]:
    d = deadlines.c
    running = and_(d.closed_at.is_(None), d.due_at < now)
    return or_(running, d.closed_at > d.due_at)


Run = tuple[ColumnElement[bool], ...]


def _runs(which: CasesWanted, site_ids: list[int], unit_ids: list[int] | None) -> list[Run]:
    """The conditions of each run along an index."""
    declared: Run = (C.procedure == which.procedure,) if which.procedure is not None else ()
    if unit_ids is not None:
        return [(C.unit_id == unit, *declared) for unit in unit_ids]
    if len(site_ids) > pages.RUNS:
        return [(C.site_id.in_(site_ids), *declared)]
    return [(C.site_id == site, *declared) for site in site_ids]


def _unit_ids(connection: Connection, code: str | None, site_ids: list[int]) -> list[int] | None:
    if code is None:
        return None
    query = select(units.c.id).where(units.c.code == code, units.c.site_id.in_(site_ids)).order_by(units.c.id)
    return list(connection.execute(query).scalars())


def _newest(runs: Sequence[Run], behind: int | None, most: int) -> Select[Any] | None:
    """The ids of the newest of all runs together."""
    before = (C.id < behind,) if behind is not None else ()
    tops = [select(C.id).where(*run, *before).order_by(C.id.desc()) for run in runs]
    return merged(tops, ("id",), most, newest_first=True) if tops else None


def _narrowed(which: CasesWanted, unit_ids: list[int] | None) -> list[ColumnElement[bool]]:
    found = [C.procedure == which.procedure] if which.procedure is not None else []
    return [*found, C.unit_id.in_(unit_ids)] if unit_ids is not None else found


@dataclass(frozen=True, slots=True)
class Asked:
    """A search by words. `here`: what the asker may read; `narrowed`: what else was asked for; `apart`: what no index holds,
    asked of the newest `EXAMINED` hits alone, for a state that none has would else be asked of all there ever were."""

    finds: Finding
    runs: Sequence[Run]
    here: Conditions
    narrowed: Conditions
    apart: Conditions
    behind: int | None
    limit: int


def _in_order(connection: Connection, asked: Asked) -> Found:
    """Where the index of words gives them in the order of the list, one after the other."""
    finds, before = asked.finds, () if asked.behind is None else (asked.finds.key < asked.behind,)
    if asked.apart:
        # Of the texts alone: beside their cases the planner might go through these instead, and read all there are.
        hits = select(finds.key.label("id")).where(finds.matches, *finds.held, *before).order_by(finds.key.desc())
        return _sparse(connection, hits.limit(EXAMINED), (*asked.here, *asked.narrowed, *asked.apart), asked.limit)
    query = finds.of(select(C.id)).where(*asked.here, *asked.narrowed, *before)
    return _page(connection, query.order_by(finds.key.desc()), asked.limit)


def _rarest_last(connection: Connection, asked: Asked) -> Found:
    """What is common fills the page from the newest `NEAR` cases alone. What doesn't is rarer, and is gathered by the index
    of words, which has no order, from ever more cases: the rarer, the more, so that never many are gathered."""
    looked_at, limit = _newest(asked.runs, asked.behind, NEAR), asked.limit
    if looked_at is None:
        return Found((), None)
    conditions = (*asked.here, *asked.narrowed)
    newest = looked_at.subquery()
    near = select(C.id).join(newest, newest.c.id == C.id).where(asked.finds.looked_at(), *conditions)
    near = near.order_by(C.id.desc()).limit(limit + 1)
    found = select(func.array(near.scalar_subquery()).label("ids")).cte("near")
    ids, last = found.prefix_with("MATERIALIZED").c.ids, looked_at.offset(NEAR - 1).limit(1).scalar_subquery()
    first, before = connection.execute(select(ids, case((func.cardinality(ids) <= limit, last)))).one()
    if asked.apart and len(first) > limit:
        examined = _newest(asked.runs, asked.behind, EXAMINED)
        return _sparse(connection, examined, (asked.finds.looked_at(), *conditions, *asked.apart), limit)
    if before is not None and before > 1:  # the page isn't full, and there are more
        shown, most = limit + 1 - len(first), max(EXAMINED if asked.apart else 0, limit + 1)
        first += connection.execute(_by_windows(asked.finds, conditions, before, shown, most - len(first))).scalars()
    return _fitting(connection, first, asked.apart, limit) if asked.apart else _cut(first, limit)


def _fitting(connection: Connection, hits: list[int], apart: Conditions, limit: int) -> Found:
    """Of some hits; there may be more behind them where they are more than a page."""
    found = _page(connection, select(C.id).where(C.id.in_(hits), *apart).order_by(C.id.desc()), limit)
    if found.after is not None or len(hits) <= limit:
        return found
    return Found(found.ids, hits[-1])


def _by_windows(finds: Finding, conditions: Conditions, before: int, enough: int, most: int) -> Select[Any]:
    """In one statement, `most` at the most: a window is looked into where those before it had less than `enough`. Its hits are
    gathered first, for the planner would rather read texts until it has a page, not knowing how rare a word is, and may read
    them all; and put in order before the cases are asked, so that those of one page alone are."""
    parts = list[CTE]()
    for number, window in enumerate(finds.windows(before)):
        had = [select(func.count()).select_from(part).scalar_subquery() for part in parts]
        gate = [functools.reduce(operator.add, had) < enough] if had else []
        hits = window.where(*gate).cte(f"hits{number}").prefix_with("MATERIALIZED")
        ordered = select(hits.c.id).order_by(hits.c.id.desc()).subquery(f"ordered{number}")
        part = select(ordered.c.id).join(cases, C.id == ordered.c.id).where(*conditions)
        part = part.order_by(ordered.c.id.desc()).limit(most)
        parts.append(part.cte(f"part{number}").prefix_with("MATERIALIZED"))
    every = union_all(*(select(part.c.id) for part in parts)).subquery("every")
    return select(every.c.id).order_by(every.c.id.desc()).limit(most)
