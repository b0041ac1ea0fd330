"""A form as PDF, or as pictures of its pages. Needs the `print` extra: typst sets it, and pylopdf-fonts-zh-cn brings a
Chinese font, which is embedded, so that the form looks the same wherever it is opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flows.printing.paper import Paper

FORM = Path(__file__).with_name("form.typ")
NEEDS = ("typst", "pylopdf_fonts_zh_cn")
PPI = 144.0


class PrintMissing(RuntimeError):
    """The `print` extra is not installed."""

    zh = "生成 PDF 需要安装 print 附加依赖：pip install 'flows[print]'"
    en = "PDFs need the print extra: pip install 'flows[print]'"

    def __init__(self) -> None:
        super().__init__(f"{self.zh} / {self.en}")


def available() -> bool:
    return all(find_spec(name) for name in NEEDS)


def pdf(papers: Sequence[Paper], lang: str) -> bytes:
    """All of `papers`, each with its copies; one size for all. Raises PrintMissing."""
    made = _compiler(papers, lang).compile(format="pdf")
    if not isinstance(made, bytes):
        raise TypeError(f"one document expected, got {type(made).__name__}")
    return made


def pages(papers: Sequence[Paper], lang: str) -> list[bytes]:
    """A PNG of each page. Raises PrintMissing."""
    made = _compiler(papers, lang).compile(format="png", ppi=PPI)
    if made is None:
        raise TypeError("pages expected")
    return [made] if isinstance(made, bytes) else made


def _compiler(papers: Sequence[Paper], lang: str) -> Any:
    """Words of people reach the form as data only: whatever they write, typst sets it and never reads it as its own."""
    if not available():
        raise PrintMissing
    import typst

    content = json.dumps({"lang": lang, "papers": [_plain(paper) for paper in papers]}, ensure_ascii=False)
    return typst.Compiler(FORM.read_bytes(), font_paths=fonts(), sys_inputs={"content": content})


def _plain(paper: Paper) -> dict[str, Any]:
    return {**asdict(paper), "qr": paper.qr, "seal_picture": paper.seal_picture}


@cache
def fonts() -> Any:
    """Ours first; the machine's own for a rare character of a name that ours lack."""
    import pylopdf_fonts_zh_cn
    import typst

    folder = str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[folder])
