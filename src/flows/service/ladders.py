"""When the rungs of a deadline's ladder are climbed, and when nobody is to be disturbed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.definition import Deadline, Rung
from flows.procedures.ladder import USUAL_LADDER

LATE = timedelta(minutes=15)  # a rung climbed later than this after its moment is marked late (beyond the handbook)


@dataclass(frozen=True, slots=True)
class Step:
    """A rung and the moment at which it is to be climbed."""

    rung: Rung
    at: datetime


def steps(deadline: Deadline, opened: datetime, due: datetime, settings: Mapping[str, Any]) -> tuple[Step, ...]:
    """The ladder of a deadline that began at `opened`, in the order of its moments. One that was due when it began
    climbs everything at once."""
    length = max(due - opened, timedelta(0))
    found = []
    for rung in deadline.ladder or USUAL_LADDER:
        percent = int(settings.get(rung.setting, rung.percent)) if rung.setting else rung.percent
        found.append(Step(rung, opened + length * percent / 100))
    return tuple(sorted(found, key=lambda step: step.at))


def next_step(ladder: Sequence[Step], climbed: frozenset[str]) -> Step | None:
    """The first that has not been climbed yet."""
    return next((step for step in ladder if step.rung.code not in climbed), None)


def quiet_until(now: datetime, zone: ZoneInfo, settings: Mapping[str, Any]) -> datetime | None:
    """The end of the quiet hours in which `now` lies, by the site's clock; None outside of them."""
    begin, end = int(settings["quiet_from"]), int(settings["quiet_to"])
    local = now.astimezone(zone)
    quiet = begin <= local.hour < end if begin < end else local.hour >= begin or local.hour < end
    if begin == end or not quiet:
        return None
    day = local.date() if local.hour < end else local.date() + timedelta(days=1)
    return datetime.combine(day, time(end), zone).astimezone(now.tzinfo)
