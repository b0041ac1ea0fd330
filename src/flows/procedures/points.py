"""The arithmetic of points against and for staff: three schemes, which are never mixed, and what each proposes.

A: attendance points of CSH 3.4 and CSH 4. B: fault points of KPI 3, five yuan each. C: points of the month's appraisal,
KPI 4, ten yuan each up or down. Whatever comes out is a proposal: nothing here deducts, sanctions or dismisses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Scheme = Literal["attendance", "fault", "appraisal"]
Sanction = Literal["none", "fine", "administrative", "dismissal"]

YUAN_A_POINT: dict[Scheme, Decimal] = {"fault": Decimal(5), "appraisal": Decimal(10)}  # KPI 3.4.2.1, KPI 4.4.5.1
EXTRA_FROM, ADMINISTRATIVE_FROM, DISMISSAL_FROM = Decimal(5), Decimal(11), Decimal(20)  # KPI 3.4.2.2-4
SILENT_FROM = Decimal(16)  # KPI 3 says nothing of 16 to 19: treated as 11 to 15
EXTRA = Decimal(20)
POSTED_FROM, TOO_OFTEN = Decimal(5), 3  # KPI 3.4.2.5, 3.4.2.7
SUPERIORS_PART = Decimal("0.30")  # KPI 3.4.2.6
CENT = Decimal("0.01")

BREACHES: dict[str, int] = {"absent": 2, "discipline": 1, "sheet": 1}  # CSH 3.4.1.1-3
FAILURES = (3, 6, 10)  # CSH 3.4.1.4
LECTURER_STEPS = ("replan", "study", "no_right")  # CSH 3.4.2


@dataclass(frozen=True, slots=True)
class Points:
    """So many points of one scheme. Adding those of two schemes raises ValueError: what a point is worth, and what it
    leads to, differs."""

    scheme: Scheme
    count: Decimal

    def __add__(self, other: Points) -> Points:
        if self.scheme != other.scheme:
            raise ValueError(f"points of {self.scheme} and of {other.scheme} are never added up")
        return Points(self.scheme, self.count + other.count)

    def yuan(self) -> Decimal:
        """ValueError for attendance points, to which no handbook gives a price."""
        if self.scheme not in YUAN_A_POINT:
            raise ValueError(f"points of {self.scheme} have no price")
        return self.count * YUAN_A_POINT[self.scheme]


def total(scheme: Scheme, counts: Iterable[Decimal | int | str]) -> Points:
    """All of one scheme together."""
    return Points(scheme, sum((Decimal(count) for count in counts), Decimal(0)))


# A: attendance, from training


def failure_points(failure: int) -> int:
    """For the `failure`-th time of not passing, counted from 1; the third and any after it cost the same."""
    if failure < 1:
        raise ValueError(f"no failure {failure}")
    return FAILURES[min(failure, len(FAILURES)) - 1]


def is_last_failure(failure: int) -> bool:
    """After which only a deadline is left."""
    return failure >= len(FAILURES)


def lecturer_step(times: int) -> str:
    """What a teacher whose training missed the standard for the `times`-th time is to do, counted from 1."""
    if times < 1:
        raise ValueError(f"no time {times}")
    return LECTURER_STEPS[min(times, len(LECTURER_STEPS)) - 1]


# B: faults


def month_extra(month: Points) -> Decimal:
    """What a month's fault points cost beside their price: from 5 to 10. Above that a sanction stands in its place."""
    return EXTRA if EXTRA_FROM <= _faults(month) < ADMINISTRATIVE_FROM else Decimal(0)


def sanction(month: Points) -> Sanction:
    """The gravest that a month's fault points lead to."""
    count = _faults(month)
    if count >= DISMISSAL_FROM:
        return "dismissal"
    if count >= ADMINISTRATIVE_FROM:
        return "administrative"
    return "fine" if count > 0 else "none"


def is_silent(month: Points) -> bool:
    """Whether the handbook names no consequence for so many: 16 to 19."""
    return SILENT_FROM <= _faults(month) < DISMISSAL_FROM


def is_posted(month: Points, same_fault: int) -> bool:
    """Whether the month's breaches are posted: 5 points and more, or the same fault three times and more."""
    return _faults(month) >= POSTED_FROM or same_fault >= TOO_OFTEN


def superior_is_liable(found: bool, same_fault: int) -> bool:
    """Found to be answerable, or the same fault came three times within the month."""
    return found or same_fault >= TOO_OFTEN


def shares(fine: Decimal, jointly: bool) -> tuple[Decimal, Decimal]:
    """(the person's, the superior's) part of a fine, to the cent; together they are the fine."""
    superior = (fine * SUPERIORS_PART).quantize(CENT, ROUND_HALF_UP) if jointly else Decimal("0.00")
    return fine.quantize(CENT) - superior, superior


def _faults(month: Points) -> Decimal:
    if month.scheme != "fault":
        raise ValueError(f"the rules on faults know no points of {month.scheme}")
    return month.count
