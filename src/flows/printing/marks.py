"""A paper with words laid across it: who looks at it, when, and what it may be used for. What was brought stays as it is; this
is a copy for whoever looks."""

from __future__ import annotations

import json
import shutil
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.printing.pdf import PrintMissing, available, fonts

ACROSS = 4  # times that the words stand side by side, and below one another, on a picture
MOST_PAGES = 500
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there, for its owner alone
ROOM, LEFT = "flows-mark-", 3600  # seconds: longer than any paper takes
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<image width="{width}" height="{height}" href="data:{media};base64,{content}"/>
<g font-family="sans-serif" font-size="{size}" fill="#700" fill-opacity=".6" stroke="#fff" stroke-opacity=".6" stroke-width="{line}" paint-order="stroke">
{words}</g></svg>
"""
# Sizes are points. `page` is a page of what was brought, whatever its size; a picture fills a sheet of A4.
SHEET = """#let told = json(bytes(sys.inputs.content))
#set text(font: ("Noto Sans SC",), size: 11pt, fill: rgb(120, 0, 0, 90))
#let across = place(center + horizon, rotate(-30deg, reflow: false, grid(
  columns: (280pt, 280pt), column-gutter: 60pt, row-gutter: 80pt, ..range(18).map(_ => text(told.mark)))))
#let foot = place(center + bottom, dy: -6pt, text(size: 8pt, fill: rgb(120, 0, 0), told.mark))
#for number in range(1, told.pages + 1) {
  if told.kind == "pdf" {
    page(width: auto, height: auto, margin: 0pt, foreground: { across; foot }, image("/paper.pdf", page: number))
  } else {
    page(paper: "a4", margin: 24pt, foreground: { across; foot }, align(center + horizon, image("/paper." + told.kind, width: 100%, height: 100%, fit: "contain")))
  }
}
"""
KINDS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Unmarkable(ValueError):
    """Damaged, sealed with a password, or with more pages than a paper has."""


def marked_picture(content: bytes, media_type: str, size: tuple[int, int], mark: str) -> bytes:
    """SVG with the picture in it. `size`: width and height in points of the picture."""
    width, height = size
    letters = max(12, min(width, height) // 30)
    lines = []
    for row in range(ACROSS):
        for column in range(ACROSS // 2):
            x, y = width * (column * 2 + row % 2) // ACROSS, height * (2 * row + 1) // (2 * ACROSS)
            lines.append(f'<text x="{x}" y="{y}" transform="rotate(-20 {x} {y})">{escape(mark)}</text>')
    foot = f'<text x="{letters}" y="{height - letters // 2}">{escape(mark)}</text>\n'
    return PICTURE.format(
        width=width,
        height=height,
        media=media_type,
        content=b64encode(content).decode(),
        size=letters,
        line=max(1, letters // 12),
        words="\n".join(lines) + "\n" + foot,
    ).encode()


def marked_pdf(content: bytes, media_type: str, mark: str) -> bytes:
    """PDF of all its pages. Raises PrintMissing, Unmarkable."""
    if not available():
        raise PrintMissing
    import typst

    kind = KINDS[media_type]
    # Its files must lie somewhere: in memory where the machine has a folder for that, and only as long as it takes.
    _clear_away()
    with TemporaryDirectory(prefix=ROOM, dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as room:
        Path(room, f"paper.{kind}").write_bytes(content)

        def made(pages: int, source: str = SHEET) -> bytes:
            told = json.dumps({"mark": mark, "pages": pages, "kind": kind}, ensure_ascii=False)
            compiler = typst.Compiler(source.encode(), room, fonts(), sys_inputs={"content": told})
            done = compiler.compile(format="pdf")
            assert isinstance(done, bytes), "one document"
            return done

        def has(page: int) -> bool:
            try:
                made(1, f'#image("/paper.pdf", page: {page})')
            except typst.TypstError:
                return False
            return True

        try:
            return made(_pages(has) if kind == "pdf" else 1)
        except typst.TypstError as fault:
            raise Unmarkable from fault


def _clear_away() -> None:
    """What a process left that was killed over a paper."""
    for room in IN_MEMORY.glob(f"{ROOM}*"):
        with suppress(OSError):  # another process was faster, or it is another person's
            if room.stat().st_mtime < time.time() - LEFT:
                shutil.rmtree(room, ignore_errors=True)


def _pages(has: Callable[[int], bool]) -> int:
    """How many there are: nobody says, but each can be asked for."""
    if not has(1):
        raise Unmarkable
    low, high = 1, 2
    while has(high):
        low, high = high, high * 2
        if low > MOST_PAGES:
            raise Unmarkable
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if has(middle) else (low, middle)
    return low
