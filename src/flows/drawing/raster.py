"""SVG to PNG and PDF, for slides. Needs the `print` extra: typst draws, and pylopdf-fonts-zh-cn brings a Chinese font, so that
the result does not depend on the machine's fonts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from signal import Signals
from threading import Lock
from typing import Any, Literal

# An SVG unit is 1/96 inch: two pixels each.
PPI = 192.0
LIBRARIES = ("typst", "pylopdf_fonts_zh_cn")
PAGE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")\n'
# Seconds for one picture, and again to wait for those that others asked for: the largest takes half a second, so that one that
# takes twenty is stuck. Both together end before the minute after which proxies give up.
LONGEST = 20.0
# What Python needs to start and to find the libraries. Nothing else is handed on: the office's secrets are in the environment.
HANDED_ON = (
    *("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "PYTHONUSERBASE", "HOME", "APPDATA"),
    *("LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"),
)
DRAWING = Lock()  # a child takes 120 MB: one at a time, however many ask


class RasterMissing(RuntimeError):
    """The `print` extra is not installed."""

    zh = "生成 PNG 需要安装 print 附加依赖：pip install 'flows[print]'"
    en = "PNGs need the print extra: pip install 'flows[print]'"

    def __init__(self) -> None:
        super().__init__(f"{self.zh} / {self.en}")


class RasterFailed(RuntimeError):
    """No picture came of it: the libraries can't be loaded, take no such picture, were ended or took too long."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


def png(svg: str) -> bytes:
    """Exactly two pixels for each unit of a picture whose width and height are whole. Raises RasterMissing, RasterFailed."""
    return _compiled(svg, "png")


def pdf(svg: str) -> bytes:
    """One page as large as the picture, with its text as text. Raises RasterMissing, RasterFailed."""
    return _compiled(svg, "pdf")


def _compiled(svg: str, kind: Literal["png", "pdf"]) -> bytes:
    """In a process of its own: typst keeps what its last ten pictures were made of, 200 MB and more, which a process that
    serves pages would never get rid of."""
    if not all(find_spec(library) for library in LIBRARIES):
        raise RasterMissing
    if not DRAWING.acquire(timeout=LONGEST):
        raise RasterFailed("正在画别的图，请稍后再试", "Other pictures are being drawn; try again later")
    try:
        done = _drawn(svg.encode(), kind)
    finally:
        DRAWING.release()
    if done.returncode:
        how = ": ".join((_ended(done.returncode), *done.stderr.decode(errors="replace").splitlines()[-1:]))
        raise RasterFailed(f"图没有画成（{how}）", f"The picture could not be drawn ({how})")
    return done.stdout


def _drawn(svg: bytes, kind: Literal["png", "pdf"]) -> subprocess.CompletedProcess[bytes]:
    command, given = [sys.executable, "-P", "-m", "flows.drawing.raster", kind], _handed_on(os.environ)
    try:
        return subprocess.run(command, input=svg, capture_output=True, check=False, timeout=LONGEST, env=given)
    except subprocess.TimeoutExpired:
        raise RasterFailed(
            f"{LONGEST:g} 秒内没有画成", f"The picture was not drawn within {LONGEST:g} seconds"
        ) from None
    except OSError as fault:  # no memory, or no process, left for a child
        raise RasterFailed(f"无法开始画图（{fault}）", f"Drawing could not be started ({fault})") from fault


def _handed_on(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in HANDED_ON if name in environment}


def _ended(code: int) -> str:
    """A child that ran out of memory says nothing itself."""
    known = {signal.value: signal.name for signal in Signals}
    return f"signal {known.get(-code, -code)}" if code < 0 else f"exit status {code}"


def _compile(svg: bytes, kind: Literal["png", "pdf"]) -> bytes:
    import pylopdf_fonts_zh_cn
    import typst

    fonts = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    # typst takes a set of files in memory, which its stubs do not say.
    page: Any = {"main.typ": PAGE, "picture.svg": svg}
    made = typst.compile(page, format=kind, ppi=PPI, font_paths=[str(fonts)], ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError(f"one page expected, got {type(made).__name__}")
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(_compile(sys.stdin.buffer.read(), "pdf" if sys.argv[1] == "pdf" else "png"))
