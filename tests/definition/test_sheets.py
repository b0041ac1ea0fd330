"""Printed forms are declared beside their procedures: a misspelt name is found before anybody prints."""

from dataclasses import replace

import pytest

from flows.definition import Place, Sheet, Text
from flows.definition.check import SHEET_RULES, SheetRule, check_sheets, rule_name
from flows.procedures import CLAUSES, PROCEDURES
from flows.procedures.papers import _FAMILIES, SHEETS

SOUND = Sheet(
    "permit",
    "hot_work_permit",
    "许可证",
    "Permit",
    after=("issue",),
    fields=("permit_number", "place", "fire_watcher_phone"),
    places=(Place("工程主管意见", "Engineering", "endorse", "engineering_review"), Place("签收", "Received")),
    seal="seal",
    copies=(Text("留底", "Kept"),),
    in_full=("fire_watcher_phone",),
    clause="CSH 5.5.2-4",
)
CARD = Sheet("card", "worker_pass", "出入证", "Pass", "card", entry="worker_pass", seal="stamp")
BROKEN = {
    "sheet-code-plain": replace(SOUND, code="Permit 1"),
    "sheet-names-known": replace(SOUND, after=("isue",)),
    "sheet-fields-known": replace(SOUND, fields=(*SOUND.fields, "plaec")),
    "sheet-in-full-is-personal": replace(SOUND, in_full=("place",)),
    "sheet-fits-its-paper": replace(CARD, note_zh="说明", note_en="Note"),
    "sheet-in-both-languages": replace(SOUND, en=""),
    "sheet-clause-known": replace(SOUND, clause="CSH 99.9"),
}


def told(sheet: Sheet) -> list[str]:
    return [problem.rule for problem in check_sheets([sheet], PROCEDURES, CLAUSES)]


@pytest.mark.parametrize("sheet", [SOUND, CARD], ids=["form", "card"])
def test_a_sound_form_has_no_problem(sheet: Sheet) -> None:
    assert told(sheet) == []


@pytest.mark.parametrize("rule", SHEET_RULES, ids=rule_name)
def test_each_rule_refuses_what_it_is_for_and_nothing_else_does(rule: SheetRule) -> None:
    name = rule_name(rule)
    assert told(BROKEN[name]) == [name]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SOUND, seal="sael"),
        replace(SOUND, places=(Place("意见", "Opinion", "endores"),)),
        replace(SOUND, places=(Place("意见", "Opinion", "endorse", "draft"),)),
        replace(CARD, entry="worker_pas"),
    ],
    ids=["seal", "place", "step", "entry"],
)
def test_every_name_on_a_form_is_known(wrong: Sheet) -> None:
    assert told(wrong) == ["sheet-names-known"]


def test_what_is_in_full_stands_on_the_form() -> None:
    assert told(replace(SOUND, in_full=("welder_id",))) == ["sheet-in-full-is-personal"]


def test_a_form_belongs_to_a_procedure_and_the_nearest_is_named() -> None:
    (problem,) = check_sheets([replace(SOUND, procedure="hot_work_permti")], PROCEDURES, CLAUSES)
    assert problem.rule == "sheet-of-a-procedure"
    assert "hot_work_permit" in problem.message.en


def test_every_form_of_the_office_is_sound() -> None:
    assert [(p.where, p.rule, p.message.en) for p in check_sheets(SHEETS.values(), PROCEDURES, CLAUSES)] == []


def test_no_two_forms_have_one_code() -> None:
    assert sum(len(family.SHEETS) for family in _FAMILIES) == len(SHEETS)
