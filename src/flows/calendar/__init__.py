"""Layer 2: working time and holidays, pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flows.calendar.anew import COUNTS_DAYS, due_with_pauses, is_certain, moved, postponed
from flows.calendar.deadline import due
from flows.calendar.site import SHIFTS, Shifts, SiteCalendar
from flows.calendar.working_time import add_working_time, worked

__all__ = [
    "COUNTS_DAYS",
    "SHIFTS",
    "Shifts",
    "SiteCalendar",
    "add_working_time",
    "due",
    "due_with_pauses",
    "is_certain",
    "moved",
    "postponed",
    "seed",
    "worked",
]


def seed(years: Iterable[int]) -> tuple[Mapping[date, bool], frozenset[int]]:
    """What is known of China's calendar in `years`: the exceptions of a `SiteCalendar` (True: a make-up working day,
    False: a holiday) and those of the years whose make-up days the State Council has announced.

    A year not announced yet has its statutory days only: its working days are a guess until the office completes it.
    """
    # Importing the package takes a fifth of a second; only a first start and the yearly update need it.
    from flows.calendar import holidays_cn

    return holidays_cn.read(frozenset(years))
