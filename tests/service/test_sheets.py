"""What stands on a printed form: for every form that is declared, and for what a declaration can't show."""

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.definition import Person, Place, Role, Sheet, Text
from flows.printing.paper import Paper
from flows.procedures import PROCEDURES
from flows.procedures.papers import SHEETS
from flows.service.case_history import HistoryView, Waives
from flows.service.case_view import CaseView
from flows.service.sheets import offered
from flows.service.sheets.content import Printing, assembled
from flows.service.sheets.standing import standing
from tests.service.a_form import ID_NUMBER, NOW, PHONE, PRINTING, case, entry, fitting, history_of, started

HOT = PROCEDURES["hot_work_permit"]
PERMIT, CARD = SHEETS["hot_work_permit"], SHEETS["worker_pass_card"]


def made(sheet: Sheet, view: CaseView | None = None, printing: Printing = PRINTING, line: int = 1) -> Paper:
    view = view or fitting(sheet)
    entries = [one for one in view.entries if one.kind == sheet.entry and one.line == line]
    return assembled(sheet, view, printing, entries[0] if sheet.entry else None)


def told(paper: Paper) -> str:
    """Every word on the paper."""
    return repr(replace(paper, code="", address=""))


def words_of(paper: Paper, label: str) -> str:
    return next(item.words.zh for item in paper.items if item.label.zh == label)


def taken(sheet: Sheet, *events: str) -> tuple[HistoryView, ...]:
    arrows = [next(t for t in HOT.transitions if t.event.code == event) for event in events]
    return (started(HOT), *(entry(seq, HOT, arrow) for seq, arrow in enumerate(arrows, 2)))


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_form_can_be_printed_of_a_fitting_case(sheet: Sheet) -> None:
    view = fitting(sheet)
    offer = next(one for one in offered(view) if one.sheet is sheet)
    assert offer.missing is None
    paper = made(sheet, view)
    assert paper.title.zh == sheet.zh
    assert paper.size == sheet.size
    assert len(paper.spots) >= len(sheet.places)
    labels = {item.label.zh for item in paper.items}
    fields = view.procedure.fields()
    assert {fields[name].zh for name in sheet.fields if name in fields} <= labels


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_no_form_shows_anybodys_number_in_full(sheet: Sheet) -> None:
    paper = told(made(sheet))
    for field in PROCEDURES[sheet.procedure].fields().values():
        if field.personal and field.kind in ("id_number", "phone") and field.name in sheet.fields:
            assert "••••" in paper
    assert ID_NUMBER not in paper
    assert PHONE not in paper


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_no_form_shows_a_seal_that_nobody_gave(sheet: Sheet) -> None:
    history = tuple(one for one in history_of(sheet, PROCEDURES[sheet.procedure]) if one.event != sheet.seal)
    view = replace(fitting(sheet), history=history)
    assert made(sheet, view).seal == ""
    assert made(sheet, view).seal_picture == ""
    assert made(sheet).seal == ("示范花园" if sheet.seal else "")


@pytest.mark.parametrize("sheet", [s for s in SHEETS.values() if s.after], ids=lambda sheet: sheet.code)
def test_a_form_says_what_comes_before_it(sheet: Sheet) -> None:
    procedure = PROCEDURES[sheet.procedure]
    view = case(procedure, (started(procedure),))
    offer = next(one for one in offered(view) if one.sheet is sheet)
    assert offer.missing is not None
    assert any(t.event.zh in offer.missing.zh for t in procedure.transitions if t.event.code in sheet.after)


def test_a_form_for_entries_waits_for_one() -> None:
    view = replace(fitting(CARD), entries=())
    assert offered(view, [CARD])[0].missing is not None
    assert [one.line for one in offered(fitting(CARD))[0].entries] == [1, 2]


def test_an_opinion_has_name_post_and_time() -> None:
    spot = made(PERMIT).spots[0]
    (signature,) = spot.signatures
    assert (signature.words, signature.name, signature.post.zh, signature.at) == (
        "同意",
        "主任示例",
        "工程部主管",
        "2026-03-02 10:42",
    )


def test_what_each_reviewer_found_stands_with_their_own_opinion() -> None:
    view = fitting(PERMIT)
    found = {"engineering_review": "管线已避让", "safety_review": "灭火器在位"}
    history = tuple(
        replace(one, data={**one.data, "findings": found[one.source]}) if one.source in found else one
        for one in view.history
    )
    spots = made(PERMIT, replace(view, history=history)).spots[:3]
    told = [[(item.label.en, item.words.zh) for one in spot.signatures for item in one.found] for spot in spots]
    assert [dict(one).get("Findings") for one in told] == ["管线已避让", "灭火器在位", None], "the case keeps the last"


def test_each_place_has_the_opinion_of_its_own_step() -> None:
    posts = [[s.post.zh for s in spot.signatures] for spot in made(PERMIT).spots[:3]]
    assert posts == [["工程部主管"], ["安全主管"], ["管理处主任"]]


def test_a_substitutes_signature_has_both_names() -> None:
    view = fitting(PERMIT)
    history = tuple(replace(one, instead_of=Person("x", "缺席示例")) for one in view.history)
    signature = made(PERMIT, replace(view, history=history)).spots[0].signatures[0]
    assert (signature.name, signature.instead_of) == ("主任示例", "缺席示例")


