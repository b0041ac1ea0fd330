"""The processes of the program: two servers that answer people, two workers; killed, and started again. On PostgreSQL
one of the servers has several processes behind its port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import IO

from tools.bench.servers import HOST, family, free_port
from tools.soak.ledger import Ledger, Trouble

SECRET = "a secret for the soak alone"  # noqa: S105 - of a database that lives as long as the run
REST = "0.5"  # seconds that an idle worker rests
SEVERAL = ["--workers", "2"]  # of one server on PostgreSQL
SECONDS_TO_START = 120  # that a busy machine may take
AT_WORK = "已开始".encode()  # what a worker says when it has opened the database
PATIENCE = 30  # seconds that a process has to end: more than the twenty that it gives its requests


@dataclass
class Member:
    """One process, whatever number it has now; none after it was killed. `several`: those that answer in its place, as
    they were last seen, and those of them that were `killed`. `away`: until it answers, or works again."""

    words: list[str]
    port: int | None
    log: Path
    process: subprocess.Popen[bytes] | None = None
    several: set[int] = field(default_factory=set)
    killed: set[int] = field(default_factory=set)
    away: Trouble | None = None
    said: int = 0  # bytes of its log before it was started

    @property
    def name(self) -> str:
        return self.log.stem

    @property
    def whom(self) -> str:
        return str(self.port or self.name)

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class House:
    """Looks every second whether all are there, and starts who is gone."""

    url: str
    attachments: Path
    clock: Path
    room: Path
    ledger: Ledger
    members: list[Member] = field(default_factory=list)
    _over: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _looking: Thread | None = None

    @property
    def variables(self) -> dict[str, str]:
        return {
            "FLOWS_DATABASE_URL": self.url,
            "FLOWS_SECRET_KEY": SECRET,
            "FLOWS_ATTACHMENTS": str(self.attachments),
            "FLOWS_API_PER_MINUTE": "0",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    @property
    def ports(self) -> list[int]:
        return [member.port for member in self.members if member.port]

    def open(self) -> None:
        lite = self.url.startswith("sqlite")
        for number in range(2):
            port = free_port()
            embedded = "--embed" if lite and number == 0 else "--no-embed"
            several = SEVERAL if not lite and number == 0 else []
            self._add(["serve", "--port", str(port), embedded, *several], port, f"web-{number}")
        for number in range(2):
            queue = ["--queue"] if not lite and number == 0 else []
            self._add(["worker", "--every", REST, *queue], None, f"worker-{number}")
        self._look_once()
        self._looking = Thread(target=self._look, daemon=True)
        self._looking.start()

    def wait(self) -> None:
        """Until all are there: before that nobody could be answered."""
        for _ in range(SECONDS_TO_START):
            if not any(member.away for member in self.members):
                return
            time.sleep(1)
        raise RuntimeError(f"not all have started: see {self.room}")

    def _add(self, words: list[str], port: int | None, name: str) -> None:
        self.members.append(Member(words, port, self.room / f"{name}.log"))

    def _look(self) -> None:
        while not self._over.wait(1):
            self._look_once()

    def _look_once(self) -> None:
        with self._lock:
            for member in self.members:
                self._note_ends(member)
                if not member.runs and not self._over.is_set():
                    self._start(member)
                if member.away and is_there(member):
                    member.away.ends()
                    member.away = None

    def _note_ends(self, member: Member) -> None:
        """Whoever was killed by the soak is no longer there to be seen."""
        if member.process and not member.runs:
            self.ledger.end(f"{member.name} ended by itself: {_last_words(member)}")
            member.process, member.several = None, set()
        # Before it answers it has children of other kinds: what its libraries ask the system by.
        if member.process and not member.away and set(SEVERAL) <= set(member.words):
            there = set(family(member.process.pid)[1:])
            for _ in member.several - there - member.killed:
                self.ledger.end(f"a process of {member.name} ended by itself: {_last_words(member)}")
            member.several = there

    def _miss(self, member: Member) -> None:
        member.away = member.away or self.ledger.begins("a process is away", member.whom)

    def _start(self, member: Member) -> None:
        self._miss(member)
        with member.log.open("ab") as log:
            member.said = log.tell()
            member.process = self._started(member, log)

    def _started(self, member: Member, log: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tools.soak.clocked", str(self.clock), *member.words]
        environment = {**os.environ, **self.variables}
        return subprocess.Popen(command, cwd=self.room, env=environment, stdout=log, stderr=log)

    def kill(self, place: int) -> None:
        """Without a word, in the middle of whatever it does, with all that answer in its place."""
        with self._lock:
            member = self.members[place]
            self._note_ends(member)
            if not member.process:
                return
            self._miss(member)
            for process in family(member.process.pid):
                _kill(process)
            member.process.wait()
            member.process, member.several = None, set()

    def kill_one_of_several(self, chance: Random) -> bool:
        """One that answers, while its master lives and the others go on; whether there was one."""
        with self._lock:
            for member in self.members:
                self._note_ends(member)
                if member.several:
                    process = chance.choice(sorted(member.several))
                    member.killed.add(process)
                    with self.ledger.trouble("a process is away", member.whom):
                        _kill(process)
                    return True
        return False

    def processes(self) -> list[int]:
        with self._lock:
            return [member.process.pid for member in self.members if member.process]

    def close(self) -> None:
        """In good order."""
        if self._over.is_set():
            return
        self._over.set()
        if self._looking:
            self._looking.join()
        with self._lock:
            for member in self.members:
                self._note_ends(member)
            running = {member.name: member.process for member in self.members if member.process}
        for process in running.values():
            process.terminate()
        for name, process in running.items():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.ledger.end(f"{name} did not end when told to")
                process.kill()
                process.wait()


def _last_words(member: Member) -> str:
    lines = member.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][-120:] if lines else "without a word"


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def is_there(member: Member) -> bool:
    """A server that answers, a worker that has said that it is at work."""
    if member.port is None:
        return AT_WORK in member.log.read_bytes()[member.said :]
    try:
        with closing(HTTPConnection(HOST, member.port, timeout=1)) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
