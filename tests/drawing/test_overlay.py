import subprocess
import time

import pytest

from flows.drawing import overlay
from tests.drawing.geometry import by_id, groups, parsed

WAY = {
    "current": "second_review",
    "taken_states": {"draft", "first_review"},
    "taken": [("submit", "draft"), ("approve", "first_review", "second_review"), ("note", "draft")],
}


def marked_with(root, name):
    return {g.get("data-state") or g.get("data-moves") for g in groups(root, name)}


def test_it_marks_the_current_state_the_states_passed_and_the_way_taken_and_nothing_else(svgs):
    root = parsed(overlay.mark(svgs["zh"], **WAY))
    assert marked_with(root, "is-current") == {"second_review"}
    assert marked_with(root, "is-taken") == {
        "draft",
        "first_review",
        "submit:draft:first_review",
        "approve:first_review:second_review",
        "note:draft:draft",
    }
    assert "is-marked" in root.get("class").split()


def test_a_rail_is_marked_from_the_source_to_the_end_and_not_above_it(svgs):
    root = parsed(overlay.mark(svgs["zh"], current="withdrawn", taken_states=["draft"], taken=[("withdraw", "valid")]))
    taken = [g for g in groups(root, "edge") if "is-taken" in g.get("class").split()]
    assert by_id(root, "event-withdraw-valid") in taken
    assert by_id(root, "event-withdraw-draft") not in taken
    for edge in groups(root, "edge"):
        assert (edge in taken) == ("withdraw:valid:withdrawn" in (edge.get("data-moves") or "").split())
    assert len(taken) == 2


def test_event_and_source_alone_mark_every_way_of_that_event(svgs):
    root = parsed(overlay.mark(svgs["en"], current="valid", taken_states=[], taken=[("approve", "first_review")]))
    marked = marked_with(root, "is-taken")
    assert marked == {"approve:first_review:valid", "approve:first_review:second_review"}


def test_a_state_passed_before_and_current_again_is_only_current(svgs):
    root = parsed(overlay.mark(svgs["zh"], current="draft", taken_states=["draft", "first_review"], taken=[]))
    assert marked_with(root, "is-current") == {"draft"}
    assert marked_with(root, "is-taken") == {"first_review"}


def test_whoever_cannot_see_it_reads_where_the_case_is(svgs):
    zh = by_id(parsed(overlay.mark(svgs["zh"], **WAY)), "diagram-desc").text
    en = by_id(parsed(overlay.mark(svgs["en"], **WAY)), "diagram-desc").text
    assert zh.startswith("当前环节：复审。已经过：填写申请、初审。")
    assert en.startswith("Now at: Second review. Already passed: Draft, First review.")
    assert overlay.describe(svgs["zh"], current=None, taken_states=["draft"]) == "已经过：填写申请。"


def test_only_classes_and_the_description_change(svgs):
    marked = overlay.mark(svgs["en"], **WAY)
    for name in (
        " is-taken",
        " is-current",
        " is-marked",
        overlay.describe(svgs["en"], current="second_review", taken_states=WAY["taken_states"]) + "\n",
    ):
        assert name in marked
        marked = marked.replace(name, "")
    assert marked == svgs["en"]


def test_nothing_to_mark_leaves_the_picture_as_it_is(svgs):
    assert overlay.mark(svgs["zh"], current=None, taken_states=[], taken=[]) == svgs["zh"]


def test_steps_of_an_older_version_are_passed_over_but_the_current_state_must_be_there(svgs):
    marked = overlay.mark(svgs["zh"], current="draft", taken_states=["gone"], taken=[("gone", "draft")])
    assert marked_with(parsed(marked), "is-taken") == set()
    with pytest.raises(KeyError, match="gone"):
        overlay.mark(svgs["zh"], current="gone", taken_states=[], taken=[])


def test_no_process_is_started_for_a_mark(monkeypatch, svgs):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(subprocess, "run", refuse)
    assert overlay.mark(svgs["zh"] + "\n", **WAY) != svgs["zh"]


def test_a_mark_costs_well_under_a_millisecond(svgs):
    overlay.mark(svgs["zh"], **WAY)
    best = min(timed(lambda: overlay.mark(svgs["zh"], **WAY)) for _ in range(20))
    assert best < 0.001


def timed(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
