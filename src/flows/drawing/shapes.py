"""Pieces of SVG. Presentation attributes and classes only: a page with a strict Content-Security-Policy ignores inline
styles, and a style sheet can override an attribute."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from math import hypot

from flows.definition.draw import SIGN_EM, SMALL_SIZE
from flows.drawing.layout import Point
from flows.drawing.palette import DONE, HERE, INK, PAPER, Pen

# Noto Sans SC comes first because the raster step has just that; browsers without it take the system's own.
FONTS = (
    "Noto Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Source Han Sans SC, WenQuanYi Micro Hei, sans-serif"
)


Value = str | float | None


def number(value: float) -> str:
    """Two decimals at most, and no negative nought: the same bytes on every machine."""
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")


def escape(words: str) -> str:
    """As text of an element. (`xml.sax.saxutils` has the same, and brings a client of HTTP along.)"""
    return html.escape(words, quote=False)


def attributes(**values: Value) -> str:
    """`stroke_width=1` becomes ` stroke-width="1"`; None and the empty string are left out."""
    parts = []
    for key, value in values.items():
        if value is None or value == "":
            continue
        text = value if isinstance(value, str) else number(value)
        quoted = escape(text).replace('"', "&quot;")
        parts.append(f' {key.strip("_").replace("_", "-")}="{quoted}"')
    return "".join(parts)


def element(name: str, **values: Value) -> str:
    return f"<{name}{attributes(**values)}/>"


def group(parts: Iterable[str], *, hover: str = "", **values: Value) -> str:
    title = f"<title>{escape(hover)}</title>\n" if hover else ""
    return f"<g{attributes(**values)}>\n{title}" + "\n".join(parts) + "\n</g>"


def text(
    words: str, x: float, y: float, size: float, *, anchor: str = "middle", halo: bool = False, **more: Value
) -> str:
    """`halo`: a margin in the paper's colour, which keeps words readable where a line passes behind them."""
    values: dict[str, Value] = {"fill": INK}
    if halo:
        values |= {"stroke": PAPER, "stroke_width": 4.0, "stroke_linejoin": "round", "paint_order": "stroke"}
    values |= more
    return f"<text{attributes(x=x, y=y, font_size=size, text_anchor=anchor, **values)}>{escape(words)}</text>"


def path_data(curve: Sequence[Point]) -> str:
    first, *rest = (f"{number(x)} {number(y)}" for x, y in curve)
    return f"M{first}C{' '.join(rest)}"


def polygon(points: Sequence[Point], **values: Value) -> str:
    return element("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), **values)


def arrowhead(pen: Pen, end: Point, tip: Point) -> list[str]:
    """A head from the curve's end to `tip`; each kind of arrow has a shape of its own."""
    length = hypot(tip[0] - end[0], tip[1] - end[1]) or 1.0
    ux, uy = (tip[0] - end[0]) / length, (tip[1] - end[1]) / length

    def at(along: float, across: float) -> Point:
        return tip[0] - ux * along - uy * across, tip[1] - uy * along + ux * across

    triangle = [tip, at(10, 4.5), at(10, -4.5)]
    outline: dict[str, Value] = {"stroke": pen.colour, "stroke_width": 1.4, "stroke_linejoin": "round"}
    if pen.head == "open":
        lines = [at(10, 5), tip, at(10, -5)]
        stem = [end, tip]
        return [_line(lines, fill="none", class_="head-open", **outline), _line(stem, fill="none", **outline)]
    if pen.head == "hollow":
        return [polygon(triangle, fill=PAPER, class_="head hollow", **outline)]
    head = [polygon(triangle, fill=pen.colour, class_="head", **outline)]
    if pen.head == "bar":
        head.append(
            _line([at(13, 6), at(13, -6)], fill="none", class_="head-open", **(outline | {"stroke_width": 2.0}))
        )
    if pen.head == "double":
        head.append(polygon([at(7, 0), at(17, 4.5), at(17, -4.5)], fill=pen.colour, class_="head", **outline))
    return head


def _line(points: Sequence[Point], **values: Value) -> str:
    return element("polyline", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), **values)


def clock_sign(x: float, y: float, colour: str) -> str:
    """A clock face of one small em around the point. Drawn, since few fonts have the character."""
    radius = SMALL_SIZE * 0.46
    hands = f"M{number(x)} {number(y - radius * 0.65)}V{number(y)}H{number(x + radius * 0.55)}"
    face = element("circle", cx=x, cy=y, r=radius, fill=PAPER, stroke=colour, stroke_width=1.2, class_="paper")
    return group(
        [face, element("path", d=hands, fill="none", stroke=colour, stroke_width=1.2)], class_="sign clock-sign"
    )


def loop_sign(x: float, y: float, colour: str) -> str:
    """A round arrow: the event leaves the case where it is."""
    r = SMALL_SIZE * 0.4
    arc = f"M{number(x + r)} {number(y)}A{number(r)} {number(r)} 0 1 1 {number(x)} {number(y - r)}"
    head = [(x + r * 0.9, y - r), (x - r * 0.1, y - r * 1.75), (x - r * 0.1, y - r * 0.25)]
    curve = element("path", d=arc, fill="none", stroke=colour, stroke_width=1.2)
    return group([curve, polygon(head, fill=colour)], class_="sign loop-sign")


def tick(x: float, y: float) -> str:
    """Round badge: the case has been here."""
    check = f"M{number(x - 4)} {number(y)}L{number(x - 1)} {number(y + 3)}L{number(x + 4)} {number(y - 3.5)}"
    badge = element("circle", cx=x, cy=y, r=8.0, fill=DONE)
    return badge + element("path", d=check, fill="none", stroke=PAPER, stroke_width=2.0)


def pointer(x: float, y: float) -> str:
    """Wedge with its point at (x, y): the case is here."""
    return polygon([(x - 14, y - 9), (x, y), (x - 14, y + 9)], fill=HERE)


def sign_room() -> float:
    return SIGN_EM * SMALL_SIZE
