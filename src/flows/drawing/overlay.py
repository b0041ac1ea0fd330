"""Where a case is and the way it took, marked on a finished picture. Strings only: no Graphviz, no XML parser, a few
microseconds, so that a page can do it for every request."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from flows.definition.text import Text

# The end of a class attribute in front of what the group stands for; `render` always writes them in this order.
GROUP = re.compile(r'<g(?: id="[^"]*")? class="[^"]*(?=" data-(state|moves)="([^"]*)"(?: data-label="([^"]*)")?)')
ROOT, DESCRIPTION = 'class="flow-diagram', '<desc id="diagram-desc">'


@dataclass(frozen=True, slots=True)
class _Piece:
    """SVG up to where a class can be added to a group; `state`, or the `moves` that the group stands for."""

    svg: str
    state: str = ""
    moves: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Parts:
    pieces: tuple[_Piece, ...]
    rest: str
    labels: dict[str, str]
    lang: str


def mark(
    svg: str,
    *,
    current: str | None,
    taken_states: Collection[str],
    taken: Collection[tuple[str, str] | tuple[str, str, str]],
) -> str:
    """`svg` with classes: `is-current` on the state `current`, `is-taken` on the other `taken_states` and on the arrows
    and labels of `taken`, `is-marked` on the root; and with a sentence for those who cannot see it.

    `taken` has (event, source), or (event, source, target), which tells apart the ways of an event that can lead to
    several states. What an older version took and this picture lacks is passed over. KeyError: no state `current`.
    """
    if current is None and not taken_states and not taken:
        return svg
    parts = _parts(svg)
    if current is not None and current not in parts.labels:
        raise KeyError(current)
    walked = frozenset(":".join(step) for step in taken)
    marked = "".join(piece.svg + _class(piece, current, taken_states, walked) for piece in parts.pieces) + parts.rest
    marked = marked.replace(ROOT, ROOT + " is-marked", 1)
    return marked.replace(DESCRIPTION, f"{DESCRIPTION}{_sentence(parts, current, taken_states)}\n", 1)


def describe(svg: str, *, current: str | None, taken_states: Collection[str]) -> str:
    """The sentence that `mark` puts into the picture: plain text with XML's special characters escaped."""
    return _sentence(_parts(svg), current, taken_states)


def _class(piece: _Piece, current: str | None, states: Collection[str], walked: frozenset[str]) -> str:
    if piece.state:
        return " is-current" if piece.state == current else " is-taken" if piece.state in states else ""
    return "" if walked.isdisjoint(piece.moves) else " is-taken"


@lru_cache(maxsize=64)
def _parts(svg: str) -> _Parts:
    pieces, labels, at = [], {}, 0
    for found in GROUP.finditer(svg):
        kind, value, label = found.groups()
        if kind == "state":
            labels[value] = label
            pieces.append(_Piece(svg[at : found.end()], state=value))
        else:
            pieces.append(_Piece(svg[at : found.end()], moves=_names(value)))
        at = found.end()
    return _Parts(tuple(pieces), svg[at:], labels, "en" if 'lang="en"' in svg[:400] else "zh")


def _names(moves: str) -> frozenset[str]:
    """Each move both as event:source:target and as event:source."""
    full = moves.split(" ")
    return frozenset(full) | {name.rsplit(":", 1)[0] for name in full}


def _sentence(parts: _Parts, current: str | None, states: Collection[str]) -> str:
    been = [label for state, label in parts.labels.items() if state in states and state != current]
    here = parts.labels.get(current or "")
    zh = [f"当前环节：{here}。"] * bool(here) + [f"已经过：{'、'.join(been)}。"] * bool(been)
    en = [f"Now at: {here}."] * bool(here) + [f"Already passed: {', '.join(been)}."] * bool(been)
    return Text("".join(zh), " ".join(en)).in_(parts.lang)
