"""How wide a line of text is, without a font: what a box must hold on any machine.

Widths are in em and never too small for the fonts that browsers and the raster step use: a Chinese character is one em by
design; each Latin letter takes the wider of Noto Sans SC and DejaVu Sans, which is the widest that systems fall back to.
"""

from __future__ import annotations

import re

NARROW = frozenset("'Iijl|")
SLIM = frozenset(" !(),-./:;[\\]ft")
WIDE = frozenset("%@MWm")
BROAD = frozenset("#&+<=>^wABCDGHKNOQRSTUVXYZ~")
PUNCTUATION = frozenset("，。；：、）】》］·,.;:)!?！？◆")

# The placeholder's font: every printable ASCII character is 0.6 em wide, in every Graphviz.
COURIER = 0.6


def em(text: str) -> float:
    """Width of one line in em."""
    return sum(_advance(character) for character in text)


def drawn_em(text: str) -> float:
    """About the width that one line really has on the screen: for placing a sign beside it, not for making room."""
    return sum(_advance(character) * (0.86 if character.isascii() else 1.0) for character in text)


def _advance(character: str) -> float:
    if not character.isascii():
        return 1.0
    for letters, width in ((NARROW, 0.32), (SLIM, 0.42), (WIDE, 1.0), (BROAD, 0.84)):
        if character in letters:
            return width
    return 0.66


def placeholder(number: int, width: float) -> str:
    """An ASCII word, unique by its number, that is at least `width` em wide in Courier."""
    word = f"T{number}_"
    return word + "_" * max(0, -int(-width // COURIER) - len(word))


def wrap(text: str, most: float) -> list[str]:
    """`text` in lines of at most `most` em where it can be broken: behind a comma rather than between words, or
    anywhere between two Chinese characters; no line begins with a punctuation mark."""
    clauses = re.findall(r".+?(?:, |、|，|$)", text)
    lines = [""]
    for piece in (piece for clause in clauses for piece in ([clause] if em(clause) <= most else _pieces(clause))):
        if lines[-1] and em((lines[-1] + piece).rstrip()) > most and piece[0] not in PUNCTUATION:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def _pieces(text: str) -> list[str]:
    """Words with the blank behind them; each Chinese character on its own."""
    pieces = [""]
    for character in text:
        if not character.isascii():
            pieces.extend((character, ""))
        elif character == " ":
            pieces[-1] += character
            pieces.append("")
        else:
            pieces[-1] += character
    return [piece for piece in pieces if piece]
