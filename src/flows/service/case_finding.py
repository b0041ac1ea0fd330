"""Which cases a page of the list holds: a run along one index, however many cases there are.

A list of one site, procedure or unit runs along an index that begins with it, by the case's id, the newest first; for
somebody at several sites, one run for each. What no index holds (a state, a deadline that has passed: both would be
written with every event) is asked of the newest `EXAMINED` cases only, and the page leads on to those before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from flows.service import pages
from flows.service.errors import Invalid
from flows.service.pages import key_of, merged
from flows.service.rights import Rights
from flows.service.staff_matters import readable
from flows.storage.case_texts import finding
from flows.storage.tables import cases, deadlines, units

LONGEST_SEARCH = 100  # characters; no number, unit or name is longer
EXAMINED = 2_000  # cases read for one page when no index tells which fit: some milliseconds
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
    conditions = [readable(rights), *_apart(which, now)]
    if which.q.strip():
        unit_ids = _unit_ids(connection, which.unit, site_ids)
        query = _searched(connection, which, site_ids, unit_ids, behind)
        return _page(connection, query.where(*conditions) if query is not None else None, limit)
    runs = _runs(connection, which, site_ids)
    if not _apart(which, now):
        query = _newest([(*run, *conditions) for run in runs], behind, limit + 1)
        return _page(connection, query, limit)
    examined = _newest(runs, behind, EXAMINED)
    return _sparse(connection, examined, conditions, limit) if examined is not None else Found((), None)


def _page(connection: Connection, query: Select[Any] | None, limit: int) -> Found:
    ids = tuple(connection.execute(query.limit(limit + 1)).scalars()) if query is not None else ()
    return Found(ids[:limit], ids[limit - 1] if len(ids) > limit else None)


def _sparse(connection: Connection, examined: Select[Any], conditions: Sequence[Any], limit: int) -> Found:
    newest = examined.subquery()
    fitting = select(C.id).join(newest, newest.c.id == C.id).where(*conditions).order_by(C.id.desc())
    found = _page(connection, fitting, limit)
    if found.after is not None:
        return found
    last = connection.execute(examined.offset(EXAMINED - 1).limit(1)).scalar_one_or_none()
    return Found(found.ids, last)


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


def _runs(connection: Connection, which: CasesWanted, site_ids: list[int]) -> list[Run]:
    """The conditions of each run along an index."""
    declared: Run = (C.procedure == which.procedure,) if which.procedure is not None else ()
    unit_ids = _unit_ids(connection, which.unit, site_ids)
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


def _searched(
    connection: Connection, which: CasesWanted, site_ids: list[int], unit_ids: list[int] | None, behind: int | None
) -> Select[Any] | None:
    """The index of texts gives them by their id."""
    found = finding(which.q, site_ids, connection.dialect.name)
    if found is None:
        return None
    query = found.of(select(C.id)).where(C.site_id.in_(site_ids)).order_by(found.key.desc())
    if behind is not None:
        query = query.where(found.key < behind)
    if which.procedure is not None:
        query = query.where(C.procedure == which.procedure)
    return query.where(C.unit_id.in_(unit_ids)) if unit_ids is not None else query
