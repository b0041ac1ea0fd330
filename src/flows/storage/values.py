"""Values that come back from hand-written SQL, where no column type speaks for them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

AS_DIGITS = 26  # letters of a moment as SQLite keeps it: UTC's digits, microseconds and all, without a zone


def moment(value: Any) -> datetime | None:
    """An aware UTC moment from what either driver, or a JSON list made by the database, gives for one."""
    return None if value is None else some_moment(value)


def some_moment(value: Any) -> datetime:
    if value is None:
        raise ValueError("the database has no moment where one must stand")
    if isinstance(value, str):
        if len(value) == AS_DIGITS and value[10] == " ":
            return datetime.fromisoformat(value + "+00:00")
        value = datetime.fromisoformat(value)
    found: datetime = value
    if found.tzinfo is UTC:
        return found
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(value)


def some_day(value: Any) -> date:
    found = day(value)
    if found is None:
        raise ValueError("the database has no date where one must stand")
    return found


def parsed(value: Any) -> Any:
    """JSON, whether the driver has read it already or not."""
    return json.loads(value) if isinstance(value, str) else value


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(value: Any) -> str:
    """The one way in which a JSON value is written where bytes count: sorted keys, no white space, no escapes."""
    return _canonical(value)
