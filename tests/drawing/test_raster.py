"""The child that draws: bounded in time and number, told nothing of the office's, and never silent about how it ended."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from flows.drawing import raster
from flows.service import pictures
from flows.service.errors import Unavailable
from flows.service.pictures import picture_file

SMALL = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
real = subprocess.run


def draw_by(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`code` runs in the child instead of typst."""

    def run(command: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        return real([command[0], "-S", "-c", code], **given)

    monkeypatch.setattr(raster.subprocess, "run", run)


def test_a_child_that_hangs_is_ended_and_the_next_one_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hanging:
        draw_by("import threading; threading.Event().wait()", hanging)
        hanging.setattr(raster, "LONGEST", 0.05)
        with pytest.raises(raster.RasterFailed, match=r"0\.05 秒内没有画成 / .* within 0\.05 seconds"):
            raster.png(SMALL)
    assert raster.png(SMALL).startswith(b"\x89PNG")


def test_however_many_ask_one_child_draws_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, together = [0], [0], threading.Barrier(4)

    def run(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        real([sys.executable, "-S", "-c", ""], check=True)  # the others come in while this one waits
        at_once[0] -= 1
        return subprocess.CompletedProcess([], 0, b"drawn", b"")

    def ask() -> None:
        together.wait()
        raster.png(SMALL)

    monkeypatch.setattr(raster.subprocess, "run", run)
    asking = [threading.Thread(target=ask) for _ in range(4)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert most == [1]


def test_who_waits_too_long_for_the_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "LONGEST", 0.01)
    with raster.DRAWING, pytest.raises(raster.RasterFailed, match=r"正在画别的图.*Other pictures"):
        raster.png(SMALL)


def test_a_child_that_was_killed_is_told_by_its_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_by("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", monkeypatch)
    with pytest.raises(raster.RasterFailed, match=r"没有画成（signal SIGKILL）.*\(signal SIGKILL\)"):
        raster.pdf(SMALL)


def test_no_memory_for_a_child_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(raster.subprocess, "run", none)
    with pytest.raises(raster.RasterFailed, match="Cannot allocate memory"):
        raster.pdf(SMALL)


def test_libraries_that_are_there_and_can_not_be_loaded_end_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "typst.py").write_text("raise ImportError('libtypst.so is of another machine')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(Unavailable) as told:
        picture_file(SMALL, "png")
    assert "PNG 没有画成" in told.value.message.zh
    assert "could not be made as PNG" in told.value.message.en
    assert "libtypst" not in told.value.message.en
    assert "exit status 1: ImportError: libtypst.so is of another machine" in caplog.text


def test_who_asks_for_a_picture_that_is_being_drawn_is_given_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    svg, drawn, together = SMALL.replace("9", "8"), [0], threading.Barrier(4)

    def run(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        drawn[0] += 1
        real([sys.executable, "-S", "-c", ""], check=True)  # the others come in while this one waits
        return subprocess.CompletedProcess([], 0, b"drawn", b"")

    def ask() -> None:
        together.wait()
        found.append(picture_file(svg, "png"))

    monkeypatch.setattr(raster.subprocess, "run", run)
    found: list[bytes] = []
    asking = [threading.Thread(target=ask) for _ in range(4)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert found == [b"drawn"] * 4
    assert drawn == [1]


def test_who_waits_too_long_for_a_picture_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = SMALL.replace("9", "7")
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    turn = pictures._turn(svg, "png")
    with turn, pytest.raises(Unavailable, match="could not be made as PNG"):
        picture_file(svg, "png")
    assert picture_file(svg, "png").startswith(b"\x89PNG")


def test_pictures_keep_few_threads_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PLACES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(pictures, "SOON", 0.01)
    begun, over = threading.Event(), threading.Event()

    def slow(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        begun.set()
        over.wait(60)
        return subprocess.CompletedProcess([], 0, b"drawn", b"")

    monkeypatch.setattr(raster.subprocess, "run", slow)
    first = threading.Thread(target=picture_file, args=(SMALL.replace("9", "6"), "png"))
    first.start()
    assert begun.wait(60)
    with pytest.raises(Unavailable, match="could not be made as PNG"):
        picture_file(SMALL.replace("9", "5"), "png")
    over.set()
    first.join()
    assert picture_file(SMALL.replace("9", "6"), "png") == b"drawn"


def test_the_child_has_none_of_the_office_s_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWS_SECRET_KEY", "a secret of the tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    draw_by("import os; print(*sorted(os.environ))", monkeypatch)
    given = raster.png(SMALL).decode().split()
    assert "PATH" in given
    assert set(given) <= {*raster.HANDED_ON, "LC_CTYPE"}  # Python itself sets LC_CTYPE where no language is given
