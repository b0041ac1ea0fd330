"""How much stands where and for how long, on a finished picture: a shade for each state, and a badge with words beneath
it. Strings only, as `overlay`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flows.definition.draw import SMALL_SIZE
from flows.definition.lettering import drawn_em
from flows.drawing.palette import INK, PAPER
from flows.drawing.shapes import element, group, text

# A state's group up to its box, which `boxes` always draws first.
STATE = re.compile(
    r'(?P<begin><g id="state-[^"]*" class="[^"]*)(?P<rest>" data-state="(?P<state>[^"]*)"[^>]*>\s*(?:<title>[^<]*</title>\s*)?'
    r'<rect x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" width="(?P<width>[^"]*)" height="(?P<height>[^"]*)")'
)
LEGEND = '\n</g>\n<g class="legend">'  # the end of the group that holds the states, by whose corner they are placed
HIGH, ROOM = 18.0, 14.0  # of a badge; beside its words
BELOW = 4.0  # its middle lies beneath the edge, so that the last words in the box stay readable


@dataclass(frozen=True, slots=True)
class Heat:
    """`level`: nought, then the more the hotter; the style sheet gives each its shade."""

    level: int
    words: str


def heated(svg: str, states: Mapping[str, Heat]) -> str:
    """`svg` with the class `heat-…` on each of `states`, and a badge on the lower edge of its box. What the picture
    lacks is passed over."""
    badges: list[str] = []

    def shaded(found: re.Match[str]) -> str:
        heat = states.get(found["state"])
        if heat is None:
            return found[0]
        x, y, width, height = (float(found[name]) for name in ("x", "y", "width", "height"))
        badges.append(_badge(heat, x + width / 2, y + height + BELOW))
        return f"{found['begin']} heat-{heat.level}{found['rest']}"

    body, end, tail = STATE.sub(shaded, svg).rpartition(LEGEND)
    return body + "".join(f"\n{badge}" for badge in badges) + end + tail


def _badge(heat: Heat, middle: float, edge: float) -> str:
    width = drawn_em(heat.words) * SMALL_SIZE + ROOM
    pill = element(
        "rect", x=middle - width / 2, y=edge - HIGH / 2, width=width, height=HIGH, rx=HIGH / 2, fill=PAPER, stroke=INK, class_="heat-pill"
    )  # fmt: skip
    return group([pill, text(heat.words, middle, edge + 4, SMALL_SIZE)], class_=f"heat-badge badge-{heat.level}")
