"""Which lines a picture of a procedure has.

A move is one event taken from one state. Moves between the same two states share a line. The same event from several
states to the same end (withdraw, revoke, expire) shares a rail: each source has a short feeder into a common trunk, as
tracks join on a railway map, so that seven withdrawals are one line and not seven crossing the picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from flows.definition.captions import GUARDED, arrow_hover, by_clock, other_actor, route_words
from flows.definition.lettering import wrap
from flows.definition.model import EventKind, Procedure, Transition
from flows.definition.text import Text

Look = Literal[
    "forward", "approval", "return", "reject", "withdraw", "escalate", "clock", "added", "removed", "changed"
]
"""The last three in a picture of two versions alone."""
LOOKS: Mapping[EventKind, Look] = {
    "forward": "forward",
    "note": "forward",
    "approval": "approval",
    "return": "return",
    "reject": "reject",
    "void": "reject",
    "revoke": "reject",
    "withdraw": "withdraw",
    "cancel": "withdraw",
    "escalate": "escalate",
    "expire": "clock",
    "follow": "clock",
}
ONWARD: frozenset[Look] = frozenset({"forward", "approval"})
LABEL_EM = 17.0
# How much dot wants a line short and straight. A joint keeps near its source rather than near the end of its rail.
MAIN_WEIGHT, FEEDER_WEIGHT, TRUNK_WEIGHT, SIDE_WEIGHT, BACK_WEIGHT = 100, 22, 20, 2, 0


@dataclass(frozen=True, slots=True)
class Move:
    """`words` are the lines of its label; `id` is unique in the picture."""

    id: str
    event: str
    source: str
    target: str
    look: Look
    words: tuple[str, ...]
    hover: str

    @property
    def key(self) -> str:
        return f"{self.event}:{self.source}:{self.target}"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line from `tail` to `tip`, states or joints of a rail. It stands for each of `moves`; those in `labels`
    have their words on it. `back`: against the main direction. `headed`: an arrowhead at the tip."""

    tail: str
    tip: str
    look: Look
    moves: tuple[Move, ...]
    labels: tuple[Move, ...] = ()
    headed: bool = True
    back: bool = False
    weight: int = SIDE_WEIGHT


def moves(procedure: Procedure, lang: str) -> list[Move]:
    pairs = [(transition, source) for transition in procedure.transitions for source in transition.source]
    shared = Counter((transition.event.code, source) for transition, source in pairs)
    return [_move(procedure, t, source, shared[t.event.code, source] > 1, lang) for t, source in pairs]


def _move(procedure: Procedure, transition: Transition, source: str, is_route: bool, lang: str) -> Move:
    event, target = transition.event, transition.lands_in(source)
    return Move(
        id=f"event-{event.code}-{source}" + (f"-to-{target}" if is_route else ""),
        event=event.code,
        source=source,
        target=target,
        look="clock" if by_clock(procedure, transition, source) else LOOKS[event.kind],
        words=_words(procedure, transition, source, is_route, lang),
        hover=arrow_hover(procedure, transition, source, lang),
    )


def _words(procedure: Procedure, transition: Transition, source: str, is_route: bool, lang: str) -> tuple[str, ...]:
    event = Text(transition.event.zh, transition.event.en).in_(lang)
    lines = wrap(f"{event} {GUARDED}" if transition.when else event, LABEL_EM)
    lines += route_words(transition, is_route, lang)
    if actor := other_actor(procedure, transition, source, lang):
        lines += wrap(Text(f"（{actor}）", f"({actor})").in_(lang), LABEL_EM)
    return tuple(lines)


