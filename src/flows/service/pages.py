"""Pages of a list by key and not by offset: a row that comes or goes meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select, union_all

from flows.service.errors import Invalid

T = TypeVar("T")
MOST = 200  # rows of one page
RUNS = 20  # sites that are read one by one; whoever holds posts at more reads along the whole list
UNTAKEN = re.compile("[\0\ud800-\udfff]")  # by one database or the other, in any text


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
    except (ValueError, RecursionError, binascii.Error):  # a thousand brackets are no list of ours
        found = None
    fits = isinstance(found, list) and [type(value) for value in found] == list(kinds) and all(map(storable, found))
    if not fits:
        raise no_cursor()
    return list(found or ())


def moment_of(cursor: str, *rest: type) -> tuple[Any, ...]:
    """The key of a list that goes by moments: the moment, and what else the key has. Raises Invalid."""
    at, *others = key_of(cursor, str, *rest)
    try:
        return (datetime.fromisoformat(at).astimezone(UTC), *others)
    except (ValueError, OverflowError) as fault:
        raise no_cursor() from fault


def no_cursor() -> Invalid:
    return Invalid.field("cursor", "页码无效，请从第一页开始", "is not one of ours; begin at the first page")


def storable(value: str | int) -> bool:
    """Whether both databases can compare a column with it."""
    return abs(value) < 2**63 if isinstance(value, int) else UNTAKEN.search(value) is None


def page(rows: Sequence[Any], limit: int, made: Callable[[Any], T], key: Callable[[Any], tuple[Any, ...]]) -> Page[T]:
    """`rows` were asked for with one more than `limit`: that one only tells that there is a next page."""
    shown = rows[:limit]
    return Page(tuple(made(row) for row in shown), cursor_of(*key(shown[-1])) if len(rows) > limit else None)


def merged(runs: Sequence[Select[Any]], order: Sequence[str], most: int, *, newest_first: bool = False) -> Select[Any]:
    """The first `most` rows of all `runs` together, each of which runs along an index in the order of these columns:
    nothing is read of any run beyond as many."""
    tops = [run.limit(most).subquery() for run in runs]
    every = tops[0] if len(tops) == 1 else union_all(*(select(top) for top in tops)).subquery()
    key = (every.c[name].desc() if newest_first else every.c[name] for name in order)
    return select(every).order_by(*key).limit(most)


def like(text: str) -> str:
    """`text` for a LIKE with the escape character `/`, taken letter by letter."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")
