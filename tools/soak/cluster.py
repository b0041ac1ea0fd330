"""A PostgreSQL server of our own that can be torn down and started again over the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import GUARD, LOCALE, POWERLESS, SETTINGS, copy_programs, find_programs
from tools.bench.servers import HOST, free_port

SECONDS_TO_START = 60
NAME = "flows"
OFFICE = "office"  # whom the database belongs to: row-level security holds for it, as for the user of an office


class Cluster:
    """`room`: a folder with a short path, for the socket; `data`: where its files lie."""

    def __init__(self, room: Path, data: Path) -> None:
        self.room, self.data, self.port = room, data, free_port()
        self._account: dict[str, Any] = (
            {"user": POWERLESS, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        )
        self._programs = find_programs()
        self._guard: subprocess.Popen[bytes] | None = None
        self._runs = count(1)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{OFFICE}@{HOST}:{self.port}/{NAME}"

    def make(self) -> None:
        if self._account:
            self._programs = copy_programs(self._programs, self.room)
            for folder in (self.room, self.data.parent):
                shutil.chown(folder, POWERLESS)
        command: list[Any] = [
            self._programs / "initdb",
            "-D",
            self.data,
            "-U",
            NAME,
            "--auth=trust",
            "--no-instructions",
        ]
        made = subprocess.run(
            [*command, "--encoding=UTF8", f"--locale={LOCALE}"],
            cwd=self.room,
            capture_output=True,
            text=True,
            check=False,
            **self._account,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stdout}{made.stderr}")
        self.start()
        with psycopg.connect(host=HOST, port=self.port, user=NAME, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OFFICE} LOGIN")
            connection.execute(f"CREATE DATABASE {NAME} OWNER {OFFICE}")

    def start(self) -> None:
        """The guard ends the server when we end, whatever ends us; its folder holds nothing but the log."""
        run = self.room / f"run-{next(self._runs)}"
        run.mkdir()
        if self._account:
            shutil.chown(run, POWERLESS)
        chosen = {
            **SETTINGS,
            "listen_addresses": HOST,
            "port": str(self.port),
            "max_wal_size": "64MB",
            "min_wal_size": "32MB",
        }
        settings = [f"--{name}={value}" for name, value in chosen.items()]
        serve = [self._programs / "postgres", "-D", self.data, "-k", self.room, *settings]
        command: list[Any] = [sys.executable, "-I", GUARD, run, POWERLESS if self._account else "-", *serve]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
        for _ in range(SECONDS_TO_START * 10):
            if self.answers():
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start again")

    def answers(self) -> bool:
        try:
            with psycopg.connect(host=HOST, port=self.port, user=NAME, dbname="postgres", connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        """At once, as by a crash: whoever is connected is cut off, and the next start recovers from the log."""
        if self._guard:
            self._guard.communicate()
        self._guard = None

    def processes(self) -> list[int]:
        """Of the server; none while it is down."""
        pids = self.data / "postmaster.pid"
        if not pids.exists():
            return []
        first = int(pids.read_text().split()[0])
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        return [first, *(child for child, parent in pairs if parent == first)]
