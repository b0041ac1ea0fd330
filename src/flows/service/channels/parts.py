"""A text in parts for services that take so many bytes at once. Apprise counts letters, of which a Chinese one has three."""

from __future__ import annotations

from collections.abc import Mapping

# Bytes of UTF-8, by the services' documentation: WeCom takes 2048 of a text; the others a request of 20 000, in which
# Apprise writes each byte of UTF-8 as up to three.
MOST: Mapping[str, int] = {"wecombot": 2048, "dingtalk": 6000, "feishu": 6000, "lark": 6000}


def in_parts(text: str, most: int) -> list[str]:
    """None longer than `most` bytes; cut between paragraphs where it can be, else lines, else letters."""
    found = []
    while len(text.encode()) > most:
        fits = text.encode()[:most].decode(errors="ignore")
        end = next((at for at in (fits.rfind("\n\n"), fits.rfind("\n")) if at > 0), len(fits))
        found.append(text[:end])
        text = text[end:].lstrip("\n")
    return [part for part in [*found, text] if part.strip()]
