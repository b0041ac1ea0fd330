"""The words of a message: what happened, and where to look. Pure.

A link leads to the page of a case, where one signs in and presses a button; opened by whomever, or by a program that
looks at links beforehand, it does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from flows.definition import Text

LINES = 20  # of one message; more stand on the page of notices
SUBJECT = 70  # letters


@dataclass(frozen=True, slots=True)
class Item:
    """A notice as it goes into a message."""

    words: Text
    at: datetime
    zone: ZoneInfo
    site: str
    number: str
    urgent: bool


def worded(items: Sequence[Item], lang: str, base_url: str) -> dict[str, str]:
    """`subject` and `body`."""
    lines = [_line(item, lang, base_url) for item in items[:LINES]]
    more = len(items) - LINES
    if more > 0:
        lines.append(Text(f"另有 {more} 条，请登录查看。", f"And {more} more; sign in to read them.").in_(lang))
    lines.append(Text("链接只打开单据，不会替您办理。", "A link opens the case; it does nothing for you.").in_(lang))
    return {"subject": _subject(items, lang), "body": "\n\n".join(lines)}


def _subject(items: Sequence[Item], lang: str) -> str:
    first = _plain(items[0].words.in_(lang))
    if len(items) > 1:
        first = Text(f"{len(items)} 条通知：{first}", f"{len(items)} notices: {first}").in_(lang)
    if any(item.urgent for item in items):
        first = Text(f"紧急：{first}", f"Urgent: {first}").in_(lang)
    return first if len(first) <= SUBJECT else f"{first[: SUBJECT - 1]}…"


def _line(item: Item, lang: str, base_url: str) -> str:
    said = f"{item.at.astimezone(item.zone):%m-%d %H:%M} {_plain(item.words.in_(lang))}"
    return f"{said}\n{case_address(base_url, item.site, item.number)}" if base_url else said


def case_address(base_url: str, site: str, number: str) -> str:
    return f"{base_url}/cases/{quote(number)}?{urlencode({'site': site})}"


def _plain(words: str) -> str:
    """On one line: what somebody wrote as a reason may have several, and a subject must not."""
    return " ".join(words.split())
