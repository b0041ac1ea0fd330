"""The two pictures on a form, as SVG without styles, so that a page under a strict policy shows them too."""

from __future__ import annotations

import io
from math import cos, pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree import ElementTree as Xml

SIDE = 200  # units of the seal's picture
RED = "#c4161c"
FONTS = "Noto Serif SC, Songti SC, SimSun, Noto Serif CJK SC, serif"
SPREAD = 250  # degrees of the ring that the longest name takes
BETWEEN = 34  # degrees between two characters of a short one
ISSUER = "管理处"


def qr(address: str) -> str:
    """Middle correction: a form is folded and carried about."""
    import segno  # half a megabyte, for who prints or sets up a second factor

    written = io.BytesIO()
    segno.make(address, error="m").save(
        written, kind="svg", xmldecl=False, omitsize=True, border=2, svgclass=None, lineclass=None
    )
    return written.getvalue().decode().strip()


def seal(name: str) -> str:
    """A round office seal: a ring, the name along it, a star, the issuer below."""
    from xml.etree import ElementTree as Xml  # for who prints: a parser of XML comes along

    middle = SIDE / 2
    drawn = Xml.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {SIDE} {SIDE}"})
    ring = {"cx": str(middle), "cy": str(middle), "r": "94", "fill": "none", "stroke": RED, "stroke-width": "6"}
    Xml.SubElement(drawn, "circle", ring)
    Xml.SubElement(drawn, "polygon", {"points": _star(middle, middle, 26), "fill": RED})
    size = min(30.0, 430 / max(len(name), 1))
    for letter, turn in zip(name, _turns(len(name)), strict=True):
        _letter(drawn, letter, size, 22 + size * 0.8, f"rotate({turn:.2f} {middle} {middle})")
    _letter(drawn, ISSUER, 24, 164)
    return Xml.tostring(drawn, encoding="unicode")


def _letter(drawn: Xml.Element, words: str, size: float, y: float, transform: str = "") -> None:
    from xml.etree import ElementTree as Xml

    facts = {"x": str(SIDE / 2), "y": f"{y:.2f}", "font-size": f"{size:.2f}", "font-family": FONTS}
    facts |= {"text-anchor": "middle", "fill": RED} | ({"transform": transform} if transform else {})
    Xml.SubElement(drawn, "text", facts).text = words


def _turns(count: int) -> list[float]:
    """Degrees from the top for each of `count` characters, centred on it."""
    step = min(BETWEEN, SPREAD / max(count - 1, 1))
    return [step * (place - (count - 1) / 2) for place in range(count)]


def _star(x: float, y: float, radius: float) -> str:
    """The ten corners of a five-pointed star."""
    corners = []
    for corner in range(10):
        reach, angle = (radius if corner % 2 == 0 else radius * 0.382), pi / 5 * corner - pi / 2
        corners.append(f"{x + reach * cos(angle):.2f},{y + reach * sin(angle):.2f}")
    return " ".join(corners)