def main_path(procedure: Procedure, every: Sequence[Move]) -> tuple[str, ...]:
    """The way without incident: of the onward ways from the start to an end, in the order of the states, the longest;
    where two are as long, the one declared first."""
    order = {state.code: index for index, state in enumerate(procedure.states)}
    best: dict[str, tuple[str, ...]] = {}
    for state in reversed(procedure.states):
        ways = [best[m.target] for m in every if m.source == state.code and _is_onward(m, order) and m.target in best]
        if ways or procedure.is_final(state.code):
            best[state.code] = (state.code, *max(ways, key=len, default=()))
    return best.get(procedure.start.code, (procedure.start.code,))


def _is_onward(move: Move, order: Mapping[str, int]) -> bool:
    return move.look in ONWARD and order[move.source] < order[move.target]


def strokes(procedure: Procedure, every: Sequence[Move], path: Sequence[str]) -> list[Stroke]:
    order = {state.code: index for index, state in enumerate(procedure.states)}
    found: list[Stroke] = []
    lines: dict[tuple[str, ...], list[Move]] = {}
    for members in _same_event_and_target(every).values():
        if _makes_a_rail(members, order):
            found.extend(_rail(sorted(members, key=lambda move: order[move.source]), order))
            continue
        for move in members:
            lines.setdefault((move.source, move.target, move.look), []).append(move)
    steps = set(pairwise(path))
    return found + [_line(members, order, steps) for members in lines.values()]


def _same_event_and_target(every: Iterable[Move]) -> dict[tuple[str, ...], list[Move]]:
    groups: dict[tuple[str, ...], list[Move]] = {}
    for move in every:
        if move.target != move.source:
            groups.setdefault((move.event, move.target, move.look), []).append(move)
    return groups


def _makes_a_rail(members: Sequence[Move], order: Mapping[str, int]) -> bool:
    """Several sources, all on the same side of the target."""
    sides = {order[move.source] < order[move.target] for move in members}
    return len(sides) == 1 and len(members) > (2 if members[0].look in ONWARD else 1)


def _line(members: Sequence[Move], order: Mapping[str, int], steps: set[tuple[str, str]]) -> Stroke:
    first = members[0]
    back = order[first.target] < order[first.source]
    weight = MAIN_WEIGHT if (first.source, first.target) in steps else BACK_WEIGHT if back else SIDE_WEIGHT
    return Stroke(first.source, first.target, first.look, tuple(members), tuple(members), back=back, weight=weight)


def _rail(members: Sequence[Move], order: Mapping[str, int]) -> list[Stroke]:
    """Joints stand one step after their source (or before it, when the rail runs back), so that a feeder never lies
    level with the boxes. The source nearest to the start shares the first joint, or has its own line back."""
    first, rest = members[0], members[1:]
    target, look = first.target, first.look
    joints = [f"joint-{first.event}-{target}-{move.source}" for move in rest]
    back = order[target] < order[first.source]

    def stroke(tail: str, tip: str, carried: Sequence[Move], weight: int, *, ends: bool = False) -> Stroke:
        # The fullest label: the one that names the actor, where some source's holder is somebody else.
        labels = (max(carried, key=lambda move: len(move.words)),) if ends else ()
        return Stroke(tail, tip, look, tuple(carried), labels, headed=ends, back=back, weight=weight)

    feeders = [stroke(move.source, joint, [move], FEEDER_WEIGHT) for move, joint in zip(rest, joints, strict=True)]
    if back:
        own = stroke(first.source, target, [first], BACK_WEIGHT, ends=True)
        trunk = [stroke(b, a, rest[i + 1 :], TRUNK_WEIGHT) for i, (a, b) in enumerate(pairwise(joints))]
        return [own, *feeders, *trunk, stroke(joints[0], target, rest, SIDE_WEIGHT, ends=True)]
    feeders.insert(0, stroke(first.source, joints[0], [first], FEEDER_WEIGHT))
    trunk = [stroke(a, b, members[: i + 2], TRUNK_WEIGHT) for i, (a, b) in enumerate(pairwise(joints))]
    return [*feeders, *trunk, stroke(joints[-1], target, members, SIDE_WEIGHT, ends=True)]
