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


def steps(
    deadline: Deadline, begun: datetime, due: datetime, settings: Mapping[str, Any], earliest: datetime | None = None
) -> tuple[Step, ...]:
    """The ladder of a deadline that began at `begun`, later by the time for which its clock stood, in the order of its
    moments. One that was due when it began climbs everything at once. None of them comes before `earliest`."""
    length = max(due - begun, timedelta(0))
    found = []
    for rung in deadline.ladder or USUAL_LADDER:
        percent = int(settings.get(rung.setting, rung.percent)) if rung.setting else rung.percent
        moment = begun + length * percent / 100
        found.append(Step(rung, max(moment, earliest) if earliest else moment))
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


def tellable(moment: datetime, zone: ZoneInfo, settings: Mapping[str, Any]) -> datetime:
    """From when what comes at `moment` can be told if not by night. A round may begin as late as `LATE` allows: what
    the quiet hours reach before that has only waited for the morning."""
    return quiet_until(moment, zone, settings) or quiet_until(moment + LATE, zone, settings) or moment
