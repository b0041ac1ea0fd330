"""JSON as requests bring it, read more strictly than Python does: only what both databases keep as it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any

from flows.service.errors import FieldError
from flows.service.vocabulary import Text

WHOLE_MOST = 2**53  # beyond it other readers of JSON, SQLite's among them, may round a whole number
BEYOND = Text("数值过大", "is too large a number")


def parsed(content: bytes) -> Any:
    """Raises ValueError or RecursionError for what is no JSON, or none that can be kept."""
    text = content.decode()
    found = json.loads(text, parse_constant=_no_constant, parse_float=_number, object_pairs_hook=_distinct)
    if "\\u" in text:
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no character
    return found


def beyond(found: Any) -> tuple[FieldError, ...]:
    """The places of whole numbers that are too large to be kept as they are."""
    return tuple(FieldError(path or "body", BEYOND) for path in _beyond(found, ""))


def _beyond(found: Any, path: str) -> Iterator[str]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield from _beyond(value, f"{path}.{name}" if path else name)
    elif isinstance(found, list):
        for place, value in enumerate(found):
            yield from _beyond(value, f"{path}.{place}" if path else str(place))
    elif isinstance(found, int) and abs(found) > WHOLE_MOST:
        yield path


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's


def _number(text: str) -> int | float:
    """1.0 is the whole number 1: a JSON Schema takes it as an integer, so what counts with it must find one."""
    found = float(text)
    if not isfinite(found):
        raise ValueError("a number that is too large to be one")
    return int(found) if found.is_integer() and abs(found) <= WHOLE_MOST else found


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
