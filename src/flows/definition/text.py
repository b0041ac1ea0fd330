"""The two languages of every label and sentence, and the freezing of what a declaration writes as lists."""

from __future__ import annotations

from dataclasses import dataclass


def freeze_lists(thing: object, *names: str) -> None:
    """Lets a declaration write lists; what is kept is frozen."""
    for name in names:
        object.__setattr__(thing, name, tuple(getattr(thing, name)))


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh
