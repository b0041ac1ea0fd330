"""Where Graphviz puts things: runs it once and gives back plain geometry.

Points (72 to the inch), y downwards, the origin at the top left of the graph.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A node: its middle, width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """An edge as Graphviz has it: a Bézier curve of 3n + 1 points, where its arrowhead points, where its label stands."""

    curve: tuple[Point, ...]
    tip: Point | None
    label: Point | None

    def turned(self) -> Route:
        return Route(tuple(reversed(self.curve)), self.tip, self.label)


@dataclass(frozen=True, slots=True)
class Layout:
    width: float
    height: float
    nodes: Mapping[str, Frame]
    edges: Mapping[str, Route]


def use_bundled_graphviz() -> None:
    """graphviz-pure's command is not called `dot`, and no `dot` need be installed: name it to the graphviz package."""
    from graphviz.backend import dot_command

    dot_command.DOT_BINARY = Path(sys.executable).parent / "graphviz-pure"


def lay_out(dot: str) -> Layout:
    """Edges are found by their `id`. Raises graphviz.CalledProcessError when Graphviz refuses the source."""
    import graphviz  # 33 modules, for who draws: pages show what was drawn when it was published

    use_bundled_graphviz()
    graph = json.loads(graphviz.pipe("dot", "json0", dot.encode()))
    _, _, width, height = (float(number) for number in graph["bb"].split(","))
    nodes = {thing["name"]: _frame(thing, height) for thing in graph["objects"]}
    edges = {edge["id"]: _route(edge, height) for edge in graph["edges"]}
    return Layout(width, height, nodes, edges)


def _point(text: str, height: float) -> Point:
    x, y = text.split(",")
    return float(x), height - float(y)


def _frame(node: Mapping[str, Any], height: float) -> Frame:
    x, y = _point(node["pos"], height)
    return Frame(x, y, float(node["width"]) * 72, float(node["height"]) * 72)


def _route(edge: Mapping[str, Any], height: float) -> Route:
    """`pos` reads `s,x,y e,x,y p0 p1 …`: where an arrowhead at the start or at the end points to, then the curve."""
    parts = edge["pos"].split(" ")
    tips = [_point(part[2:], height) for part in parts if part[0] in "se"]
    curve = tuple(_point(part, height) for part in parts if part[0] not in "se")
    label = _point(edge["lp"], height) if "lp" in edge else None
    return Route(curve, tips[0] if tips else None, label)
