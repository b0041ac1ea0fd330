import os
import subprocess
import sys

import pytest

from flows.definition import RoleFrom, draw
from flows.definition.arrows import main_path, moves
from flows.definition.captions import holder_words
from flows.definition.draw import NAME_SIZE, SMALL_SIZE
from flows.definition.lettering import COURIER, em
from tests.drawing.sample import CHIEF, DESK, GATE, LEAD, SAMPLE

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_source_is_ascii_and_has_room_for_every_line_of_text(lang):
    drawing = draw.source(SAMPLE, lang)
    assert drawing.dot.isascii()
    for word, text in drawing.texts.items():
        assert drawing.dot.count(word) == 1
        size = NAME_SIZE if any(text in box.name for box in drawing.boxes.values()) else SMALL_SIZE
        assert len(word) * COURIER * NAME_SIZE >= em(text) * size


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_readable_source_has_the_words_in_place_of_every_placeholder(lang):
    drawing = draw.source(SAMPLE, lang)
    readable = drawing.readable
    for word, text in drawing.texts.items():
        assert word not in readable
        assert text.replace('"', '\\"') in readable


def test_the_same_declaration_gives_the_same_source_in_another_process():
    code = "from flows.definition import draw; from tests.drawing.sample import SAMPLE; print(draw.source(SAMPLE, 'zh').dot)"
    environment = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(["src", "."])}
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert other.stdout == draw.source(SAMPLE, "zh").dot + "\n"


def test_every_move_is_on_a_line_or_in_a_box():
    drawing = draw.source(SAMPLE, "en")
    on_lines = {move.key for stroke in drawing.strokes.values() for move in stroke.moves}
    in_boxes = {move.key for box in drawing.boxes.values() for move in box.stays}
    declared = {f"{t.event.code}:{s}:{t.lands_in(s)}" for t in SAMPLE.transitions for s in t.source}
    assert on_lines | in_boxes == declared
    assert in_boxes == {"note:draft:draft", "note:valid:valid"}


def test_the_main_path_is_the_longest_way_through_and_leaves_loops_and_ends_aside():
    path = main_path(SAMPLE, moves(SAMPLE, "zh"))
    assert path == ("draft", "first_review", "second_review", "valid", "released")


def test_the_same_event_from_several_states_runs_in_one_rail_with_one_label():
    drawing = draw.source(SAMPLE, "zh")
    withdrawals = [s for s in drawing.strokes.values() if any(move.event == "withdraw" for move in s.moves)]
    assert {s.tail for s in withdrawals} >= {"draft", "first_review", "second_review", "valid"}
    assert [s.tip for s in withdrawals if s.headed] == ["withdrawn"]
    assert sum(len(s.labels) for s in withdrawals) == 1
    last = next(s for s in withdrawals if s.headed)
    assert {move.source for move in last.moves} == {"draft", "first_review", "second_review", "valid"}


def test_two_events_between_the_same_states_share_a_line_and_both_stand_on_it():
    drawing = draw.source(SAMPLE, "en")
    line = next(s for s in drawing.strokes.values() if s.tip == "released")
    assert [move.event for move in line.labels] == ["release", "release_in_parts"]


def test_what_leads_to_an_earlier_state_runs_against_the_direction_of_the_layout():
    back = [move.key for s in draw.source(SAMPLE, "zh").strokes.values() if s.back and s.headed for move in s.moves]
    assert back == ["return:first_review:draft", "return:second_review:draft", "submit:upstairs:valid"]


def test_an_end_that_a_refusal_leads_to_is_told_from_one_that_the_work_leads_to():
    boxes = draw.source(SAMPLE, "zh").boxes
    assert {code for code, box in boxes.items() if box.final} == {"released", "rejected", "withdrawn", "expired"}
    assert {code for code, box in boxes.items() if box.final and box.reached_well} == {"released"}


def test_hovering_tells_who_what_is_needed_every_guard_and_the_clause():
    submit = next(move for move in moves(SAMPLE, "zh") if move.id == "event-submit-draft")
    for words in ("提交", "填写申请 → 初审", "前台接待", "上一级、物品清单", "须由业主本人提出", "CSH 5.1.1"):
        assert words in submit.hover
    approve = next(move for move in moves(SAMPLE, "en") if move.id == "event-approve-first_review-to-valid")
    for words in ("First review → Valid", "Management-office director", "an opinion", "No more than three things"):
        assert words in approve.hover
    expire = next(move for move in moves(SAMPLE, "en") if move.event == "expire")
    assert "Taken by the clock" in expire.hover
    assert "beyond the handbook" in expire.hover


def test_an_arrow_names_the_actor_only_where_it_is_not_the_holder_of_the_state():
    words = {move.key: "".join(move.words) for move in moves(SAMPLE, "zh")}
    assert "管理处主任" in words["note:draft:draft"]
    assert "前台接待" in words["withdraw:valid:withdrawn"]
    assert "前台接待" not in words["withdraw:draft:withdrawn"]
    assert "时钟" not in words["expire:valid:expired"]
    assert words["submit:draft:first_review"] == "提交 ◆"


def test_the_ways_of_one_event_say_when_each_is_taken():
    words = {move.key: "".join(move.words) for move in moves(SAMPLE, "zh")}
    assert "数量不超过三件" in words["approve:first_review:valid"]
    assert "其他情形" in words["approve:first_review:second_review"]


def test_a_post_that_the_case_names_is_called_as_on_the_case_and_a_few_are_listed():
    many, few = RoleFrom("level", (CHIEF, GATE, DESK, LEAD)), RoleFrom("level", (CHIEF, GATE))
    assert holder_words(SAMPLE, many, "zh") == "上一级（按单据）"
    assert holder_words(SAMPLE, few, "en") == "Management-office director or Gate"
    boxes = draw.source(SAMPLE, "zh").boxes
    assert boxes["upstairs"].posts == ("named",)
    assert draw.source(SAMPLE, "zh").posts["named"] == "由单据指定的岗位"
