"""Reads a picture back: which rectangles and texts it has, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from flows.definition.lettering import em

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Area:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Area) -> bool:
        return (
            self.left <= other.left
            and self.right >= other.right
            and self.top <= other.top
            and self.bottom >= other.bottom
        )

    def meets(self, other: Area) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def groups(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [g for g in root.iter(f"{SVG}g") if name in g.get("class", "").split()]


def by_id(root: ElementTree.Element, wanted: str) -> ElementTree.Element:
    return next(e for e in root.iter() if e.get("id") == wanted)


def texts(element: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def text_areas(element: ElementTree.Element) -> Iterator[Area]:
    """Where each line of text is at the most: by the width that the fonts can have."""
    for text in element.iter(f"{SVG}text"):
        x, y, size = (float(text.attrib[key]) for key in ("x", "y", "font-size"))
        width = em(text.text or "") * size
        left = x if text.get("text-anchor") == "start" else x - width / 2
        yield Area(left, y - size * 0.88, left + width, y + size * 0.22)


def box_area(node: ElementTree.Element) -> Area:
    rect = next(r for r in node.iter(f"{SVG}rect") if r.get("class") == "box")
    x, y, width, height = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
    return Area(x, y, x + width, y + height)
