"""The manuals say what stands on the pages, in both languages, and their pictures show the pages as they are."""

import re
import struct

import pytest

from flows.definition.checks.words import CJK
from tests.docs.documents import DOCUMENTS
from tests.docs.scenes import LANGUAGES, MANUALS, PICTURES, SCENES, fingerprint, kept, picture, signposts
from tests.docs.test_guides import BOLD, on_pages

KINDS = ("desk", "supervisor", "trainer", "administrator")
SHOWN = re.compile(r"!\[([^\]]+)\]\(pictures/([\w-]+)\.(\w\w)\.png\)")
LARGEST = 100_000  # bytes: a page with three of them still opens quickly
MARK_OF_PRACTICE = "练习 Practice"  # in both languages on every page of practice


def manual(kind: str, lang: str) -> str:
    return DOCUMENTS[f"docs/manuals/{kind}.{lang}.md"]


def test_there_is_one_for_each_kind_of_user_in_both_languages() -> None:
    assert {path.name for path in MANUALS.glob("*.md")} == {f"{kind}.{lang}.md" for kind in KINDS for lang in LANGUAGES}
    for kind in KINDS:
        zh, en = manual(kind, "zh"), manual(kind, "en")
        assert not CJK.search(en.replace("中文", "").replace(MARK_OF_PRACTICE, "")), kind
        assert len(CJK.findall(zh)) > 300
        assert zh.count("\n## ") == en.count("\n## ")
        assert [name for _, name, _ in SHOWN.findall(zh)] == [name for _, name, _ in SHOWN.findall(en)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_bold_stands_on_a_page(kind: str) -> None:
    pages = on_pages()
    for lang in LANGUAGES:
        words = BOLD.findall(manual(kind, lang))
        assert len(words) > 9
        assert [each for each in words if each not in pages and f"{each}：" not in pages] == []


def test_every_picture_is_shown_in_its_language_and_described() -> None:
    shown = {
        (name, lang) for kind in KINDS for lang in LANGUAGES for _, name, lang in SHOWN.findall(manual(kind, lang))
    }
    assert shown == {(name, lang) for name in SCENES for lang in LANGUAGES}
    for kind in KINDS:
        for lang in LANGUAGES:
            told = SHOWN.findall(manual(kind, lang))
            assert all(its == lang and len(words) > 9 for words, _, its in told)
    assert {path.name for path in PICTURES.glob("*.png")} == {f"{name}.{lang}.png" for name, lang in shown}


def test_pictures_are_small_and_have_a_palette() -> None:
    for name in SCENES:
        for lang in LANGUAGES:
            content = picture(name, lang).read_bytes()
            width, height, depth, kind = struct.unpack(">IIBB", content[16:26])
            assert (depth, kind, len(content) < LARGEST) == (8, 3, True), f"{name}.{lang}"
            assert 380 <= width <= 1280
            assert height <= 900


def test_no_picture_is_of_a_page_whose_headings_and_buttons_have_changed() -> None:
    now, then = {name: fingerprint(scene) for name, scene in SCENES.items()}, kept()
    changed = sorted(name for name in {*now, *then} if now.get(name) != then.get(name))
    assert changed == [], "look at these and take them anew with `make pictures`"


def test_a_changed_button_would_be_noticed() -> None:
    assert "释放" in "".join(signposts("case/page.html"))
    assert "待办" in signposts("worklist/frame.html")
    assert len({fingerprint(scene) for scene in SCENES.values()}) >= len({scene.templates for scene in SCENES.values()})
