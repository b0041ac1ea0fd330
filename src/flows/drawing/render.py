"""A procedure as one SVG: laid out by Graphviz with placeholders, drawn here with the real words.

The same procedure gives the same bytes on every machine. Graphviz is a process, run three times (about 50 ms): render once for each
version of a declaration and keep the result; `overlay` marks a case on it without running anything.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from flows.definition import draw
from flows.definition.draw import NAME_SIZE, SMALL_SIZE, START, Drawing
from flows.definition.model import Procedure
from flows.drawing import legend as legends
from flows.drawing.boxes import state_box
from flows.drawing.choice import best_layout
from flows.drawing.layout import Layout
from flows.drawing.lines import arrow, labels, start_arrow
from flows.drawing.palette import INK, PAPER, SOFT_INK
from flows.drawing.shapes import FONTS, element, escape, group, number, text

MARGIN, HEADER = 24.0, 58.0


@lru_cache(maxsize=64)
def svg(procedure: Procedure, lang: str) -> str:
    """Standalone, UTF-8, without script or inline style. `lang` is `zh` or `en`."""
    return drawn(draw.source(procedure, lang))


def drawn(drawing: Drawing) -> str:
    return _picture(drawing, best_layout(drawing))


def _picture(drawing: Drawing, layout: Layout) -> str:
    legend, legend_height = legends.legend(drawing, MARGIN * 2 + layout.width, HEADER)
    # Whole units: typst resamples a picture of a broken size and loses rows of pixels, the feet of letters among them.
    width = float(ceil(layout.width + legends.WIDTH + MARGIN * 3))
    height = float(ceil(max(layout.height, legend_height) + HEADER + MARGIN))
    parts = [
        element("rect", width=width, height=height, fill=PAPER, class_="ground"),
        text(drawing.title, MARGIN, 30, NAME_SIZE * 1.5, anchor="start", class_="caption"),
        text(drawing.subtitle, MARGIN, 47, SMALL_SIZE, anchor="start", fill=SOFT_INK, class_="holder"),
        group(_graph(drawing, layout), class_="graph", transform=f"translate({number(MARGIN)} {number(HEADER)})"),
        legend,
    ]
    return "\n".join([*_head(drawing, width, height), *parts, "</svg>", ""])


def _head(drawing: Drawing, width: float, height: float) -> list[str]:
    language = "en" if drawing.lang == "en" else "zh-CN"
    size = f'width="{number(width)}" height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-diagram" role="img" xml:lang="{language}" lang="{language}"'
        f' aria-labelledby="diagram-title diagram-desc" {size} font-family="{FONTS}">',
        f'<title id="diagram-title">{escape(drawing.title)}</title>',
        f'<desc id="diagram-desc">{escape(drawing.about)}</desc>',
    ]


def _graph(drawing: Drawing, layout: Layout) -> list[str]:
    start = layout.nodes[START]
    routes = {line: layout.edges[line] for line in drawing.strokes}
    pairs = [
        (stroke, routes[line].turned() if stroke.back else routes[line]) for line, stroke in drawing.strokes.items()
    ]
    return [
        start_arrow(layout.edges["line-start"]),
        element("circle", cx=start.x, cy=start.y, r=start.width / 2, fill=INK, class_="ink"),
        *(arrow(stroke, route) for stroke, route in pairs),
        *(state_box(box, layout.nodes[code]) for code, box in drawing.boxes.items()),
        *(part for stroke, route in pairs for part in labels(stroke, route)),
    ]