def test_a_return_takes_back_what_was_done_since() -> None:
    back = next(t for t in HOT.transitions if t.event.code == "return")
    returned = replace(entry(5, HOT, back), source="director_approval", target="draft")
    history = (*taken(PERMIT, "submit", "endorse"), returned)
    assert [one.event for one in standing(history, HOT)] == ["start", "return"]
    view = case(HOT, history)
    assert not made(PERMIT, view).spots[0].signatures


def test_a_return_to_the_step_before_keeps_what_was_done_earlier() -> None:
    back = next(t for t in HOT.transitions if t.event.code == "return")
    history = taken(PERMIT, "submit", "endorse", "approve")
    history = (history[0], history[1], replace(history[2], source="engineering_review", target="safety_review"))
    again = replace(entry(9, HOT, back), source="safety_review", target="engineering_review")
    assert [one.event for one in standing((*history, again), HOT)] == ["start", "submit", "return"]


def test_the_signers_who_are_missing_are_named() -> None:
    procedure = next(p for p in PROCEDURES.values() if any(t.signs for t in p.transitions))
    arrow = next(t for t in procedure.transitions if t.signs)
    sheet = Sheet("joint", procedure.key, "会签", "Joint", places=(Place("会签", "Signed", arrow.event.code),))
    roles = (Role("a", "甲岗", "Post A"), Role("b", "乙岗", "Post B"))
    history = (started(procedure), replace(entry(2, procedure, arrow), target=arrow.source[0]))
    view = case(procedure, history, to_sign=roles, signed=("a",), state=procedure.state(arrow.source[0]))
    assert made(sheet, view).spots[0].waiting == Text("乙岗", "Post B")


def test_special_treatment_is_marked_with_who_gave_it() -> None:
    sentence = Text("业主同意", "The owner agrees")
    history = taken(PERMIT, "submit")
    waiver = replace(
        history[0],
        seq=2,
        event="special_treatment",
        waives=Waives("submit", Text("提交", "Submit"), "owner_or_agent", sentence),
    )
    used = replace(history[1], special=(("owner_or_agent", sentence),))
    (mark,) = made(PERMIT, case(HOT, (history[0], waiver, used))).marks
    assert "前台示例" in mark.zh
    assert "业主同意" in mark.zh
    assert "The owner agrees" in mark.en


@pytest.mark.parametrize(("line", "over"), [(1, ""), (2, "已作废")])
def test_a_card_that_was_voided_says_so_across_it(line: int, over: str) -> None:
    assert made(CARD, line=line).over.zh == over


def test_a_card_that_has_run_out_says_so() -> None:
    late = replace(PRINTING, at=NOW + timedelta(days=31))
    assert made(CARD, printing=late).over.zh == "已过期"


@pytest.mark.parametrize(("event", "over"), [("reject", "已驳回"), ("withdraw", "已撤回"), ("close", "")])
def test_a_case_that_ended_badly_says_so(event: str, over: str) -> None:
    view = case(HOT, taken(SHEETS["hot_work_application"], "submit", event), closed_at=NOW)
    assert made(SHEETS["hot_work_application"], view).over.zh == over


def test_the_validity_is_on_the_sites_clock_and_a_whole_day_is_a_day() -> None:
    view = fitting(CARD)
    until = NOW.replace(hour=15, minute=59, second=59)
    first = replace(view.entries[0], valid_from=NOW, valid_until=until)
    paper = assembled(CARD, view, PRINTING, first)
    assert paper.validity.zh == "2026-03-02 10:42 至 2026-03-02"


def test_values_are_in_words_of_both_languages() -> None:
    paper = made(PERMIT)
    assert words_of(paper, "动火方式") == "电焊"
    assert words_of(paper, "开始时间") == "2026-03-02 14:00"
    assert next(item.words.en for item in paper.items if item.label.en == "Method") == "Arc welding"


def test_an_empty_field_is_left_blank_to_be_filled_in_by_hand() -> None:
    view = case(HOT, (started(HOT),), data={})
    paper = made(SHEETS["hot_work_application"], view)
    assert words_of(paper, "动火部位") == ""
    rows = Sheet("list", "worker_pass", "名册", "List", fields=("workers",))
    procedure = PROCEDURES["worker_pass"]
    table = made(rows, case(procedure, (started(procedure),), data={})).items[-1].table
    assert table is not None
    assert len(table.rows) == 3
    assert {cell.zh for row in table.rows for cell in row} == {""}


def test_what_is_given_in_full_stands_in_full_and_the_rest_masked() -> None:
    sheet = replace(PERMIT, in_full=("fire_watcher_phone",))
    view = fitting(sheet)
    paper = made(sheet, view, replace(PRINTING, data={**view.data, "fire_watcher_phone": PHONE}))
    assert words_of(paper, "看火人电话") == PHONE
    assert ID_NUMBER not in told(paper)
    assert paper.hidden, "the welder's ID number is masked still"


def test_a_field_that_an_older_version_lacks_is_left_out() -> None:
    sheet = replace(PERMIT, fields=("place", "not_there_yet"))
    assert [item.label.zh for item in made(sheet).items] == ["房号", "申请人", "动火部位"]


def test_the_small_print_says_version_clause_state_and_who_printed_it() -> None:
    small = " ".join(line.zh for line in made(PERMIT).small)
    for words in (
        "动火许可证 第 2 版",
        "CSH 5.5.5",
        "前台示例 于 2026-03-02 10:42 打印",
        "已盖章",
        "号 0123456789abcdef",
    ):
        assert words in small
