"""`flows serve --workers 2` for real: what one process knows the other knows, and both end when they are told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select

from flows.service.office import Office
from flows.storage import tables as t
from tests.service.a_site import an_office, furnish, own_password

PASSWORD = "correct horse"
SECONDS = 60  # that a busy machine may take to start or to stop


class Served:
    """Two processes, of which all but one can be made to stand still."""

    def __init__(self, master: subprocess.Popen[str]) -> None:
        self.master = master
        wanted = {
            "port": r"http://127\.0\.0\.1:(\d+)",
            "process": r"Booting .* pid: (\d+)",
            "house": r"Keeping house: (\d+)",
        }
        found: dict[str, list[int]] = {name: [] for name in wanted}
        told: list[str] = []
        while not (found["port"] and len(found["process"]) == 2 and found["house"]):
            line = master.stdout.readline() if master.stdout else ""
            assert line, "".join(told)
            told.append(line)
            for name, pattern in wanted.items():
                found[name] += [int(number) for number in re.findall(pattern, line)]
        self.address = f"http://127.0.0.1:{found['port'][0]}"
        self.processes = found["process"]
        (self.keeps_house,) = found["house"]

    @contextmanager
    def by(self, number: int) -> Iterator[None]:
        """What is asked meanwhile is answered by that process: the other can't."""
        other = self.processes[1 - number]
        os.kill(other, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(other, signal.SIGCONT)

    def told_until(self, pattern: str) -> str:
        """What it says until then, or for as long as a busy machine may take."""
        told: list[str] = []

        def listen() -> None:
            while self.master.stdout and not re.search(pattern, "".join(told)):
                told.append(self.master.stdout.readline() or pattern)

        listening = Thread(target=listen, daemon=True)
        listening.start()
        listening.join(SECONDS)
        return "".join(told)


class Visitor:
    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[str, str]:
        """Where it led, and the page."""
        with self.opener.open(self.address + path, timeout=SECONDS) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()

    def sign_in(self, login: str, password: str) -> int:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/login")[1])
        assert token
        form = urllib.parse.urlencode({"login": login, "password": password, "csrf_token": token.group(1)}).encode()
        try:
            with self.opener.open(f"{self.address}/login", form, timeout=SECONDS) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(postgres_url, tmp_path) as office:
        furnish(office)
        for login in ("front_desk", "director"):
            own_password(office, login, PASSWORD)
        yield office


@pytest.fixture
def served(office: Office, postgres_url: str, tmp_path: Path) -> Iterator[Served]:
    environment = {
        **os.environ,
        "FLOWS_DATABASE_URL": postgres_url,
        "FLOWS_SECRET_KEY": "a secret of the tests",
        "FLOWS_ATTACHMENTS": str(tmp_path / "attachments"),
        "FLOWS_SIGN_IN_ATTEMPTS": "2",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-c", "from command.main import main; main()", "serve", "--workers", "2", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as master:
        try:
            yield Served(master)
        finally:
            master.terminate()
            try:
                master.wait(SECONDS)
            except subprocess.TimeoutExpired:
                master.kill()


def test_two_processes_share_the_database_and_nothing_else(served: Served, office: Office) -> None:
    first, second = Visitor(served.address), Visitor(served.address)
    with served.by(0):
        assert first.sign_in("front_desk", PASSWORD) == 200
    with served.by(1):
        assert first.get("/account")[0] == "/account", "a session made by one is known to the other"
        assert second.sign_in("director", "wrong") == 401
        assert second.sign_in("director", "wrong") == 401
    with served.by(0):
        assert second.sign_in("director", PASSWORD) == 429, "what one has counted counts in the other"
    assert served.keeps_house in served.processes
    served.master.terminate()
    told = served.master.stdout.read() if served.master.stdout else ""
    assert served.master.wait(SECONDS) == 0, told
    assert "Keeping house" not in told, "one alone"
    for process in served.processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    with office.read() as connection:
        assert connection.execute(select(func.count()).select_from(t.sessions)).scalar_one() == 1


def test_whoever_follows_keeps_house_and_no_log_has_what_somebody_typed(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", int(served.address.rpartition(":")[2])), SECONDS) as strange:
        strange.sendall("GET /cases?q=张三 HTTP/1.1 x\r\n\r\n".encode())
        assert b"400" in strange.recv(100)
    for number in (signal.SIGTTOU, signal.SIGTTIN, signal.SIGHUP):
        served.master.send_signal(number)
    told = served.told_until(r"Keeping house: \d+\n")
    (house,) = re.findall(r"Keeping house: (\d+)", told)
    assert int(house) not in served.processes
    assert "A request that can't be read" in told
    assert not re.search("cases|张|127.0.0.1", told)
    assert len(re.findall("Booting", told)) <= 2
