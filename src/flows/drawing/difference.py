"""Two versions of a procedure in one picture: what came, what went and what changed, told by a sign, a line of its own and
only then by a colour."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from flows.definition import draw
from flows.definition.arrows import Move, moves
from flows.definition.changes import Changes, Mark, changes
from flows.definition.draw import Drawing
from flows.definition.model import Procedure, State
from flows.definition.text import Text
from flows.drawing.render import drawn

SIGNS: dict[Mark, str] = {"added": "＋", "removed": "－", "changed": "≠"}
WORDS: dict[Mark, Text] = {
    "added": Text("新增", "new"),
    "removed": Text("已删除", "removed"),
    "changed": Text("有变", "changed"),
}


@lru_cache(16)
def svg(old: Procedure, new: Procedure, lang: str) -> str:
    """Standalone, as `render.svg`. Where nothing in states and arrows differs, the new version as it is."""
    found = changes(old, new)
    # In its own version an event may have one way where both together show several.
    own = {move.key: move for version in (old, new) for move in moves(version, lang)}
    drawing = draw.source(_named(found), lang, lambda move: _marked(replace(move, words=own[move.key].words), found))
    return drawn(_titled(drawing, old, new, lang))


def _marked(move: Move, found: Changes) -> Move:
    mark = found.arrows.get(move.key)
    if mark is None:
        return move
    first, *rest = move.words
    return replace(move, look=mark, words=(f"{SIGNS[mark]} {first}", *rest))


def _named(found: Changes) -> Procedure:
    """With the sign before the names of states that came, went or changed."""
    both = found.both
    named = {name: getattr(both, name) for name in Procedure.__dataclass_fields__ if name != "key"}
    return Procedure(
        both.key, **{**named, "states": [_signed(state, found.states.get(state.code)) for state in both.states]}
    )


def _signed(state: State, mark: Mark | None) -> State:
    if mark is None:
        return state
    sign, words = SIGNS[mark], WORDS[mark]
    return replace(state, zh=f"{sign} {state.zh}（{words.zh}）", en=f"{sign} {state.en} ({words.en})")


def _titled(drawing: Drawing, old: Procedure, new: Procedure, lang: str) -> Drawing:
    words = Text(f"第 {old.version} 版 → 第 {new.version} 版", f"version {old.version} → version {new.version}")
    return replace(drawing, subtitle=f"{new.key} · {words.in_(lang)}")
