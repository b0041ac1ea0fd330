"""The pictures as files: `<procedure>.<language>.svg` and `.png`, and which of them are out of date."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from flows.definition.model import Procedure
from flows.drawing import raster, render

LANGUAGES = ("zh", "en")
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Raster bytes may differ between machines, so a PNG carries the hash of the SVG that it was made from.
KEYWORD = b"flows-svg-sha256"
OURS = 'class="flow-diagram"'


def write(out: Path, procedures: Iterable[Procedure]) -> list[Path]:
    """Renders every procedure in both languages and removes our pictures of procedures that are gone; gives the files
    written, those that were fresh left alone. raster.RasterMissing, with all SVGs written, where PNGs can't be made."""
    out.mkdir(parents=True, exist_ok=True)
    pictures, written = _pictures(procedures), []
    for path in _foreign(out, pictures):
        path.unlink()
    for name, svg in pictures.items():
        if not _svg_is_fresh(out / f"{name}.svg", svg):
            (out / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
            written.append(out / f"{name}.svg")
    for name, svg in pictures.items():
        if not _png_is_fresh(out / f"{name}.png", svg):
            (out / f"{name}.png").write_bytes(_stamped(raster.png(svg), svg))
            written.append(out / f"{name}.png")
    return written


def stale(out: Path, procedures: Iterable[Procedure]) -> list[Path]:
    """Files that are missing, differ from what the declaration gives now, or show a procedure that is gone."""
    pictures = _pictures(procedures)
    found = [out / f"{name}.svg" for name, svg in pictures.items() if not _svg_is_fresh(out / f"{name}.svg", svg)]
    found += [out / f"{name}.png" for name, svg in pictures.items() if not _png_is_fresh(out / f"{name}.png", svg)]
    return sorted([*found, *_foreign(out, pictures)])


def _pictures(procedures: Iterable[Procedure]) -> dict[str, str]:
    return {f"{one.key}.{lang}": render.svg(one, lang) for one in procedures for lang in LANGUAGES}


def _svg_is_fresh(path: Path, svg: str) -> bool:
    return path.is_file() and path.read_bytes() == svg.encode()


def _png_is_fresh(path: Path, svg: str) -> bool:
    return path.is_file() and _stamp(path.read_bytes()) == _digest(svg)


def _foreign(out: Path, pictures: Mapping[str, str]) -> list[Path]:
    """Pictures that this module once wrote and would not write now; other files in the folder are nobody's business."""
    svgs = [path for path in sorted(out.glob("*.svg")) if path.stem not in pictures and OURS in path.read_text("utf-8")]
    pngs = [path for path in sorted(out.glob("*.png")) if path.stem not in pictures and _stamp(path.read_bytes())]
    return svgs + pngs


def _digest(svg: str) -> bytes:
    return sha256(svg.encode()).hexdigest().encode()


def _stamped(png: bytes, svg: str) -> bytes:
    """`png` with a tEXt chunk behind its header chunk (8 bytes of signature, 25 of IHDR)."""
    content = b"tEXt" + KEYWORD + b"\0" + _digest(svg)
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", crc32(content))
    return png[:33] + chunk + png[33:]


def _stamp(png: bytes) -> bytes | None:
    """The hash in a PNG that `_stamped` made; None in any other file."""
    head = b"tEXt" + KEYWORD + b"\0"
    if not png.startswith(SIGNATURE) or png[37 : 37 + len(head)] != head:
        return None
    return png[37 + len(head) : 37 + len(head) + 64]
