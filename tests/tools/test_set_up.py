"""The first command that anybody runs says what is missing, in both languages, instead of a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SET_UP = Path(__file__).parents[2] / "tools" / "set-up"
NEEDED = ("sh", "dirname", "id", "uname", "cat", "cksum")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A copy of the script in a tree of its own, on a machine with neither Python nor a package manager."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in NEEDED:
        (programs / name).symlink_to(shutil.which(name) or pytest.fail(f"this machine has no {name}"))
    (tmp_path / "tools").mkdir()
    shutil.copy(SET_UP, tmp_path / "tools" / "set-up")
    return tmp_path


def set_up(machine: Path, needs: str = "run") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "tools" / "set-up", needs],
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def install_python(machine: Path, without: str) -> None:
    """This very Python, except that one of its modules can't be imported; Debian ships it so."""
    program = machine / "bin" / "python3"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *"import {without}"*) exit 1 ;; esac\nexec {sys.executable} "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)


def test_without_python_it_says_which_one_is_needed(machine: Path) -> None:
    answer = set_up(machine)
    assert answer.returncode == 1
    assert "需要 Python 3.11" in answer.stderr
    assert "Python 3.11 or newer is needed" in answer.stderr


def test_without_the_venv_module_it_says_what_to_install(machine: Path) -> None:
    install_python(machine, without="venv")
    answer = set_up(machine)
    assert answer.returncode == 1
    assert "缺少 venv 模块" in answer.stderr
    assert "apt-get install python3-venv" in answer.stderr
    assert not (machine / ".venv").exists()


def test_an_unknown_purpose_is_refused_before_anything_is_made(machine: Path) -> None:
    answer = set_up(machine, needs="everything")
    assert answer.returncode == 2
    assert "usage" in answer.stderr
    assert os.listdir(machine / "tools") == ["set-up"]
