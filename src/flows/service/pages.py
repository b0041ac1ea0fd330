"""Pages of a list by key and not by offset: a row that comes or goes meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flows.service.errors import Invalid

T = TypeVar("T")
MOST = 200  # rows of one page


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`cursor` leads to what follows; None at the end."""

    items: tuple[T, ...]
    cursor: str | None = None


def wanted(limit: int) -> int:
    return max(1, min(limit, MOST))


def cursor_of(*key: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def key_of(cursor: str, *kinds: type) -> list[Any]:
    """The key behind which the page begins. Raises Invalid for a cursor that was not given out for this list."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        found = None
    fits = isinstance(found, list) and [type(value) for value in found] == list(kinds) and all(map(storable, found))
    if not fits:
        raise Invalid.field("cursor", "页码标记无效", "is not a cursor of this list")
    return list(found or ())


def storable(value: str | int) -> bool:
    """Whether both databases can compare a column with it."""
    return abs(value) < 2**63 if isinstance(value, int) else "\0" not in value


def page(rows: Sequence[Any], limit: int, made: Callable[[Any], T], key: Callable[[Any], tuple[Any, ...]]) -> Page[T]:
    """`rows` were asked for with one more than `limit`: that one only tells that there is a next page."""
    shown = rows[:limit]
    return Page(tuple(made(row) for row in shown), cursor_of(*key(shown[-1])) if len(rows) > limit else None)


def like(text: str) -> str:
    """`text` for a LIKE with the escape character `/`, taken letter by letter."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")
