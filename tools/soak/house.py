"""The processes of the program: two that answer people, two workers; killed, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO

from tools.bench.servers import free_port
from tools.soak.ledger import Ledger

SECRET = "a secret for the soak alone"  # noqa: S105 - of a database that lives as long as the run
REST = "0.5"  # seconds that an idle worker rests


@dataclass
class Member:
    """One process, whatever number it has now."""

    words: list[str]
    port: int | None
    log: Path
    process: subprocess.Popen[bytes] | None = None


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
            self._add(["serve", "--port", str(port), embedded], port, f"web-{number}")
        for number in range(2):
            queue = ["--queue"] if not lite and number == 0 else []
            self._add(["worker", "--every", REST, *queue], None, f"worker-{number}")
        self._start_missing()
        self._looking = Thread(target=self._look, daemon=True)
        self._looking.start()

    def _add(self, words: list[str], port: int | None, name: str) -> None:
        self.members.append(Member(words, port, self.room / f"{name}.log"))

    def _look(self) -> None:
        while not self._over.wait(1):
            self._start_missing()

    def _start_missing(self) -> None:
        with self._lock:
            for member in self.members:
                if self._over.is_set() or (member.process and member.process.poll() is None):
                    continue
                if member.process and member.process.returncode != -signal.SIGKILL:
                    self.ledger.nothing(f"{member.log.stem} ended by itself: {_last_words(member)}")
                with member.log.open("ab") as log:
                    member.process = self._started(member, log)

    def _started(self, member: Member, log: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tools.soak.clocked", str(self.clock), *member.words]
        environment = {**os.environ, **self.variables}
        return subprocess.Popen(command, cwd=self.room, env=environment, stdout=log, stderr=log)

    def kill(self, place: int) -> None:
        """Without a word, in the middle of whatever it does."""
        with self._lock:
            process = self.members[place].process
            if process and process.poll() is None:
                process.kill()
                process.wait()

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
            running = [member.process for member in self.members if member.process]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self.ledger.nothing("a process that did not end when told to")
                process.kill()
                process.wait()


def _last_words(member: Member) -> str:
    lines = member.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][-120:] if lines else "without a word"
