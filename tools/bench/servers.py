"""Real servers on the loopback: how they start, what memory they take, and how a client of ours loads them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from tools.bench.crew import span, wait_for

HOST = "127.0.0.1"
SECONDS_TO_START = 60
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def free_port() -> int:
    with closing(socket.create_server((HOST, 0))) as listening:
        return int(listening.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running server program; `seconds` from its start until it answered."""

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    def memory(self) -> float:
        """Megabytes resident in the largest of its processes, which is one that answers."""
        return max(resident(process) for process in family(self.process.pid))


@contextmanager
def server(command: list[str], port: int, variables: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Ends it when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **variables}
    with (folder / f"server-{port}.log").open("ab") as log:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_it_answers(process, port, folder)
            yield Server(port, process, time.monotonic() - began)
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    for _ in range(SECONDS_TO_START * 100):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: see {folder}/server-{port}.log")
        try:
            with closing(HTTPConnection(HOST, port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"the server on port {port} did not answer")


def program(*words: str) -> list[str]:
    """The command `flows`."""
    return [sys.executable, "-c", "from command.main import main; main()", *words]


def family(pid: int) -> list[int]:
    """The process and its children."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return [pid, *(child for child, parent in pairs if parent == pid)]


def resident(pid: int) -> float:
    """Megabytes; nothing for one that has just ended."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return int(shown.strip() or 0) / 1024


def cookie_of(port: int, login: str, password: str) -> str:
    """Signs in as a browser does."""
    with closing(HTTPConnection(HOST, port)) as connection:
        connection.request("GET", "/login")
        answer = connection.getresponse()
        page, cookie = answer.read().decode(), _cookies(answer)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        form = urlencode({"login": login, "password": password, "csrf_token": token.group(1) if token else ""})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/login", form, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"{login} was not let in: {answer.status}")
        return _cookies(answer)


def _cookies(answer: HTTPResponse) -> str:
    return "; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", []))


class Loading:
    """One connection that asks for a page again and again, in a process of its own."""

    def load(self, at: float, port: int, cookie: str, seconds: float) -> tuple[list[tuple[float, float]], int]:
        """When each request began and ended, and the bytes of the last answer."""
        asked = f"GET / HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
        times, size = [], 0
        wait_for(at)
        with closing(socket.create_connection((HOST, port))) as connection:
            until = time.monotonic() + seconds
            while (began := time.monotonic()) < until:
                connection.sendall(asked)
                size = _whole_answer(connection)
                times.append((began, time.monotonic()))
        return times, size


def _whole_answer(connection: socket.socket) -> int:
    """Its size in bytes. Both servers say how long their answers are."""
    got = connection.recv(1 << 20)
    while b"\r\n\r\n" not in got:
        got += connection.recv(1 << 20)
    head, _, body = got.partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or length is None:
        raise RuntimeError(head.decode(errors="replace"))
    wanted, size = int(length.group(1)), len(body)
    while size < wanted:
        size += len(connection.recv(1 << 20))
    return size


@contextmanager
def loading(_number: int) -> Iterator[Loading]:
    yield Loading()


def rate(found: list[tuple[list[tuple[float, float]], int]]) -> tuple[float, float]:
    """Requests a second over all connections, and the 95th of a hundred in milliseconds."""
    times = [each for one, _ in found for each in one]
    lasted = sorted(end - began for began, end in times)
    return len(times) / span(times), lasted[int(len(lasted) * 0.95)] * 1000
