"""The arithmetic of day-to-day conduct, CSH 4.2.2: scheme A, like the points from training, and never mixed with B or C.

Pure. What comes out is a proposal; "counts as having left" is no more than a question to the director.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from flows.procedures.points import Points, total

Measure = Literal["none", "warning", "demerit", "judged", "left"]
Range = tuple[Decimal, Decimal]

# Minutes late, CSH 4.2.2.2.3: up to the first, up to the second, beyond it an absence.
SLIGHTLY_LATE, LATE = 5, 10
A_DAYS_LEAVE = 4 * 60  # minutes stood in for, beyond which it is a day's leave, CSH 4.2.2.2.4
# Of absence within the month, after which somebody counts as having left. Lateness costs as absence, but is no day away.
DAYS_AWAY = 3
NOTHING: Range = (Decimal(0), Decimal(0))


def _range(low: str, high: str | None = None) -> Range:
    return Decimal(low), Decimal(high or low)


# From the least to the most, both included; a person weighs the case in between.
COSTS: dict[str, Range] = {
    "uniform": _range("1"),
    "hair": _range("0.5", "1.5"),
    "nails": _range("0.5", "1.5"),
    "posture": _range("1"),
    "grooming": _range("0.5", "1.5"),
    "quarrel": NOTHING,
    "grave_quarrel": NOTHING,
    "complained_of": _range("5", "10"),
    "absent": _range("10"),
    "leave": NOTHING,
    "stand_in": NOTHING,
    "dozing": _range("1"),
    "grave_dozing": _range("3", "5"),
    "telephone": _range("5"),
    "idle_talk": _range("1"),
    "reading": _range("1"),
}
TIMED = ("late", "stand_in")
OFFENCES = ("late", *COSTS)
# Which time in the month leads to what, and what it costs beside. "5 points" of the telephone means five times: so it
# stands in the two clauses after it. The telephone's fourth time has no rule: as the third, nothing more.
_REPEATED: dict[int, tuple[Measure, Range]] = {
    3: ("warning", _range("1", "3")),
    4: ("demerit", _range("3", "5")),
    5: ("left", NOTHING),
}
REPEATED: dict[str, dict[int, tuple[Measure, Range]]] = {
    "telephone": {3: ("warning", _range("10")), 4: ("warning", NOTHING), 5: ("left", NOTHING)},
    "idle_talk": _REPEATED,
    "reading": _REPEATED,
    "absent": {DAYS_AWAY: ("left", NOTHING)},
}
AT_ONCE: dict[str, Measure] = {"quarrel": "judged", "grave_quarrel": "left"}
# "judged": the rules name no sanction, so a person may go as far as a demerit.
GRAVITY: dict[str, int] = {"none": 0, "warning": 1, "demerit": 2, "judged": 2, "left": 3}


def cost(offence: str, minutes: int = 0) -> Range:
    """Points from the least to the most. KeyError for an unknown offence, ValueError for lateness of no minute."""
    if offence != "late":
        return COSTS[offence]
    if minutes < 1:
        raise ValueError(f"late by {minutes} minutes")
    if minutes <= SLIGHTLY_LATE:
        return _range("1")
    return _range("5") if minutes <= LATE else COSTS["absent"]


def is_docked(offence: str, minutes: int = 0) -> bool:
    """Whether wages are docked: for leave, and for lateness that counts as absence. For whole days of absence no wage is
    due anyway; nothing is docked beside."""
    leave = offence == "leave" or (offence == "stand_in" and minutes > A_DAYS_LEAVE)
    return leave or (offence == "late" and minutes > LATE)


def measure(offence: str, times: int) -> Measure:
    """What the `times`-th time in the month leads to, counted from 1; beyond the last that is named, the same."""
    steps = REPEATED.get(offence, {})
    reached = [number for number in steps if number <= times]
    return steps[max(reached)][0] if reached else AT_ONCE.get(offence, "none")


def more(offence: str, times: int) -> Range:
    """Points that the `times`-th time costs beside its own, from the least to the most."""
    return REPEATED.get(offence, {}).get(times, ("none", NOTHING))[1]


def within(count: Decimal | None, bounds: Range) -> bool:
    """Whether a person's figure lies in the range; without one, whether the range leaves nothing to weigh."""
    low, high = bounds
    return low == high if count is None else low <= count <= high


def weighed(count: Decimal | None, bounds: Range) -> Decimal:
    """The person's figure, or what is fixed. ValueError for one that is not `within`."""
    if not within(count, bounds):
        raise ValueError(f"{count} is not within {bounds[0]} to {bounds[1]}")
    return bounds[0] if count is None else count


def times(offence: str, day: str, others: Iterable[str]) -> int:
    """Which time in the month it is, after those of the same kind on the days `others`. Of absences, days count."""
    before = list(others)
    return len({*before, day}) if offence == "absent" else len(before) + 1


def month_sum(counts: Iterable[Decimal | int | str]) -> Points:
    """The month's points of the scheme."""
    return total("attendance", counts)


def plain(count: Decimal) -> str:
    """As people write it: 5, 0.5."""
    return f"{count.normalize():f}"
