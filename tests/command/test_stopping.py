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
from contextlib import ExitStack
from pathlib import Path

import pytest

from command.rounds import GRACE, end, keep_going, tell
from flows.service.halting import halted, until_halted
from tests.furnished import Files
from tests.service.kept_office import SECRET, story

SECONDS = 60  # that a busy machine may take
BODY = b"login=nobody&password=wrong"
# Its form is read before anything is answered; it lacks its mark.
HEAD = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
CALLERS = 6


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
    """Of several processes each hears some of the callers, the one that keeps house among them."""
    process, port = served
    assert process.stdout
    with connected(port) as first:  # it is there, and answers
        first.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert b"200 OK" in first.recv(4096)
    with ExitStack() as all_of_them:
        callers = [all_of_them.enter_context(connected(port)) for _ in range(CALLERS)]
        for caller in callers:
            caller.sendall(HEAD % len(BODY) + BODY[:5])
        time.sleep(0.3)  # until it has read so much
        process.send_signal(signal.SIGTERM)
        until = time.monotonic() + SECONDS
        while not refused(port) and time.monotonic() < until:
            time.sleep(0.05)
        assert refused(port), "it takes no more callers"
        assert any("sealing has ended" in line for line in process.stdout), "its rounds don't wait for those"
        assert process.poll() is None, "and it waits for those that it hears"
        assert time.monotonic() < until - SECONDS + GRACE, "of their own accord"
        for caller in callers:
            caller.sendall(BODY[5:])
            answer = caller.recv(4096)
            assert b" 400 " in answer.splitlines()[0]
            assert b"x-request-id: " in answer.lower()
    told = process.stdout.read()
    assert process.wait(SECONDS) == 0, told
    assert told.count('"route": "/login"') == CALLERS


def test_a_round_that_is_told_ends_before_the_next_thing_of_many() -> None:
    at_first, told, done = threading.Event(), threading.Event(), list[int]()

    def act() -> bool:
        for number in until_halted(range(1000)):
            at_first.set()
            assert told.wait(SECONDS)
            done.append(number)
        return True

    going = keep_going("test", act, every=0.01)
    assert at_first.wait(SECONDS)
    tell([going])
    told.set()
    end([going])
    assert done == [0]
    assert not halted(), "only what is begun within the round hears of it"


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
