"""What is taken of a file by its content: the heads of pictures, and PDFs that only show pages."""

import zlib
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.service.errors import Invalid, TooLarge, Unsupported
from flows.service.file_kinds import LONGEST_SIDE, MOST_UNPACKED, SIGNATURES, acts, media_type_of, size_of_jpeg


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


def jpeg(width: int, height: int, before: bytes = b"", mark: int = 0xC0) -> bytes:
    return b"\xff\xd8" + before + b"\xff" + pack(">BHBHHB", mark, 11, 8, height, width, 1) + b"\x01\x11\0\xff\xda"


APP0 = b"\xff\xe0" + pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
# A small picture of its own before the large one, as telephones put it there: its frame is no frame of the file.
THUMBNAIL = b"\xff\xe1" + pack(">H", 2 + 6 + len(jpeg(160, 120))) + b"Exif\0\0" + jpeg(160, 120)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(1, 1), "image/png"),
        (png(9933, 7016), "image/png"),
        (jpeg(4000, 3000, APP0), "image/jpeg"),
        (jpeg(4000, 3000, THUMBNAIL, 0xC2), "image/jpeg"),
        (jpeg(16320, 12240, b"\xff\xff" + APP0), "image/jpeg"),
        (b"%PDF-1.7\n1 0 obj <</Type/Catalog/OpenAction [2 0 R /Fit]/JSomething 1>> endobj", "application/pdf"),
        (b"%PDF-1.4 a stream\nstream\n/JavaScript /Launch\nendstream", "application/pdf"),
    ],
)
def test_what_scanners_and_telephones_bring_is_taken(content: bytes, kind: str) -> None:
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        png(65_535, 65_535),
        png(2**31 - 1, 1),
        png(LONGEST_SIDE + 1, 1),
        jpeg(65_535, 65_535),
        jpeg(65_535, 4_000, APP0),
        jpeg(20_000, 20_000, THUMBNAIL),
        jpeg(1, 1, b"\xff" + pack(">BHBHHB", 0xC1, 11, 8, 60_000, 60_000, 1) + b"\x01\x11\0"),
    ],
)
def test_a_small_file_that_unpacks_to_a_huge_picture_is_not_taken(content: bytes) -> None:
    assert len(content) < 500
    with pytest.raises(TooLarge):
        media_type_of(content)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
        png(0, 5),
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\x10JFIF<?php ?>",
        jpeg(0, 0),
    ],
)
def test_a_picture_without_a_head_is_no_picture(content: bytes) -> None:
    with pytest.raises(Invalid):
        media_type_of(content)


def packed(content: bytes, kind: bytes = b"/ObjStm") -> bytes:
    return b"%PDF-1.7\n5 0 obj <</Type " + kind + b" /N 1>> stream\r\n" + zlib.compress(content) + b"\nendstream endobj"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>> endobj",
        b"%PDF-1.7 <</AA <</O <</S/JS 5 0 R>>>>>>",
        b"%PDF-1.7 <</S /Launch /F (cmd.exe)>>",
        b"%PDF-1.7 <</S /J#61va#53cript>>",
        b"%PDF-1.7 <</Names <</EmbeddedFiles 3 0 R>>>>",
        b"%PDF-1.7 <</AcroForm <</XFA 4 0 R>>>>",
        b"%PDF-1.7 <</Subtype/RichMedia>>",
        packed(b"1 0 <</S/JavaScript/JS(x)>>"),
        packed(b"1 0 <</S/L#61unch>>"),
    ],
)
def test_a_pdf_that_does_more_than_show_pages_is_not_taken(content: bytes) -> None:
    with pytest.raises(Unsupported, match="scripts"):
        media_type_of(content)


def test_packed_dictionaries_beyond_all_measure_are_not_unpacked() -> None:
    bomb = packed(b" " * (MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    with pytest.raises(Unsupported):
        acts(bomb)


def test_a_picture_in_a_pdf_is_not_searched_and_a_broken_stream_is_passed_over() -> None:
    assert not acts(packed(b"/JavaScript", b"/XObject"))
    assert not acts(b"%PDF-1.7 <</Type/ObjStm>> stream\nnot packed /JS\nendstream")


@given(st.sampled_from(list(SIGNATURES)), st.binary(max_size=300))
def test_whatever_follows_is_answered(signature: bytes, content: bytes) -> None:
    try:
        found = media_type_of(signature + content)
    except (Invalid, TooLarge, Unsupported):
        return
    assert found == SIGNATURES[signature]


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_reading_frames_always_ends(parts: list[bytes]) -> None:
    found = size_of_jpeg(b"\xff\xd8" + b"".join(b"\xff" + part for part in parts))
    assert found is None or min(found) > 0
