"""Keys that the environment gives, several of a kind: as words, as a JSON list, or in a file with one in each line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from flows.definition import Text

SHORTEST = 16  # characters
TOO_SHORT = Text(f"每把至少 {SHORTEST} 个字符", f"each needs at least {SHORTEST} characters")


class BadKeys(ValueError):
    """`name` is the variable."""

    def __init__(self, name: str, message: Text) -> None:
        super().__init__(message.en)
        self.name, self.message = name, message


def given_keys(name: str, environ: Mapping[str, str]) -> tuple[bytes, ...]:
    """In the order in which they stand, those of the file of `name`_FILE last. One that holds white space, or begins with a
    bracket, can only stand in a list or in the file. Raises BadKeys."""
    text, place = (environ.get(name) or "").strip(), environ.get(f"{name}_FILE") or ""
    found = {name: _listed(name, text) if text.startswith("[") else text.split()}
    if place:
        found[f"{name}_FILE"] = _lines(f"{name}_FILE", Path(place))
    for variable, keys in found.items():
        if any(len(key) < SHORTEST for key in keys):
            raise BadKeys(variable, TOO_SHORT)
    return tuple(key.encode() for keys in found.values() for key in keys)


def _listed(name: str, text: str) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(key, str) for key in found):
        zh, en = "以 [ 开头的须为 JSON 文字列表", "what begins with [ is a JSON list of texts"
        raise BadKeys(name, Text(zh, en))
    return found


def _lines(name: str, place: Path) -> list[str]:
    """Each line as it stands, white space and all, but for what ends it."""
    try:
        lines = place.read_bytes().decode().split("\n")
    except OSError as fault:
        raise BadKeys(
            name, Text(f"{place} 读不出（{fault.strerror}）", f"{place} can't be read ({fault.strerror})")
        ) from fault
    except UnicodeDecodeError as fault:
        raise BadKeys(name, Text(f"{place} 不是 UTF-8", f"{place} is not UTF-8")) from fault
    found = [line.removesuffix("\r") for line in lines]
    return [line for line in found if line]
