"""Reads a PNG back with the standard library alone, and draws a picture that shows when pixels are lost."""

from __future__ import annotations

import struct
import zlib

CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
# Decoding in Python is slow: a strip shows as much as a whole picture.
THIN = "8"


def striped(length: str, *, across: bool) -> str:
    """A narrow SVG, black and white by turns, one unit each, for `length` from left to right or from top to bottom."""
    width, height = (length, THIN) if across else (THIN, length)
    stripe = '<rect x="{at}" width="1" height="8"/>' if across else '<rect y="{at}" width="8" height="1"/>'
    stripes = "".join(stripe.format(at=at) for at in range(0, int(float(length)) + 2, 2))
    box = f'width="{width}" height="{height}"'
    ground = f'<rect {box} fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} viewBox="0 0 {width} {height}">{ground}{stripes}</svg>'


def greys(png: bytes) -> tuple[list[int], list[int]]:
    """The first channel along the middle row and along the middle column of an 8-bit PNG."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    step, lines = CHANNELS[kind], _lines(png, width, height, CHANNELS[kind])
    return list(lines[height // 2][::step]), [line[width // 2 * step] for line in lines]


def _lines(png: bytes, width: int, height: int, step: int) -> list[bytearray]:
    packed, at = b"", 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += size + 12
    raw, length, lines = zlib.decompress(packed), width * step, [bytearray(width * step)]
    for row in range(height):
        start = row * (length + 1)
        lines.append(_plain(raw[start], bytearray(raw[start + 1 : start + 1 + length]), lines[-1], step))
    return lines[1:]


def _plain(method: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    """Undoes one line's filter (PNG specification, 9.2)."""
    for at in range(len(line) if method else 0):
        left, corner = (line[at - step], above[at - step]) if at >= step else (0, 0)
        guess = (left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[method - 1]
        line[at] = (line[at] + guess) & 255
    return line


def _paeth(left: int, above: int, corner: int) -> int:
    estimate = left + above - corner
    return min((left, above, corner), key=lambda value: abs(estimate - value))
