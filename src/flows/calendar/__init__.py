"""Layer 2: working time and holidays, pure."""

from __future__ import annotations

import json
import subprocess
import sys
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
    "seed_apart",
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


def seed_apart(years: Iterable[int]) -> tuple[Mapping[date, bool], frozenset[int]]:
    """The same by a process of its own, for one that goes on for days: once imported, the package stays in its memory
    (11 MB). Raises CalledProcessError."""
    asked = [sys.executable, "-m", "flows.calendar.holidays_cn", *map(str, sorted(set(years)))]
    told = subprocess.run(asked, capture_output=True, check=True, text=True)
    found = json.loads(told.stdout)
    days = {date.fromisoformat(day): worked for day, worked in found["days"].items()}
    return days, frozenset(found["announced"])
