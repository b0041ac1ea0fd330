"""Boxes, ways and lengths of a BPMN picture, in pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Point = tuple[int, int]

POOL_HEAD, LANE_HEAD = 30, 30
CHANNEL, GAP = 30, 40
TASK_WIDTH, TASK_HEIGHT = 140, 80
GATEWAY, EVENT = 50, 36
EDGE_STEP = 110  # between two events on one edge, so that their labels have room
END_STEP, LABEL_WIDTH, LABEL_HEIGHT = 78, 100, 28
DROP = 96  # from the edge of a task down to where its reminder ends
TRACK = 24
FROM_TOP = 20
FROM_TASK = 32  # up to the first track: the label of a gateway stands between
WIDE_LETTER, NARROW_LETTER = 12, 7  # of the eleven-point letters of a label, the wider ones


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(slots=True)
class Layout:
    pool: Box
    lanes: dict[str, Box] = field(default_factory=dict)
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    ways: dict[str, list[Point]] = field(default_factory=dict)


def text_width(words: str) -> int:
    return sum(WIDE_LETTER if ord(letter) > 0x2E7F else NARROW_LETTER for letter in words)


def down(begin: Box, end: Box) -> list[Point]:
    """Straight beneath, or beside where several lie under one another."""
    if begin.middle[0] == end.middle[0]:
        return [(begin.middle[0], begin.bottom), (end.middle[0], end.y)]
    return [(begin.middle[0], begin.bottom), (begin.middle[0], end.middle[1]), (end.x, end.middle[1])]


def without_turns(points: Iterable[Point]) -> list[Point]:
    """Without points that lie on the line between their neighbours, or twice."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found[-1] = point
        else:
            found.append(point)
    return found
