"""SVG to PNG and PDF, for slides. Needs the `print` extra: typst draws, and pylopdf-fonts-zh-cn brings a Chinese font, so that
the result does not depend on the machine's fonts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

# An SVG unit is 1/96 inch: two pixels each.
PPI = 192.0
PAGE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")\n'


class RasterMissing(RuntimeError):
    """The `print` extra is not installed."""

    zh = "生成 PNG 需要安装 print 附加依赖：pip install 'flows[print]'"
    en = "PNGs need the print extra: pip install 'flows[print]'"

    def __init__(self) -> None:
        super().__init__(f"{self.zh} / {self.en}")


def png(svg: str) -> bytes:
    """Exactly two pixels for each unit of a picture whose width and height are whole. Raises RasterMissing."""
    return _compiled(svg, "png")


def pdf(svg: str) -> bytes:
    """One page as large as the picture, with its text as text. Raises RasterMissing."""
    return _compiled(svg, "pdf")


def _compiled(svg: str, kind: Literal["png", "pdf"]) -> bytes:
    try:
        import pylopdf_fonts_zh_cn
        import typst
    except ModuleNotFoundError as missing:
        raise RasterMissing from missing
    fonts = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    # typst takes a set of files in memory, which its stubs do not say.
    page: Any = {"main.typ": PAGE, "picture.svg": svg.encode()}
    made = typst.compile(page, format=kind, ppi=PPI, font_paths=[str(fonts)], ignore_system_fonts=True)
    if not isinstance(made, bytes):
        raise TypeError(f"one page expected, got {type(made).__name__}")
    return made
