"""Lines of the log: as words, or as JSON for a program that gathers them. On the error stream; who keeps them is the
system's business.

A line is one line, whatever was sent: control characters that somebody typed can't begin another. An exception is told by
its kind and where it came from, never by its words: a database says in them what it was given, and that is people's.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

FORMATS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
DEEPEST = 30  # frames of one exception


class Lines(logging.Formatter):
    """`mark` answers what the request at hand is known by."""

    def __init__(self, mark: Callable[[], str]) -> None:
        super().__init__()
        self._mark = mark

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        found: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if mark := self._mark():
            found["request"] = mark
        if isinstance(record.args, dict):
            found |= {name: value for name, value in record.args.items() if name not in found}
        if record.exc_info and record.exc_info[1]:
            found["fault"] = faults(record.exc_info[1])
        return found


class JsonLines(Lines):
    def format(self, record: logging.LogRecord) -> str:
        line = json.dumps(self.facts(record), ensure_ascii=False, default=str)
        return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


class WordLines(Lines):
    def format(self, record: logging.LogRecord) -> str:
        facts = self.facts(record)
        mark = f" [{facts['request']}]" if "request" in facts else ""
        line = f"{facts['at']} {facts['level']} {facts['logger']}{mark}: {facts['message']}"
        told = [one_line(line)]
        for fault in facts.get("fault", ()):
            told.append(one_line(f"  {fault['kind']}"))
            told += [one_line(f"    {place}") for place in fault["places"]]
        return "\n".join(told)


def one_line(text: str) -> str:
    """With what would end it, or move a terminal, written out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def faults(fault: BaseException) -> list[dict[str, Any]]:
    """The exception and those it came of: the kind of each, what a database calls it, and where."""
    found, seen = list[dict[str, Any]](), set[int]()
    while id(fault) not in seen and len(found) < DEEPEST:
        seen.add(id(fault))
        frames = traceback.extract_tb(fault.__traceback__)[-DEEPEST:]
        kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
        code = getattr(fault, "sqlstate", None) or getattr(fault, "sqlite_errorname", None)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        found.append({"kind": f"{kind} ({code})" if code else kind, "places": places})
        before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        if before is None:
            break
        fault = before
    return found


class ErrorStream(logging.StreamHandler[TextIO]):
    """Whichever that is now."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        pass


def keep_log(form: str, level: str, mark: Callable[[], str]) -> None:
    """From now on all that is logged goes that way, also what libraries say."""
    handler = ErrorStream()
    handler.setFormatter((JsonLines if form == "json" else WordLines)(mark))
    root = logging.getLogger()
    root.handlers = [*(one for one in root.handlers if not isinstance(one, ErrorStream)), handler]
    for ours in ("flows", "web"):
        logging.getLogger(ours).setLevel(level.upper())
