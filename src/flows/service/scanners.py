"""Scanners for viruses that somebody has set up: clamd by its socket, or any command.

clamd is spoken to as its manual says (INSTREAM): pieces with their length before them, an empty one at the end, and one line
back. A command gets the file at its standard input and ends as clamdscan does: 0 nothing found, 1 found, with a line for each
finding; all else is no answer.
"""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from struct import pack

PIECE = 64 * 1024  # bytes
MOST_SAID = 4096  # bytes of an answer that are read
MOST_FOUND = 10  # findings that are told
PATH = (
    "/usr/local/bin:/usr/bin:/bin"  # of the command, which is given nothing else of our environment: it holds secrets
)
REST = 10.0  # seconds in which one that hung isn't waited for again: whoever brings several files would wait for each
_hung: dict[str, float] = {}  # by means: until when it rests
FOUND = re.compile(r"(?:.*?: )?(?P<name>.+?) FOUND")


class NoAnswer(Exception):
    """It is away, too slow, or says that it could not search."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """`clamd`: the path of its socket, or host:port. `command`: words as a shell would take them; none reads them.
    `takes_unsearched`: whether a file is taken where there was no answer. `seconds` in which one must come."""

    clamd: str = ""
    command: str = ""
    takes_unsearched: bool = False
    seconds: float = 20.0

    def found_in(self, content: bytes) -> tuple[str, ...]:
        """The names of what was found, by every means there is. Raises NoAnswer where nothing was found and a means did not
        answer."""
        found, silent = list[str](), list[NoAnswer]()
        for means, ask in ((self.clamd, self._clamd), (self.command, self._command)):
            began = time.monotonic()
            try:
                if _hung.get(means, 0.0) > began:
                    raise NoAnswer("it did not answer a moment ago")
                found += ask(content) if means else ()
            except NoAnswer as fault:
                silent.append(fault)
                if (now := time.monotonic()) - began >= self.seconds:
                    _hung[means] = now + REST
        if silent and not found:
            raise silent[0]
        return tuple(dict.fromkeys(found))[:MOST_FOUND]

    def _clamd(self, content: bytes) -> list[str]:
        until = time.monotonic() + self.seconds
        try:
            with self._reached() as line:
                with suppress(BrokenPipeError, ConnectionResetError):  # it says why it hears no more
                    line.sendall(b"zINSTREAM\0")
                    for at in range(0, len(content), PIECE):
                        piece = content[at : at + PIECE]
                        line.settimeout(max(0.001, until - time.monotonic()))
                        line.sendall(pack(">I", len(piece)) + piece)
                    line.sendall(pack(">I", 0))
                said = _line_of(line, until)
        except OSError as fault:
            raise NoAnswer(f"clamd: {fault}") from fault
        if said.endswith(" OK"):
            return []
        name = FOUND.fullmatch(said)
        if name is None:
            raise NoAnswer(f"clamd: {said or 'nothing'}")
        return [plain(name["name"])]

    def _reached(self) -> socket.socket:
        if self.clamd.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self.seconds)
            line.connect(self.clamd)
            return line
        host, _, port = self.clamd.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)

    def _command(self, content: bytes) -> list[str]:
        words = shlex.split(self.command)
        try:
            ended = subprocess.run(
                words, input=content, capture_output=True, timeout=self.seconds, check=False, env={"PATH": PATH}
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
            raise NoAnswer(f"{words[0]}: {type(fault).__name__}") from fault
        if ended.returncode not in (0, 1):
            raise NoAnswer(f"{words[0]}: {ended.returncode}")
        lines = [line for line in ended.stdout[:MOST_SAID].decode("utf-8", "replace").splitlines() if line.strip()]
        named = [line for line in lines if FOUND.fullmatch(line)]  # clamscan tells a summary, too
        return [plain(line) for line in named or lines] or [words[0]] if ended.returncode else []


def _line_of(line: socket.socket, until: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < MOST_SAID:
        line.settimeout(max(0.001, until - time.monotonic()))
        more = line.recv(MOST_SAID)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def plain(said: str) -> str:
    """A name as people are told it and as it stands in the log: what a scanner says may hold anything."""
    name = FOUND.fullmatch(said)
    return "".join(c for c in (name["name"] if name else said) if c.isprintable())[:100]
