"""The C library's memory: shared where it is glibc, left alone where it isn't or where somebody has set it."""

import os
import platform
import subprocess
import sys
from typing import Any

import pytest

from command import arenas

ASKED = "from command.arenas import share_one; print(share_one())"


def test_glibc_takes_the_number_and_nothing_else_is_asked() -> None:
    """In a process of its own: it holds for good."""
    unset = {name: value for name, value in os.environ.items() if name not in {"MALLOC_ARENA_MAX", "GLIBC_TUNABLES"}}
    told = subprocess.run([sys.executable, "-c", ASKED], env=unset, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(platform.libc_ver()[0] == "glibc")


@pytest.mark.parametrize("fault", [TypeError, OSError, AttributeError])
def test_where_there_is_no_such_library_nothing_happens(
    fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: Any) -> None:
        raise fault

    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    monkeypatch.setattr(arenas.ctypes, "CDLL", missing)
    assert not arenas.share_one()


@pytest.mark.parametrize(("name", "value"), [("MALLOC_ARENA_MAX", "4"), ("GLIBC_TUNABLES", "glibc.malloc.arena_max=4")])
def test_what_whoever_runs_it_has_set_holds(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(arenas.ctypes, "CDLL", asked.append)
    assert not arenas.share_one()
    assert asked == []
