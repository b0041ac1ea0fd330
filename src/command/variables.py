"""One variable of the environment, held against what it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.definition import Text


class Misconfigured(Exception):
    """A setting that can't be used; `name` is its variable."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(f"{name}: {en}")
        self.message = Text(f"{name}：{zh}", f"{name}: {en}")


def one_of(name: str, environ: Mapping[str, str], known: Sequence[str], default: str) -> str:
    text = environ.get(name) or default
    if text not in known:
        raise Misconfigured(name, f"须为 {'、'.join(known)} 之一", f"is one of {', '.join(known)}")
    return text


def count(name: str, environ: Mapping[str, str], default: int, least: int = 0) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or len(text) > 9 or int(text) < least:
        raise Misconfigured(name, f"须为不小于 {least} 的整数", f"is a whole number, {least} or more")
    return int(text)
