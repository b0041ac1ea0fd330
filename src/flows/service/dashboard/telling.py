"""The dashboard of a site: what waits and is overdue, how long procedures take, permits in force, complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flows.definition import Procedure, Text
from flows.drawing.heat import Heat, heated
from flows.procedures.entry_kinds import ENTRY_KINDS
from flows.service.dashboard.counting import COMPLAINT, permits_and_complaints, stays, took, waiting
from flows.service.dashboard.looking import Scope, scope
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.reports.complaints import UNKNOWN
from flows.service.reports.month import Month, month_of
from flows.service.reports.permits import SOON
from flows.service.vocabulary import post_name
from flows.storage import tables as t

MONTHS = 12
LEVELS = 4  # shades of the heat
# What somebody carries or shows. Other entries run out too (a duty, a thing on a slip), and permit nothing.
PERMITS = ("hot_work_permit", "renovation_period", "worker_pass", "additional_works", "release_slip")
NO_UNIT = Text("无房号", "No unit")


@dataclass(frozen=True, slots=True)
class Waits:
    """`key` names the line: a post, a building, a state."""

    key: str
    label: Text
    many: int
    late: int


@dataclass(frozen=True, slots=True)
class Pace:
    """A procedure. `ended` of the cases begun in the span, the middle one in `median` seconds; `slowest`: where most wait now."""

    procedure: Procedure
    many: int
    late: int
    ended: int
    median: float | None
    slowest: Waits | None


@dataclass(frozen=True, slots=True)
class Permits:
    kind: str
    label: Text
    in_force: int
    soon: int
    over: int


@dataclass(frozen=True, slots=True)
class Complaints:
    """`counts`: by category and place among `months`, the oldest first."""

    months: tuple[Month, ...]
    categories: tuple[tuple[str, Text], ...]
    counts: Mapping[tuple[str, int], int]

    def in_month(self, at: int) -> int:
        return sum(self.counts.get((code, at), 0) for code, _ in self.categories)


@dataclass(frozen=True, slots=True)
class Dashboard:
    posts: tuple[Waits, ...]
    buildings: tuple[Waits, ...]
    paces: tuple[Pace, ...]
    permits: tuple[Permits, ...]
    complaints: Complaints | None
    days: int


@dataclass(frozen=True, slots=True)
class Stay:
    """A state of a procedure: what stands in it now, and how long the middle one of `ended` stays lasted, in seconds."""

    waits: Waits
    ended: int
    median: float | None


@dataclass(frozen=True, slots=True)
class PaceOfStates:
    procedure: Procedure
    stays: tuple[Stay, ...]
    days: int
    picture: str


def dashboard(office: Office, login: str, site: str, now: datetime) -> Dashboard:
    """Raises NotFound, Forbidden."""
    columns = (t.tasks.c.audience, t.units.c.building, t.cases.c.procedure, t.tasks.c.state)
    with office.read() as connection:
        seen = scope(office, connection, login, site, now)
        rows, ends = waiting(connection, seen, *columns), took(connection, seen)
        months = _months(seen)
        begins = [month.begin for month in months]
        others = permits_and_complaints(connection, seen, PERMITS, now + SOON, begins)
    return Dashboard(
        posts=grouped(rows, lambda r: [(post, post_name(post)) for post in r.audience.split("+")]),
        buildings=grouped(rows, lambda r: [(r.building or "", building_words(r.building))]),
        paces=_paces(office, seen, rows, ends),
        permits=tuple(
            Permits(r.key, ENTRY_KINDS[r.key], int(r.many), int(r.soon), int(r.over))
            for r in others
            if r.what == "permits"
        ),
        complaints=_complaints(office, seen, months, [r for r in others if r.what == "complaints"]),
        days=seen.days,
    )


def building_words(code: str | None) -> Text:
    return Text(code, code) if code else NO_UNIT


def grouped(rows: Iterable[Any], named: Callable[[Any], list[tuple[str, Text]]]) -> tuple[Waits, ...]:
    """The most overdue first, then the most. What two posts may do waits for both."""
    found: dict[str, Waits] = {}
    for row in rows:
        for key, label in named(row):
            before = found.get(key, Waits(key, label, 0, 0))
            found[key] = replace(before, many=before.many + row.waits, late=before.late + int(row.late))
    return tuple(sorted(found.values(), key=lambda one: (-one.late, -one.many, one.key)))


def _months(seen: Scope) -> tuple[Month, ...]:
    found = [month_of(seen.now, seen.zone)]
    while len(found) < MONTHS:
        found.append(found[-1].before)
    return tuple(reversed(found))


def _paces(office: Office, seen: Scope, rows: Sequence[Any], ends: Iterable[Any]) -> tuple[Pace, ...]:
    """Those that have anything to tell, the most waiting first."""
    middles = {row.place: row for row in ends}
    found = []
    for key in seen.procedures:
        own, middle = [row for row in rows if row.procedure == key], middles.get(key)
        if own or middle:
            found.append(_pace(office.catalogue.current[key].procedure, own, middle))
    return tuple(sorted(found, key=lambda pace: -pace.many))


def _pace(procedure: Procedure, rows: Sequence[Any], middle: Any) -> Pace:
    states = grouped(rows, lambda row: [(row.state, state_words(procedure, row.state))])
    many, late = sum(one.many for one in states), sum(one.late for one in states)
    ended, median = (int(middle.many), float(middle.middle)) if middle else (0, None)
    return Pace(procedure, many, late, ended, median, max(states, key=lambda one: one.many, default=None))


def state_words(procedure: Procedure, code: str) -> Text:
    """The code itself for a state that only an older version has."""
    found = next((state for state in procedure.states if state.code == code), None)
    return Text(found.zh, found.en) if found else Text(code, code)


def _complaints(office: Office, seen: Scope, months: tuple[Month, ...], rows: Sequence[Any]) -> Complaints | None:
    if COMPLAINT not in seen.procedures:
        return None
    field = office.catalogue.current[COMPLAINT].procedure.fields().get("category")
    words = {choice.code: Text(choice.zh, choice.en) for choice in (field.choices if field else ())}
    words |= {row.key: UNKNOWN if row.key == "" else Text(row.key, row.key) for row in rows if row.key not in words}
    return Complaints(months, tuple(words.items()), {(row.key, row.month): row.many for row in rows})


def states_of(office: Office, login: str, site: str, procedure: str, lang: str, now: datetime) -> PaceOfStates:
    """One procedure by its states, and its picture with them. Raises NotFound, Forbidden."""
    with office.read() as connection:
        seen = scope(office, connection, login, site, now)
        if procedure not in seen.procedures:
            raise NotFound("没有这个流程", "There is no such procedure")
        declared = office.catalogue.current[procedure].procedure
        own = replace(seen, procedures=(procedure,))
        rows = {row.state: row for row in waiting(connection, own, t.tasks.c.state)}
        middles = {row.step: row for row in stays(connection, seen, procedure)}
        picture = office.catalogue.picture(connection, procedure, declared.version, lang)
    codes = dict.fromkeys([*(state.code for state in declared.states if state.by), *rows, *middles])
    found = tuple(_stay(declared, code, rows.get(code), middles.get(code)) for code in codes)
    return PaceOfStates(declared, found, seen.days, heated(picture, _heat(found, lang)))


def _stay(declared: Procedure, code: str, row: Any, middle: Any) -> Stay:
    waits = Waits(code, state_words(declared, code), row.waits if row else 0, int(row.late) if row else 0)
    return Stay(waits, int(middle.many) if middle else 0, float(middle.middle) if middle else None)


def _heat(found: Iterable[Stay], lang: str) -> dict[str, Heat]:
    """The longer the middle stay is beside the longest of them, the hotter."""
    told = [stay for stay in found if stay.waits.many or stay.median is not None]
    longest = max((stay.median or 0.0 for stay in told), default=0.0) or 1.0
    return {stay.waits.key: Heat(_level(stay.median, longest), _badge(stay).in_(lang)) for stay in told}


def _level(median: float | None, longest: float) -> int:
    return 0 if median is None else min(LEVELS, 1 + int(LEVELS * median / longest * 0.999))


def _badge(stay: Stay) -> Text:
    span = span_words(stay.median)
    return Text(f"{stay.waits.many} 件 · {span.zh}", f"{stay.waits.many} · {span.en}")


def span_words(seconds: float | None) -> Text:
    """As people say it: minutes, hours or days."""
    if seconds is None:
        return Text("—", "—")
    if round(seconds / 60) < 60:
        return Text(f"{round(seconds / 60)} 分钟", f"{round(seconds / 60)} min")
    if seconds < 48 * 3600:
        return Text(f"{seconds / 3600:.1f} 小时", f"{seconds / 3600:.1f} h")
    return Text(f"{seconds / 86400:.1f} 天", f"{seconds / 86400:.1f} days")
