"""What nobody means to send: and forms as a page draws them, to send it in."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

DEPTH = int(os.environ.get("FLOWS_TEST_FUZZ", "1"))
"""How many times over; `make fuzz` says more."""

NASTY = (
    "", " ", "\0", "a\0b", "\r\nSet-Cookie: x=1", "\x1b[2J", "\u202e倒\u202c", "\u200b\ufeff", "🔥👩‍👩‍👧‍👦", "e\u0301" * 50, "甲" * 5_000, "x" * 70_000,
    "=HYPERLINK(\"http://x\",\"y\")", "@SUM(A1)", "+1+1", "-1", "{{7*7}}", "{% raw %}", "${jndi:ldap://x}", "#{1}", "%s%n%x", "{0.__class__}",
    "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "javascript:alert(1)", "'; DROP TABLE cases; --", "1 OR 1=1", "../../etc/passwd",
    "//elsewhere.example/", "https://elsewhere.example/", "\\\\elsewhere", "0", "1", "-0", "1e999", "NaN", "9" * 40, "0x10", "１２", "٣", "2026-02-30",
    "0001-01-01", "9999-12-31", "9999-12-31T23:59", "2026-03-02T10:00", "24:00", "true", "null", "[]", "on", "north", "south", "front_desk", "a@b", "\ud800",
)  # fmt: skip
FILES = (
    b"",
    b"%PDF-1.7 x",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"PK\x03\x04" + b"\0" * 40,
    b"a,b\r\n=1,2\r\n",
    b"\xff\xfe\0\0",
)


@dataclass
class Form:
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def filled(self, dice: random.Random) -> dict[str, Any]:
        """Mostly as it stands, with nonsense in some places, some left out, and now and then one that nobody asked for."""
        given: dict[str, Any] = {}
        for name, values in self.values.items():
            if name == "csrf_token":
                given[name] = values[0]
            elif dice.random() > 0.15:
                known = [*values, *self.choices.get(name, ())]
                given[name] = dice.choice(known) if known and dice.random() < 0.5 else printable(dice.choice(NASTY))
                if dice.random() < 0.1:
                    given[name] = [given[name], printable(dice.choice(NASTY))]
        for name in self.files:
            given[name] = (BytesIO(dice.choice(FILES)), printable(dice.choice(NASTY))[:300] or "x.pdf")
        if dice.random() < 0.2:
            given[dice.choice(("x", "next", "back", "site", "data.x", "data.workers.9999.name", "seen"))] = dice.choice(
                NASTY[:12]
            )
        return given


def printable(text: str) -> str:
    """As a browser can send it: no half of a letter."""
    return text.encode("utf-8", "replace").decode()


class Forms(HTMLParser):
    """Every form of a page that is sent by POST."""

    def __init__(self, page: str, at: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._at, self._form, self._name = at, None, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(a.get("action") or self._at) if a.get("method", "").lower() == "post" else None
            if self._form:
                self.found.append(self._form)
        if self._form is None:
            return
        name = a.get("name", "")
        if tag in ("button", "input") and a.get("formaction"):
            self.found.append(Form(a["formaction"], self._form.values, self._form.choices, self._form.files))
        if tag == "input" and a.get("type") == "file":
            self._form.files.append(name)
        elif tag in ("input", "textarea", "select", "button") and name:
            self._form.values.setdefault(name, [])
            self._name = name
            if "value" in a and tag != "select":
                self._form.values[name].append(a["value"])
        elif tag == "option" and self._name:
            self._form.choices.setdefault(self._name, []).append(a.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
