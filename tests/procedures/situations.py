"""Small situations to hold guards and rules against: unit A-0101 on Monday 2 March 2026, ten in the morning."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.definition import (
    Actor,
    Applicant,
    Approval,
    Authorisation,
    Case,
    Entry,
    Person,
    Post,
    Situation,
    Tenure,
)
from flows.procedures import PROCEDURES

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LONG_AGO = date(2020, 1, 1)
UNIT, OTHER_UNIT = "A-0101", "A-0102"


def at(**delta: float) -> str:
    """A moment so far from now, as a case holds it."""
    return (NOW + timedelta(**delta)).isoformat()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def situation(
    key: str = "hot_work_permit",
    data: Mapping[str, Any] | None = None,
    *,
    login: str = "wei",
    role: str | None = None,
    instead_of: str | None = None,
    state: str = "",
    settings: Mapping[str, Any] | None = None,
    **rest: Any,
) -> Situation:
    """One of procedure `key` with the settings declared; `rest` goes to the situation as it is."""
    procedure = PROCEDURES[key]
    case = Case(
        number=f"{procedure.prefix}-2026-0001",
        procedure=key,
        version=procedure.version,
        site="demo",
        unit=UNIT,
        applicant=1,
        state=state or procedure.start.code,
        revision=1,
        registered_by="fang",
        registrars=frozenset({"fang"}),
        opened_at=NOW - timedelta(hours=1),
        entered_at=NOW - timedelta(minutes=30),
        settings={**{setting.code: setting.default for setting in procedure.settings}, **(settings or {})},
    )
    absent = Person(instead_of, instead_of) if instead_of else None
    post = Post(role, absent) if role else None
    actor = Actor(login, login, (post,) if post else ())
    here = Situation(case=case, event="", actor=actor, now=NOW, zone=ZONE, post=post, data=dict(data or {}))
    return replace(here, **rest)


def in_case(here: Situation, **changes: Any) -> Situation:
    return replace(here, case=replace(here.case, **changes))


def tie(kind: Any, unit: str = UNIT, since: date = LONG_AGO, until: date | None = None) -> Tenure:
    return Tenure(kind, unit, since, until)


def grant(unit: str = UNIT, scope: str = "renovation", **changes: Any) -> Authorisation:
    """An authorisation in force from yesterday to tomorrow."""
    return replace(
        Authorisation(unit, scope, "业主甲", TODAY - timedelta(days=1), TODAY + timedelta(days=1)), **changes
    )


def asked_by(*tied: Tenure | Authorisation, key: str = "hot_work_permit") -> Situation:
    """A case of an applicant with these ties and authorisations."""
    tenures = tuple(each for each in tied if isinstance(each, Tenure))
    granted = tuple(each for each in tied if isinstance(each, Authorisation))
    if key not in PROCEDURES:  # a procedure that another part declares later: only its name is looked at
        return in_case(asked_by(*tied), procedure=key)
    return situation(key, applicant=Applicant(1, "张测试", True, tenures, granted))


def approved(login: str, state: str, role: str, *, instead_of: str | None = None, in_round: int = 1) -> Approval:
    return Approval(3, "endorse", state, role, login, instead_of, in_round)


def period(days: int, *, case: str = "", state: Any = "in_use") -> Entry:
    """A renovation period that ends so many days from today, at the end of the day at the site."""
    end = datetime.combine(TODAY + timedelta(days=days), datetime.max.time(), ZONE).astimezone(UTC)
    return Entry("renovation_period", case, 1, state, valid_until=end.replace(microsecond=0))


def prolonged(old: int, new: int) -> Entry:
    """A period by which an extension goes on from the end `old` days from today to `new` days from today."""
    return replace(period(new, case="RE-2026-0001"), facts={"present_end": day(old)})


def gate_pass(number: int, days: int, state: Any = "in_use", *, case: str = "WP-2026-0001", **facts: Any) -> Entry:
    end = datetime.combine(TODAY + timedelta(days=days), datetime.max.time(), ZONE).astimezone(UTC)
    return Entry("worker_pass", case, number, state, valid_until=end.replace(microsecond=0), facts=facts)
