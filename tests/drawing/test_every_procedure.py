"""The pictures of the declared procedures: fresh in the repository, and fit to be put on a slide."""

from itertools import combinations
from pathlib import Path

import pytest

from flows.drawing import files, render
from flows.procedures import PROCEDURES
from tests.drawing.geometry import Area, box_area, groups, parsed, text_areas

DIAGRAMS = Path(__file__).parents[2] / "diagrams"


@pytest.fixture(scope="module", params=[(key, lang) for key in PROCEDURES for lang in ("zh", "en")], ids="-".join)
def picture(request):
    key, lang = request.param
    return parsed(render.svg(PROCEDURES[key], lang))


def test_the_committed_pictures_are_those_of_the_declarations():
    assert files.stale(DIAGRAMS, PROCEDURES.values()) == [], "run: make diagrams"


def test_text_stays_inside_its_box(picture):
    for node in groups(picture, "node"):
        area = box_area(node)
        assert all(area.holds(text) for text in text_areas(node)), node.get("id")


def test_labels_lie_on_no_box_and_on_no_other_label(picture):
    boxes = [box_area(node) for node in groups(picture, "node")]
    labels = [area for label in groups(picture, "label") for area in text_areas(label)]
    assert not any(label.meets(box) for label in labels for box in boxes)
    assert not any(a.meets(Area(b.left, b.top + 2.5, b.right, b.bottom - 2.5)) for a, b in combinations(labels, 2))


def test_ids_are_unique(picture):
    ids = [e.get("id") for e in picture.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
