"""What a guard must know of other cases. Looked up only where a guard of the state at hand asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, and_, exists, func, select

from flows.definition import Compute, Guard, Rule, Transition
from flows.service.facts_conduct import OF_CONDUCT
from flows.service.facts_office import OF_THE_OFFICE
from flows.service.facts_services import open_dues
from flows.storage import tables as t
from flows.storage.snapshot import Snapshot

Lookup = Callable[[Connection, Snapshot, datetime], Any]


def bank_follow_ups(connection: Connection, seen: Snapshot, now: datetime) -> dict[str, int]:
    """Of the bank-collected orders of the month in which this one was charged (now, if it was not): how many there
    are, and how many were archived without a follow-up (SSP 2.7.1 asks for 80 %)."""
    case, charged, skipped = t.cases, t.history.alias("charged"), t.history.alias("skipped")
    own = select(charged.c.at).where(charged.c.case_id == seen.case_id, charged.c.event == "charge_bank")
    moment = connection.execute(own).scalar() or now
    since, until = _month(moment, seen)
    orders = (
        select(case.c.id)
        .join(charged, and_(charged.c.case_id == case.c.id, charged.c.event == "charge_bank"))
        .where(case.c.site_id == seen.site_id, case.c.procedure == seen.case.procedure)
        .where(charged.c.at >= since, charged.c.at < until)
        .distinct()
    )
    without = exists().where(skipped.c.case_id == case.c.id, skipped.c.event == "archive_unvisited")
    of_month = case.c.id.in_(orders)
    due = connection.execute(select(func.count()).select_from(case).where(of_month)).scalar_one()
    left = connection.execute(select(func.count()).select_from(case).where(of_month, without)).scalar_one()
    return {"orders": due, "without": left}


def _month(moment: datetime, seen: Snapshot) -> tuple[datetime, datetime]:
    """The first moment of the site's month around `moment`, and of the next."""
    first = moment.astimezone(seen.zone).date().replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    begin, end = (datetime.combine(day, time.min, seen.zone).astimezone(UTC) for day in (first, following))
    return begin, end


LOOKUPS: Mapping[str, Lookup] = {
    "bank_follow_ups": bank_follow_ups,
    "open_dues": open_dues,
    **OF_THE_OFFICE,
    **OF_CONDUCT,
}
OF_THE_CASE = frozenset({"overdue"})


def _asking(transition: Transition) -> tuple[Guard | Rule, ...]:
    route = (transition.route,) if transition.route else ()
    return (*transition.when, *route, *(e.rule for e in transition.effects if isinstance(e, Compute)))


def _asked(transitions: Iterable[Transition]) -> set[str]:
    return {name for transition in transitions for asking in _asking(transition) for name in asking.facts}


def told_of_others(transitions: Iterable[Transition]) -> tuple[str, ...]:
    """The facts that `transitions` ask for and that hang on other cases."""
    return tuple(sorted(_asked(transitions) - OF_THE_CASE))


def facts(connection: Connection, seen: Snapshot, transitions: Iterable[Transition], now: datetime) -> dict[str, Any]:
    """Every fact that the guards and rules of `transitions` ask for, by name."""
    return {name: LOOKUPS[name](connection, seen, now) for name in sorted(_asked(transitions))}
