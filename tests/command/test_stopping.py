"""`flows serve` told to stop answers whom it has begun to hear, hears nobody else, and ends: one process and several."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from command.rounds import end, keep_going
from tests.furnished import Files
from tests.service.kept_office import SECRET, story

SECONDS = 60  # that a busy machine may take
BODY = b"login=nobody&password=wrong"
HEAD = b"POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(params=["1", "2"])
def served(request: pytest.FixtureRequest, files: Files, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The process, and the port that it listens at."""
    environment = {
        **os.environ,
        "FLOWS_DATABASE_URL": files.copy(story, tmp_path),
        "FLOWS_SECRET_KEY": SECRET.decode(),
        "FLOWS_LOG_FORMAT": "json",
        "FLOWS_LOG_LEVEL": "info",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-c", "from command.main import main; main()"]
    command += ["serve", "--no-embed", "--port", "0", "--workers", request.param]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            told = ""
            while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", told)):
                line = process.stdout.readline() if process.stdout else ""
                assert line, told
                told += line
            yield process, int(found[1])
        finally:
            process.kill()


def connected(port: int) -> socket.socket:
    until = time.monotonic() + SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)


def refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return True
    return False


def test_who_is_being_heard_is_answered_and_nobody_else(served: tuple[subprocess.Popen[str], int]) -> None:
    process, port = served
    with connected(port) as first:  # it is there, and answers
        first.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert b"200 OK" in first.recv(4096)
    with connected(port) as caller:
        caller.sendall(HEAD % len(BODY) + BODY[:5])
        time.sleep(0.3)  # until it has read so much
        process.send_signal(signal.SIGTERM)
        until = time.monotonic() + SECONDS
        while not refused(port) and time.monotonic() < until:
            time.sleep(0.05)
        assert refused(port), "it takes no more callers"
        assert process.poll() is None, "and waits for the one it hears"
        caller.sendall(BODY[5:])
        answer = caller.recv(4096)
        assert b" 401 " in answer.splitlines()[0]
        assert b"x-request-id: " in answer.lower()
    told = process.communicate(timeout=SECONDS)[0]
    assert process.returncode == 0, told
    assert '"route": "/api/v1/cases"' in told


def test_what_a_round_has_begun_ends_and_no_other_begins() -> None:
    begun, may_end, done = threading.Event(), threading.Event(), list[str]()

    def act() -> bool:
        begun.set()
        assert may_end.wait(SECONDS)
        done.append("whole")
        return True

    going = keep_going("test", act, every=0.01)
    assert begun.wait(SECONDS)
    threading.Timer(0.1, may_end.set).start()
    end([going])
    assert done == ["whole"]
    assert not going.thread.is_alive()
