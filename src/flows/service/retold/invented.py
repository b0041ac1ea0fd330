"""Invented people and words in the place of real ones, the same for the same throughout one story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flows.definition import Field
from flows.storage.committed import REMOVED


class Invented:
    """`logins`: the members of staff by what they are called in the story."""

    def __init__(self) -> None:
        self.logins: dict[str, str] = {}
        self.posts: dict[str, set[str]] = {}
        self._words: dict[tuple[str, Any], str] = {}

    def person(self, login: str, post: str | None) -> str:
        """Named after the first post in which they appear."""
        if login not in self.logins:
            stem = post or "colleague"
            number = sum(name.rpartition("_")[0] == stem for name in self.logins.values()) + 1
            self.logins[login] = f"{stem}_{number}"
            self.posts[self.logins[login]] = set()
        if post:
            self.posts[self.logins[login]].add(post)
        return self.logins[login]

    def values(self, fields: Iterable[Field], given: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed into these fields, without anybody's own words. Choices, sums, counts, dates and items of a price
        list stay: what the rules reckon with."""
        return {field.name: self._value(field, given[field.name]) for field in fields if field.name in given}

    def _value(self, field: Field, value: Any) -> Any:
        if value is None or value == "":
            return value
        match field.kind:
            case "rows":
                return [self.values(field.columns, row) for row in value]
            case "user":
                return self.person(str(value), field.role)
            case "text" if field.offers:
                return value
            case "text" | "note" | "phone" | "id_number":
                return self._word(field.kind, value)
        return value

    def _word(self, kind: str, value: Any) -> str:
        whose = f"{value} {len(self._words)}" if value == REMOVED else str(value)  # of one that is gone nobody knows
        key = (kind, whose)
        if key not in self._words:
            number = sum(other == kind for other, _ in self._words) + 1
            self._words[key] = SHAPES[kind](number)
        return self._words[key]


# Telephones as the demonstration and the tests have them: a mobile's form, plainly counted up.
SHAPES: Mapping[str, Callable[[int], str]] = {
    "text": lambda number: f"示例 {number}",
    "note": lambda number: f"示例说明 {number}",
    "phone": lambda number: f"139{number:08}",
    "id_number": lambda number: f"E{number:08}",
}
