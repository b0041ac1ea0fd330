"""A declaration as plain data and back: for storing the version that a case runs on, for other programs, for a
fingerprint and for the difference of two versions.

Everything but the functions of guards and rules is in the data, labels included; those are found again by code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flows.definition.comparison import compare
from flows.definition.guards import Guard, Rule
from flows.definition.model import Procedure, Setting
from flows.definition.reading import Reader, UnknownName, read_field
from flows.definition.text import Text
from flows.definition.writing import Writer, plain

__all__ = ["UnknownName", "canonical", "content", "difference", "fingerprint", "from_data", "to_data"]

Data = dict[str, Any]

FORMAT = 1
HEAD = ("key", "version", "zh", "en", "prefix", "clause", "unit", "applicant", "about_zh", "about_en")


def to_data(procedure: Procedure) -> Data:
    """Plain JSON types, always the same for the same declaration. Raises ValueError where two different guards, rules,
    posts or events go by one code: the data names them by code."""
    writer = Writer()
    states = [writer.state(state) for state in procedure.states]
    transitions = [writer.transition(transition) for transition in procedure.transitions]
    begins = {
        "asks": [plain(field) for field in procedure.asks],
        "computes": [writer.effect(compute) for compute in procedure.computes],
    }
    return {
        "format": FORMAT,
        **{name: getattr(procedure, name) for name in HEAD},
        **{name: written for name, written in begins.items() if written},
        "settings": [_setting(setting) for setting in procedure.settings],
        **writer.tables(),
        "states": states,
        "transitions": transitions,
    }


def _setting(setting: Setting) -> Data:
    """Bounds only where they are declared: what was stored before there were any keeps its fingerprint."""
    bounded = ("minimum", "maximum")
    return {name: value for name, value in plain(setting).items() if name not in bounded or value is not None}


def from_data(data: Mapping[str, Any], guards: Mapping[str, Guard], rules: Mapping[str, Rule]) -> Procedure:
    """The declaration that the data was made of. What a guard does comes from `guards`, and what a rule works out from
    `rules`, by code; what is said of them comes from the data. Raises UnknownName, and ValueError for another format.
    """
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']} is not {FORMAT}")
    reader = Reader(data, guards, rules)
    return Procedure(
        **{name: data[name] for name in HEAD},
        settings=[Setting(**each) for each in data["settings"]],
        states=[reader.state(each) for each in data["states"]],
        transitions=[reader.transition(each) for each in data["transitions"]],
        asks=[read_field(each) for each in data.get("asks", ())],
        computes=[reader.compute(each) for each in data.get("computes", ())],
    )


def canonical(data: Mapping[str, Any]) -> bytes:
    """One spelling of the data: keys sorted, no white space, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(procedure: Procedure) -> str:
    """SHA-256, in hex, of everything that is declared."""
    return _fingerprint(_This(procedure))


def content(procedure: Procedure) -> bytes:
    """The declaration's data in its one spelling."""
    return canonical(to_data(procedure))


@dataclass(frozen=True, slots=True, eq=False)
class _This:
    """One declaration, told from others by being itself: to compare two by what they say takes as long as to write
    them out."""

    procedure: Procedure

    def __hash__(self) -> int:
        return id(self.procedure)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and self.procedure is other.procedure


@lru_cache(64)  # an office has some twenty, and asks for them three times when it opens
def _fingerprint(this: _This) -> str:
    return hashlib.sha256(content(this.procedure)).hexdigest()


def difference(old: Procedure | Mapping[str, Any], new: Procedure | Mapping[str, Any]) -> list[Text]:
    """What has changed from one version to another, a sentence each; nothing only if the fingerprints are the same."""
    before, after = (to_data(each) if isinstance(each, Procedure) else each for each in (old, new))
    return compare(before, after)
