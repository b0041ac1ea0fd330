"""What a file that somebody brings is, told by its content and never by its name; and what none may hold.

Nothing here draws a picture or opens a form: only the heads of pictures and the words of a PDF are read. A picture's head
says how large it is once unpacked: a few thousand bytes may claim to be as large as a house, and whatever opens it later,
here or at a colleague's desk, would run out of memory. A PDF that runs scripts, starts programs or carries other files is
no scanned application.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from struct import unpack

from flows.service.errors import Invalid, TooLarge, Unsupported
from flows.service.vocabulary import Text

LARGEST = 20 * 1024 * 1024  # bytes: a scanned application of many pages; beyond the handbook
# Points of a picture. A sheet of A3 scanned at 600 to the inch has 70 million, the largest camera of a telephone 200 million.
MOST_POINTS = 200_000_000
LONGEST_SIDE = 30_000
SIGNATURES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}

# What a PDF's dictionaries call what acts, by ISO 32000: scripts, programs, films and sound, forms that carry programs, files.
ACTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|RichMedia|XFA|EmbeddedFile|EmbeddedFiles|GoToE|ImportData|SubmitForm)(?![A-Za-z])"
)
BY_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter of a name, written so that it isn't recognised
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PACKED = re.compile(rb"/Type\s*/ObjStm\b")
MOST_UNPACKED = 32 * 1024 * 1024  # bytes of packed dictionaries that are looked into; scans have a thousandth of it

# Marks in a JPEG that begin a frame and so tell its size (ITU T.81, table B.1), without those that are none of them.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # marks without a length

BROKEN = Text("图片已损坏，打不开；请重新拍照或扫描", "The picture is damaged; photograph or scan it again")
ACTIVE = Text(
    "这份 PDF 里有脚本、程序或附带的文件，不能收；请打印成 PDF 或拍照后再上传",
    "This PDF holds scripts, programs or other files, which are not taken; print it to PDF or photograph it, and bring that",
)


def media_type_of(content: bytes) -> str:
    """Raises Invalid for an empty file or a damaged picture, TooLarge, Unsupported."""
    if not content:
        raise Invalid.field("file", "文件是空的", "the file is empty")
    if len(content) > LARGEST:
        size = LARGEST // 1024 // 1024
        raise TooLarge(Text(f"文件超过 {size} MB", f"The file is larger than {size} MB"))
    for signature, media_type in SIGNATURES.items():
        if content.startswith(signature):
            _looked_through(media_type, content)
            return media_type
    raise Unsupported(Text("只收 PDF、JPEG、PNG 文件", "Only PDF, JPEG and PNG files are taken"))


def _looked_through(media_type: str, content: bytes) -> None:
    if media_type == "application/pdf":
        if acts(content):
            raise Unsupported(ACTIVE)
        return
    size = size_of_png(content) if media_type == "image/png" else size_of_jpeg(content)
    if size is None:
        raise Invalid.field("file", BROKEN.zh, BROKEN.en)
    width, height = size
    if width * height > MOST_POINTS or max(size) > LONGEST_SIDE:
        zh = f"图片 {width}×{height} 像素，太大；请缩小后再上传"
        raise TooLarge(
            Text(zh, f"The picture has {width}×{height} points, too many; make it smaller and bring it again")
        )


def size_of_png(content: bytes) -> tuple[int, int] | None:
    """Width and height as its head says them; None: it has none."""
    if content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = unpack(">II", content[16:24])
    return (width, height) if width and height else None


def size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    """The largest that any of its frames says. None: it has no frame."""
    sizes = [(width, height) for width, height in _frames(content) if width and height]
    return max(sizes, key=lambda size: size[0] * size[1]) if sizes else None


def _frames(content: bytes) -> Iterator[tuple[int, int]]:
    """Up to the picture itself, which begins with a mark of its own."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF or mark in ALONE:  # filled up, or without a length
            at += 1 if mark == 0xFF else 2
            continue
        if mark in (0xD9, 0xDA):
            return
        (length,) = unpack(">H", content[at + 2 : at + 4])
        if mark in FRAMES and at + 9 <= len(content):
            height, width = unpack(">HH", content[at + 5 : at + 9])
            yield width, height
        at += 2 + max(2, length)


def acts(content: bytes) -> bool:
    """Whether it does more than show pages. Also in dictionaries that are packed, and by names written in numbers."""
    outside = STREAM.sub(b" stream ", content)
    return any(_named(part) for part in (outside, *_unpacked(content)))


def _named(part: bytes) -> bool:
    return ACTS.search(BY_NUMBER.sub(lambda found: bytes([int(found[1], 16)]), part)) is not None


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The packed dictionaries. One that can't be unpacked is passed over: no program opens it either."""
    left = MOST_UNPACKED
    for found in STREAM.finditer(content):
        head = content[max(0, found.start() - 400) : found.start()].rpartition(b"obj")[2]
        if not PACKED.search(head):
            continue
        try:
            part = zlib.decompressobj().decompress(found[1], left)
        except zlib.error:
            continue
        left -= len(part)
        yield part
        if left <= 0:
            raise Unsupported(ACTIVE)
