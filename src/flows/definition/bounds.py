"""How far a site may go with a setting: what the declaration says, else what its unit allows.

Beyond the handbook. Ten years is longer than any limit of an office; without an end, one value typed wrong would leave
every case started with it beyond the calendar.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flows.definition.model import Setting

LONGEST = 3650  # days
ANY_COUNT = (1, LONGEST)
ANY_SUM = (0, 999_999)  # yuan; a site may ask nothing
BY_UNIT: dict[str, tuple[int, int]] = {
    "minutes": (1, LONGEST * 24 * 60),
    "hours": (1, LONGEST * 24),
    "days": (1, LONGEST),
    "working days": (1, LONGEST * 5 // 7),
    "day of the month": (1, 28),  # every month has it
    "yuan": ANY_SUM,
    "%": (0, 100),
}


def bounds(setting: Setting) -> tuple[int, int] | None:
    """The least and the greatest value; None where the setting is no number or sum."""
    if isinstance(setting.default, int) and not isinstance(setting.default, bool):
        low, high = BY_UNIT.get(setting.unit, ANY_COUNT)
    elif isinstance(setting.default, str) and sum_in(setting.default) is not None:
        low, high = BY_UNIT.get(setting.unit, ANY_SUM)
    else:
        return None
    return (
        low if setting.minimum is None else setting.minimum,
        high if setting.maximum is None else setting.maximum,
    )


def sum_in(text: Any) -> Decimal | None:
    """The finite number that stands in `text`, if it is one."""
    try:
        found = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
