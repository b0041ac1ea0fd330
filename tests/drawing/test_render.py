import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

import web
from flows.definition import draw
from flows.definition.lettering import em
from flows.drawing import overlay, raster, render
from flows.drawing.choice import best_layout, disorder
from flows.drawing.layout import lay_out
from flows.drawing.palette import TINTS, tint
from tests.drawing import pixels
from tests.drawing.geometry import Area, box_area, by_id, groups, parsed, text_areas, texts
from tests.drawing.sample import SAMPLE

BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@BOTH
def test_every_state_is_a_group_with_its_name_and_post_in_its_language(svgs, lang):
    root = parsed(svgs[lang])
    for state in SAMPLE.states:
        words = "".join(texts(by_id(root, f"state-{state.code}"))).replace(" ", "")
        assert (state.zh if lang == "zh" else state.en).replace(" ", "") in words
    assert ("前台接待" if lang == "zh" else "Front desk") in texts(by_id(root, "state-draft"))


@BOTH
def test_every_event_of_every_source_can_be_found_and_says_its_clause_on_hover(svgs, lang):
    root = parsed(svgs[lang])
    for transition in SAMPLE.transitions:
        for source in transition.source:
            key = f"{transition.event.code}:{source}:{transition.lands_in(source)}"
            found = [g for g in root.iter() if key in g.get("data-moves", "").split()]
            assert found
            clause = (
                transition.clause if transition.clause.startswith("CSH") else ("手册" if lang == "zh" else "beyond")
            )
            assert all(clause in found[0].findtext("{http://www.w3.org/2000/svg}title") for _ in found)
            start = f"event-{transition.event.code}-{source}"
            assert any((g.get("id") or "").startswith(start) for g in root.iter())


@BOTH
def test_every_word_of_the_drawing_is_in_the_picture_and_no_placeholder_is(svgs, lang):
    drawing = draw.source(SAMPLE, lang)
    shown = texts(parsed(svgs[lang]))
    assert set(drawing.texts.values()) <= set(shown)
    assert not any(word in svgs[lang] for word in drawing.texts)


@BOTH
def test_ids_are_unique(svgs, lang):
    ids = [e.get("id") for e in parsed(svgs[lang]).iter() if e.get("id")]
    assert len(ids) == len(set(ids))


@BOTH
def test_nothing_in_it_offends_a_strict_content_security_policy(svgs, lang):
    root = parsed(svgs[lang])
    names = {e.tag.split("}")[1] for e in root.iter()}
    assert names <= {"svg", "g", "title", "desc", "rect", "circle", "line", "path", "polygon", "polyline", "text"}
    attributes = {name for e in root.iter() for name in e.attrib}
    assert "style" not in attributes
    assert not any(name.startswith("on") or "href" in name for name in attributes)


@BOTH
def test_it_is_one_image_with_a_title_and_a_description_for_those_who_cannot_see_it(svgs, lang):
    root = parsed(svgs[lang])
    assert root.get("role") == "img"
    for wanted in root.get("aria-labelledby", "").split():
        assert by_id(root, wanted).text
    description = by_id(root, "diagram-desc").text
    assert all((state.zh if lang == "zh" else state.en) in description for state in SAMPLE.states)


@BOTH
def test_text_stays_inside_its_box(svgs, lang):
    for node in groups(parsed(svgs[lang]), "node"):
        area = box_area(node)
        assert all(area.holds(text) for text in text_areas(node)), node.get("id")


@BOTH
def test_labels_lie_on_no_box_and_on_no_other_label(svgs, lang):
    root = parsed(svgs[lang])
    boxes = [box_area(node) for node in groups(root, "node")]
    labels = [area for label in groups(root, "label") for area in text_areas(label)]
    assert len(labels) > 8
    assert not any(label.meets(box) for label in labels for box in boxes)
    assert not any(a.meets(Area(b.left, b.top + 2.5, b.right, b.bottom - 2.5)) for a, b in combinations(labels, 2))


@BOTH
def test_the_legend_explains_every_post_and_kind_of_arrow_inside_its_frame(svgs, lang):
    drawing = draw.source(SAMPLE, lang)
    (legend,) = groups(parsed(svgs[lang]), "legend")
    words = "".join(texts(legend)).replace(" ", "")
    assert all(post.replace(" ", "") in words for post in drawing.posts.values())
    shown = {g.get("class", "").split()[1] for g in groups(legend, "edge")}
    assert shown == set(drawing.looks)
    width = float(parsed(svgs[lang]).attrib["width"])
    assert all(area.right < width for area in text_areas(legend))


