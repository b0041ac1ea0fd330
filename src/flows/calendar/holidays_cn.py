"""China's holidays and make-up working days, read from the package `holidays`; imported only by `seed`, and run as a
program by `seed_apart`: years in, JSON out."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from holidays import country_holidays

# A day off with the day worked for it: (month, day, from month, from day[, from year]). Plain holidays are shorter.
SWAP_LENGTH = 4


def read(years: frozenset[int]) -> tuple[Mapping[date, bool], frozenset[int]]:
    """See `flows.calendar.seed`."""
    china = country_holidays("CN", years=sorted(years))
    days_off = {day: False for day in china if day.year in years}
    # The package lists a make-up day in December under the next year's notice, and lists it whatever years are asked for.
    made_up = {day: True for day in china.weekend_workdays if day.year in years}
    notices: Mapping[int, Any] = china.special_public_holidays
    return dict(sorted((days_off | made_up).items())), frozenset(y for y in years if swaps_days(notices.get(y, ())))


def swaps_days(notice: tuple[Any, ...]) -> bool:
    """Statutory days follow from the almanac for any year; a swapped day only ever comes from the year's own notice, and
    every notice since 2001 has swapped some. A day off decreed without a swap may stand there before the notice does."""
    entries = notice if not notice or isinstance(notice[0], tuple) else (notice,)
    return any(len(entry) >= SWAP_LENGTH for entry in entries)


if __name__ == "__main__":
    found, announced = read(frozenset(map(int, sys.argv[1:])))
    json.dump({"days": {day.isoformat(): on for day, on in found.items()}, "announced": sorted(announced)}, sys.stdout)
