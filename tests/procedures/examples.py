"""For every guard, situations that meet it and situations that don't, with words of the sentence then said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.definition import Situation


@dataclass(frozen=True)
class Refusal:
    """A situation that a guard refuses; `zh` and `en` must stand in its sentence."""

    name: str
    situation: Situation
    zh: str
    en: str


@dataclass(frozen=True)
class Example:
    """`met`: by a name, what passes."""

    guard: str
    met: Mapping[str, Situation]
    refused: tuple[Refusal, ...]


def example(guard: str, met: Mapping[str, Situation], refused: Iterable[tuple[str, Situation, str, str]]) -> Example:
    return Example(guard, met, tuple(Refusal(*each) for each in refused))
