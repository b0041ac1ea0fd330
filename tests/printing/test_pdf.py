"""Forms as PDF: the words are in them, with the font that shows them, whatever people wrote."""

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pypdf import PdfReader

from flows.definition import Text
from flows.printing import pdf
from flows.printing.paper import Item, Paper, Signature, Size, Spot, Table
from flows.printing.pictures import qr, seal

NASTY = '#[x] $1$ "#include" @ref *a* _b_ `c` <d> // /* \\ #sys.inputs'
RARE = "㛃䶮𬭸龘喆"
MILLIMETRES = {"A4": (210, 297), "A5": (210, 148), "card": (85.6, 54)}


def same(words: str) -> Text:
    return Text(words, words)


PAPER = Paper(
    size="A4",
    title=Text("动火许可证", "Hot-work permit"),
    site=Text("示范花园", "Demonstration Garden"),
    number="HW-2026-0001",
    line="",
    validity=Text("2026-03-02 至 2026-03-03", "2026-03-02 to 2026-03-03"),
    items=(
        Item(Text("动火部位", "Place"), same("厨房")),
        Item(Text("名册", "List"), wide=True, table=Table((same("姓名"),), ((same("甲示例"),), (same("乙示例"),)))),
    ),
    spots=(
        Spot(Text("审批", "Approved"), (Signature("主任示例", Text("管理处主任", "Director"), "2026-03-02 10:42"),)),
        Spot(Text("盖章", "Seal"), seal=True),
        Spot(Text("签收", "Received"), by_hand=True),
    ),
    marks=(Text("经特殊处理", "By special treatment"),),
    note=Text("不得涂改", "Never altered"),
    copies=(),
    code="HW-2026-0001-ABCDEFGHIJKLMNOP",
    address="https://flows.example/verify/HW-2026-0001-ABCDEFGHIJKLMNOP",
    small=(Text("第 1 版", "version 1"),),
)


def read(papers: Iterable[Paper], lang: str = "zh") -> PdfReader:
    return PdfReader(io.BytesIO(pdf.pdf(tuple(papers), lang)))


def text(*papers: Paper, lang: str = "zh") -> str:
    return "".join("".join(page.extract_text() for page in read(papers, lang).pages).split())


def fonts(reader: PdfReader) -> Iterable[tuple[str, bool]]:
    """The name of every font, and whether it is embedded."""
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font.get_object()
            kept = inner["/FontDescriptor"].get_object()
            yield str(font["/BaseFont"]), any(name.startswith("/FontFile") for name in kept)


def test_every_word_is_in_it() -> None:
    found = text(PAPER)
    for words in ("动火许可证", "示范花园", "厨房", "甲示例", "主任示例", "经特殊处理", "不得涂改", PAPER.code):
        assert words in found


def test_the_fonts_are_in_it() -> None:
    found = set(fonts(read([PAPER])))
    assert any("NotoSansSC" in name for name, _ in found)
    assert all(embedded for _, embedded in found)


def test_english_stands_beside_the_chinese_where_it_is_asked_for() -> None:
    assert "Hot-workpermit" in text(PAPER, lang="en")
    assert "动火许可证" in text(PAPER, lang="en")
    assert "Hot-workpermit" not in text(PAPER)


def test_what_people_write_is_set_and_never_run() -> None:
    words = same(NASTY + RARE)
    nasty = replace(
        PAPER,
        items=(Item(words, words),),
        spots=(Spot(words, (Signature(NASTY, words, NASTY, NASTY, NASTY),)),),
        marks=(words,),
        note=words,
        site=words,
        copies=(words,),
    )
    found = text(nasty)
    assert "".join(NASTY.split()) in found
    assert all(letter in found for letter in RARE)


@pytest.mark.parametrize("size", MILLIMETRES)
def test_a_form_is_of_its_size(size: Size) -> None:
    page = read([replace(PAPER, size=size)]).pages[0].mediabox
    found = [float(side) * 25.4 / 72 for side in (page.width, page.height)]
    assert found == pytest.approx(MILLIMETRES[size], abs=0.1)


def test_each_copy_and_each_card_has_a_page_of_its_own() -> None:
    copies = (Text("留底", "Kept"), Text("交申请人", "Handed out"))
    pages = read([replace(PAPER, copies=copies)]).pages
    assert [("留底" in page.extract_text(), "交申请人" in page.extract_text()) for page in pages] == [
        (True, False),
        (False, True),
    ]
    assert len(read([replace(PAPER, size="card")] * 3).pages) == 3


def test_a_long_table_goes_on_over_the_page() -> None:
    rows = tuple((same(f"第{n}行"),) for n in range(120))
    long = replace(PAPER, items=(Item(same("名册"), wide=True, table=Table((same("姓名"),), rows)),))
    assert len(read([long]).pages) > 1
    assert "第119行" in text(long)


def test_the_seal_is_drawn_only_when_it_was_given() -> None:
    assert PAPER.seal_picture == ""
    assert "盖章处" in text(PAPER)
    sealed = replace(PAPER, seal="示范花园")
    assert "盖章处" not in text(sealed)
    assert all(letter in text(sealed) for letter in "示范花园管理处")


@pytest.mark.parametrize("name", ["示", "示范花园", "很长很长的名称" * 4, '<script>"&'])
def test_a_seal_has_every_letter_of_the_name(name: str) -> None:
    letters = seal(name).count("<text")
    assert letters == len(name) + 1
    assert "<script" not in seal(name)


def test_pictures_carry_no_styles_that_a_strict_page_forbids() -> None:
    for drawn in (qr(PAPER.address), seal("示范花园")):
        assert drawn.startswith("<svg")
        assert "style" not in drawn


def test_another_address_has_another_code() -> None:
    assert qr(PAPER.address) != qr(PAPER.address[:-1] + "Q")


def test_several_at_once_get_each_their_own() -> None:
    papers = [replace(PAPER, number=f"HW-2026-{n:04}") for n in range(12)]
    with ThreadPoolExecutor(4) as hands:
        made = list(hands.map(text, papers))
    assert all(paper.number in found for paper, found in zip(papers, made, strict=True))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "NEEDS", ("a_package_that_is_not_there",))
    with pytest.raises(pdf.PrintMissing, match=r"flows\[print\]"):
        pdf.pdf([PAPER], "zh")
