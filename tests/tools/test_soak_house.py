"""The processes that the soak runs: how many there are, who was killed, and who ended by itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import IO

import pytest

from tools.soak import house as module
from tools.soak.house import House, Member, is_there
from tools.soak.ledger import Ledger

SECONDS = 60  # that a busy machine may take
STAND_IN = """
import os, sys, time
def another():
    if not os.fork():
        while os.getppid() == master:
            time.sleep(0.1)
        os._exit(0)
master = os.getpid()
if "--workers" in sys.argv:
    another()
    another()
    while True:
        os.wait()
        another()
time.sleep(600)
"""


class Standing(House):
    """A master that replaces its two children, and processes that do nothing."""

    def _started(self, member: Member, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-I", "-S", "-c", STAND_IN, *member.words], stdout=log, stderr=log)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(module, "is_there", lambda _member: True)
    found = Standing("postgresql://", tmp_path, tmp_path / "clock", tmp_path, Ledger())
    found.open()
    until(lambda: len(found.members[0].several) == 2)
    yield found
    found.close()


def until(holds: Callable[[], bool]) -> None:
    late = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < late
        time.sleep(0.05)


def test_one_server_has_several_processes_on_postgresql_alone(house: House, tmp_path: Path) -> None:
    assert [member.words[-2:] == ["--workers", "2"] for member in house.members] == [True, False, False, False]
    lite = Standing("sqlite://", tmp_path, tmp_path / "clock", tmp_path, Ledger())
    lite.open()
    lite.close()
    assert not any("--workers" in member.words for member in lite.members)


def test_who_was_killed_by_the_soak_did_not_end_by_itself(house: House) -> None:
    several = house.members[0]
    first = set(several.several)
    assert house.kill_one_of_several(Random(1))
    until(lambda: len(several.several) == 2 and several.several != first)
    second = set(several.several)
    for place in range(4):
        house.kill(place)
    until(lambda: len(several.several) == 2 and not several.several & second)
    until(lambda: all(member.runs and not member.away for member in house.members))
    assert house.ledger.ended == []
    assert len(house.ledger.troubles) == 4 + 1 + 4  # as they were first started, and as each was killed
    assert all(trouble.until <= time.time() for trouble in house.ledger.troubles)


def test_a_worker_is_away_until_it_says_that_it_works_again(tmp_path: Path) -> None:
    log = tmp_path / "worker-0.log"
    log.write_text("已开始\n", encoding="utf-8")
    member = Member(["worker"], None, log, said=log.stat().st_size)
    assert not is_there(member)
    with log.open("a", encoding="utf-8") as more:
        more.write("a warning\n已开始\n")
    assert is_there(member)


def test_nobody_works_before_all_are_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.wait()
    monkeypatch.setattr(module, "SECONDS_TO_START", 1)
    monkeypatch.setattr(module, "is_there", lambda member: member is not house.members[2])
    house.kill(2)
    with pytest.raises(RuntimeError):
        house.wait()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_who_ended_by_itself_is_noted(house: House, number: signal.Signals) -> None:
    os.kill(min(house.members[0].several), number)
    until(lambda: house.ledger.ended == ["a process of web-0 ended by itself: without a word"])
    worker = house.members[3]
    assert worker.process
    os.kill(worker.process.pid, number)
    until(lambda: house.ledger.ended[1:] == ["worker-1 ended by itself: without a word"])
    until(lambda: worker.runs)


def test_who_ended_just_before_all_are_told_to_is_noted(house: House) -> None:
    worker = house.members[3].process
    assert worker
    worker.kill()
    worker.wait()
    house.close()
    assert house.ledger.ended == ["worker-1 ended by itself: without a word"]
