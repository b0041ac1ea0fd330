"""Personal papers carry who looked at them and when, on screen and taken away; others come as they were brought."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from flows.printing import marks
from flows.printing.marks import Unmarkable, marked_pdf, marked_picture
from flows.printing.pdf import PrintMissing
from flows.service.demo.papers import pdf, png
from flows.service.papers import attach
from tests.stories.forms import permit_in
from tests.stories.office import StoryCase, StoryOffice
from tests.web.conftest import Browser
from tests.web.storied import office_with_passwords, pages_of, signed_in

MARK = "仅供测试办理使用 · 示例（desk） · 2026-03-02 10:00"


@pytest.fixture
def place(story_file: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with office_with_passwords(story_file, tmp_path) as made:
        yield made


def words(content: bytes) -> list[str]:
    return [page.extract_text().replace("\n", "") for page in PdfReader(BytesIO(content)).pages]


def bring(place: StoryOffice, case: StoryCase, kind: str, content: bytes) -> str:
    attach(place.office, "front_desk", case.number, kind, f"{kind}.x", content, place.now)
    view = case.at("front_desk").sees()
    return f"/cases/{case.number}/documents/{view.papers[-1].id}"


def desk(place: StoryOffice) -> Browser:
    return signed_in(pages_of(place), "front_desk")


def test_a_picture_is_shown_within_its_mark(place: StoryOffice) -> None:
    case = permit_in(place, "draft")
    way, browser = bring(place, case, "welder_id_copy", png(200)), desk(place)
    answer = browser.get(f"{way}/shown")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    told = f"仅供动火许可证 {case.number}办理使用 · 示例front_desk（front_desk） · 2026-03-02 10:00"
    assert told in answer.text
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; img-src data:; sandbox"
    assert answer.headers["Content-Disposition"].startswith("inline")
    taken = browser.get(way)
    assert taken.mimetype == "application/pdf"
    assert told.replace(" ", "") in words(taken.data)[0].replace(" ", "")


def test_every_page_of_a_pdf_is_marked(place: StoryOffice) -> None:
    case = permit_in(place, "draft")
    way, browser = bring(place, case, "welder_certificate", pdf("a certificate")), desk(place)
    for address in (way, f"{way}/shown"):
        answer = browser.get(address)
        assert answer.mimetype == "application/pdf"
        (page,) = words(answer.data)
        assert "a certificate" in page
        assert "示例front_desk" in page
        assert "2026-03-0210:00" in page.replace(" ", "")


def test_what_is_not_personal_comes_as_it_was_brought(place: StoryOffice) -> None:
    case = permit_in(place, "sealed")
    way, browser = bring(place, case, "signed_permit_copy", png(90)), desk(place)
    assert browser.get(way).data == browser.get(f"{way}/shown").data == png(90)


def test_without_the_extra_pictures_are_marked_and_a_pdf_only_taken_away(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = permit_in(place, "draft")
    picture, paper = bring(place, case, "welder_id_copy", png(7)), bring(place, case, "welder_certificate", pdf("c"))
    monkeypatch.setattr(marks, "available", lambda: False)
    browser = desk(place)
    assert browser.get(picture).mimetype == browser.get(f"{picture}/shown").mimetype == "image/svg+xml"
    assert browser.get(f"{paper}/shown").status_code == 501
    assert browser.get(paper).data == pdf("c")
    with pytest.raises(PrintMissing):
        marked_pdf(pdf("c"), "application/pdf", MARK)


def test_what_cannot_be_marked_is_not_shown(place: StoryOffice) -> None:
    case = permit_in(place, "draft")
    way, browser = bring(place, case, "welder_certificate", b"%PDF-1.4 no pages at all"), desk(place)
    answer = browser.get(f"{way}/shown")
    assert (answer.status_code, "加不上水印" in answer.text) == (501, True)
    assert browser.get(way).data == b"%PDF-1.4 no pages at all"


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9])
def test_all_pages_are_there_in_their_size(count: int) -> None:
    import typst

    source = f"#set page(width: 300pt, height: 200pt)\n#for i in range({count}) [ page #i #pagebreak(weak: true)]"
    made = marked_pdf(bytes(typst.compile(source.encode())), "application/pdf", MARK)
    pages = PdfReader(BytesIO(made)).pages
    assert [page.extract_text().split("\n")[0].strip() for page in pages] == [f"page {i}" for i in range(count)]
    assert {(float(page.mediabox.width), float(page.mediabox.height)) for page in pages} == {(300, 200)}


def test_one_with_too_many_pages_is_not_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    monkeypatch.setattr(marks, "MOST_PAGES", 2)
    source = b"#for i in range(9) [ page #i #pagebreak(weak: true)]"
    with pytest.raises(Unmarkable):
        marked_pdf(bytes(typst.compile(source)), "application/pdf", MARK)


def test_a_name_is_set_and_never_read_as_anything_else() -> None:
    nasty = '"/><script>alert(1)</script> #panic("x") & ${7*7}'
    drawn = marked_picture(png(1), "image/png", (48, 48), nasty).decode()
    assert "<script" not in drawn
    assert "#panic" in words(marked_pdf(png(1), "image/png", nasty))[0]