def test_kinds_of_arrows_differ_by_more_than_colour(svgs):
    (legend,) = groups(parsed(svgs["zh"]), "legend")
    drawn = set()
    for sample in groups(legend, "edge"):
        line = next(e for e in sample.iter() if e.get("class") == "line")
        heads = tuple(
            e.get("class", "") for e in sample.iter() if e is not line and e.tag.endswith(("polygon", "polyline"))
        )
        drawn.add((line.get("stroke-dasharray"), line.get("stroke-width"), heads))
    assert len(drawn) == len(groups(legend, "edge")) == 7


def test_the_clock_has_its_sign_on_its_arrow_and_nobody_else_has():
    root = parsed(render.svg(SAMPLE, "zh"))
    signed = [label for label in groups(root, "label") if groups(label, "clock-sign")]
    assert [label.get("data-moves") for label in signed] == ["expire:valid:expired"]


def test_an_event_that_stays_is_a_line_in_its_box(svgs):
    root = parsed(svgs["en"])
    stay = by_id(root, "event-note-valid")
    assert "Add a note" in texts(stay)
    assert stay in list(by_id(root, "state-valid").iter())


def test_two_posts_have_two_pieces_of_stripe(svgs):
    node = by_id(parsed(svgs["zh"]), "state-second_review")
    stripes = [e for e in node.iter() if e.get("class") == "stripe"]
    assert [e.get("stroke") for e in stripes] == [tint("director").line, tint("front_desk").line]


def test_every_class_of_the_style_sheet_is_one_that_pictures_have(svgs):
    sheet = (Path(web.__file__).parent / "static" / "diagram.css").read_text("utf-8")
    marked = overlay.mark(svgs["zh"], current="valid", taken_states=["draft"], taken=[("submit", "draft")])
    of_pictures = {name for e in parsed(marked).iter() for name in e.get("class", "").split()}
    of_pages = {"diagram-frame", "follows-scheme"}
    without_comments = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert set(re.findall(r"\.([a-z][a-z-]*)", without_comments)) <= of_pictures | of_pages


def test_no_two_posts_look_the_same():
    looks = [(look.line, look.dash) for look in TINTS.values()]
    assert len(looks) == len(set(looks))
    assert tint("a_post_of_tomorrow") == tint("a_post_of_tomorrow")


def test_the_same_declaration_gives_the_same_bytes_in_another_process(svgs):
    code = "import sys; from flows.drawing import render; from tests.drawing.sample import SAMPLE; sys.stdout.buffer.write(render.svg(SAMPLE, 'zh').encode())"
    environment = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(["src", "."])}
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    assert other.stdout == svgs["zh"].encode()


def test_no_system_dot_is_needed(monkeypatch, svgs):
    monkeypatch.setenv("PATH", "/nonexistent")
    assert render.svg(SAMPLE, "en") == svgs["en"]


def test_the_layout_kept_is_the_one_with_the_fewest_crossings():
    drawing = draw.source(SAMPLE, "zh")
    scores = [disorder(drawing, lay_out(dot)) for dot in drawing.candidates]
    assert disorder(drawing, best_layout(drawing)) == min(scores)
    assert len(set(scores)) > 1


def test_a_png_has_two_pixels_a_unit_and_shows_chinese_without_a_font_of_the_machine(svgs):
    root = parsed(svgs["zh"])
    one, other = raster.png(svgs["zh"]), raster.png(svgs["zh"].replace(">初审<", ">复核<"))
    width, height = (int.from_bytes(one[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    # Two words that a missing font would draw as the same empty squares.
    assert em("初审") == em("复核")
    assert one != other


@BOTH
def test_no_row_or_column_of_pixels_is_lost_on_the_way_to_the_png(svgs, lang):
    """A picture of a broken size was resampled, and letters lost their feet: stripes of one unit show it."""
    size = parsed(svgs[lang]).attrib
    for across in (True, False):
        columns, rows = pixels.greys(raster.png(pixels.striped(size["width" if across else "height"], across=across)))
        line = columns if across else rows
        assert line == [0 if at % 4 < 2 else 255 for at in range(len(line))]


def test_without_the_print_extra_a_png_is_refused_in_both_languages(monkeypatch, svgs):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(raster.RasterMissing, match=r"附加依赖.*print extra"):
        raster.png(svgs["zh"])


def test_who_asks_for_a_picture_keeps_nothing_of_what_it_was_made_with() -> None:
    """typst remembers its last ten pictures: 200 MB of a process that serves pages."""
    small = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    ask = f"import sys; from flows.drawing import raster; made = raster.png({small!r}); print(made[1:4], 'typst' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout == "b'PNG' False\n"


def test_what_can_not_be_drawn_is_told_with_the_reason() -> None:
    with pytest.raises(RuntimeError, match="failed to parse SVG"):
        raster.pdf("no picture at all")
