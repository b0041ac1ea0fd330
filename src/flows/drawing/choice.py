"""The clearest of several layouts of one graph: the fewest crossings, then the shortest lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, product
from math import hypot

from flows.definition.arrows import MAIN_WEIGHT, Stroke
from flows.definition.draw import Drawing
from flows.drawing.layout import Layout, Point, Route, lay_out

STEPS = 8
# A line across the main path disturbs as much as so many crossings of side lines.
MAIN_PATH_COUNTS = 10


def best_layout(drawing: Drawing) -> Layout:
    """The first of equals, so that the choice is the same on every machine."""
    return min((lay_out(dot) for dot in drawing.candidates), key=lambda layout: disorder(drawing, layout))


def disorder(drawing: Drawing, layout: Layout) -> tuple[int, int]:
    """Crossings, each counted as heavily as its lines, and the length of all lines in points."""
    lines = [
        (_importance(stroke), list(_chain(stroke, layout.edges[line]))) for line, stroke in drawing.strokes.items()
    ]
    crossings = sum(a * b * _crossings(one, other) for (a, one), (b, other) in combinations(lines, 2))
    length = sum(hypot(x2 - x1, y2 - y1) for _, line in lines for (x1, y1), (x2, y2) in pairwise(line))
    return crossings, round(length)


def _importance(stroke: Stroke) -> int:
    return MAIN_PATH_COUNTS if stroke.weight == MAIN_WEIGHT else 1


def _chain(stroke: Stroke, route: Route) -> Iterator[Point]:
    """The curve as straight pieces, with its arrowhead, which a line must not cross either."""
    if stroke.back and route.tip:
        yield route.tip
    for start in range(0, len(route.curve) - 1, 3):
        for step in range(STEPS):
            yield _at(route.curve[start : start + 4], step / STEPS)
    yield route.curve[-1]
    if not stroke.back and route.tip:
        yield route.tip


def _at(points: tuple[Point, ...], t: float) -> Point:
    """De Casteljau's construction."""
    while len(points) > 1:
        points = tuple((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(points))
    return points[0]


def _crossings(one: list[Point], other: list[Point]) -> int:
    """Most pieces lie far apart: those outside the other line's frame are left out first."""
    near_one, near_other = _within(one, other), _within(other, one)
    return sum(_cross(*p, *q) for p, q in product(near_one, near_other))


def _within(line: list[Point], other: list[Point]) -> list[tuple[Point, Point]]:
    """Pieces of `line` whose frame meets the frame of `other`."""
    left, right = min(x for x, _ in other), max(x for x, _ in other)
    top, bottom = min(y for _, y in other), max(y for _, y in other)
    return [
        (a, b)
        for a, b in pairwise(line)
        if max(a[0], b[0]) >= left and min(a[0], b[0]) <= right and max(a[1], b[1]) >= top and min(a[1], b[1]) <= bottom
    ]


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
