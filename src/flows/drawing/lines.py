"""The arrows: a stroke each, with its words, and the invisible wide line that makes it easy to point at."""

from __future__ import annotations

from flows.definition.arrows import Move, Stroke
from flows.definition.draw import SMALL_SIZE
from flows.definition.lettering import drawn_em
from flows.drawing.layout import Point, Route
from flows.drawing.palette import INK, PENS, Pen
from flows.drawing.shapes import arrowhead, clock_sign, element, group, path_data, sign_room, text

LEADING = 13.2


def arrow(stroke: Stroke, route: Route) -> str:
    """The line that leaves its source for one move carries that move's id; where several share it, their labels do."""
    pen, alone = PENS[stroke.look], stroke.moves[0] if len(stroke.moves) == 1 else None
    hover = alone.hover if alone else "\n\n".join(dict.fromkeys(move.hover for move in stroke.moves))
    return group(
        [*_line(pen, route), *_joint(stroke, pen, route)],
        hover=hover,
        id=alone.id if alone and stroke.tail == alone.source else None,
        class_=f"edge {stroke.look}",
        data_moves=" ".join(move.key for move in stroke.moves),
    )


def labels(stroke: Stroke, route: Route) -> list[str]:
    """Drawn after all lines, so that no line crosses a word."""
    if not stroke.labels or route.label is None:
        return []
    x, y = route.label
    y -= LEADING * sum(len(move.words) for move in stroke.labels) / 2
    parts, together = [], len(stroke.moves) > 1 and len(stroke.labels) == len(stroke.moves)
    for move in stroke.labels:
        carried = [move] if together else stroke.moves
        parts.append(_label(move, carried, (x, y), with_id=together))
        y += LEADING * len(move.words)
    return parts


def _label(move: Move, carried: list[Move] | tuple[Move, ...], top: Point, *, with_id: bool) -> str:
    x, y = top
    pen, clock = PENS[move.look], move.look == "clock"
    shift = sign_room() / 2 if clock else 0.0
    parts = [
        text(words, x + shift, y + LEADING * (index + 1) - 3, SMALL_SIZE, halo=True, fill=_ink(move, pen))
        for index, words in enumerate(move.words)
    ]
    if clock:
        left = x - drawn_em(move.words[0]) * SMALL_SIZE / 2
        parts.append(clock_sign(left, y + LEADING / 2, pen.colour))
    keys = " ".join(one.key for one in carried)
    return group(parts, hover=move.hover, id=move.id if with_id else None, class_=f"label {move.look}", data_moves=keys)


def _ink(move: Move, pen: Pen) -> str:
    return INK if move.look == "forward" else pen.colour


def _line(pen: Pen, route: Route) -> list[str]:
    data = path_data(route.curve)
    hit = element("path", d=data, fill="none", stroke="#000000", stroke_opacity=0.0, stroke_width=12.0, class_="hit")
    line = element(
        "path", d=data, fill="none", stroke=pen.colour, stroke_width=pen.width, stroke_dasharray=pen.dash, class_="line"
    )
    head = arrowhead(pen, route.curve[-1], route.tip) if route.tip else []
    return [hit, line, *head]


def _joint(stroke: Stroke, pen: Pen, route: Route) -> list[str]:
    """A dot where a feeder joins the trunk, as on a railway map."""
    if stroke.headed:
        return []
    x, y = route.curve[-1]
    return [element("circle", cx=x, cy=y, r=2.4, fill=pen.colour, class_="joint")]


def start_arrow(route: Route) -> str:
    return group(_line(PENS["forward"], route)[1:], class_="edge start")
