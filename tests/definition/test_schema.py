"""The schema of an event's input takes what the field means and refuses what it does not."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flows.definition import BEYOND, Choice, Field, Transition
from flows.definition.schema import NOTE_LONGEST, ROWS_MOST, TEXT_LONGEST, field_schema, input_schema, start_schema
from tests.definition.declarations import NOTE, PLACE, SUBMIT, TRANSITIONS, tiny

WAYS = (Choice("cash", "现金", "Cash"), Choice("bank", "银行代收", "Bank collection"))
WORKER = (
    Field("who", "text", "姓名", "Name"),
    Field("card", "id_number", "证件号", "ID number", required=False, personal=True),
)
FIELDS = {
    "text": Field("place", "text", "地点", "Place"),
    "note": Field("work", "note", "作业内容", "Work"),
    "integer": Field("hours", "integer", "小时", "Hours", minimum=1, maximum=24),
    "money": Field("fee", "money", "费用", "Fee", minimum=0),
    "date": Field("until", "date", "截止", "Until"),
    "moment": Field("ends_at", "moment", "结束", "Ends"),
    "flag": Field("posted", "flag", "已张贴", "Posted"),
    "choice": Field("way", "choice", "方式", "Way", choices=WAYS),
    "phone": Field("phone", "phone", "电话", "Telephone", personal=True),
    "id_number": Field("card", "id_number", "证件号", "ID number", personal=True),
    "user": Field("worker", "user", "经办人", "Worker", role="technician"),
    "rows": Field("workers", "rows", "工人", "Workers", columns=WORKER, maximum=2),
}
TAKEN: list[tuple[str, Any]] = [
    *(("text", value) for value in ("3 号楼大堂", "x" * TEXT_LONGEST)),
    *(("note", value) for value in ("第一行\n第二行", "x" * NOTE_LONGEST)),
    *(("integer", value) for value in (1, 24)),
    *(("money", value) for value in ("0", "12.5", "105.00", "999999999.99")),
    *(("date", value) for value in ("2026-02-28", "2028-02-29")),
    *(("moment", value) for value in ("2026-03-01T08:30:00+08:00", "2026-03-01T00:30:00Z")),
    *(("flag", value) for value in (True, False)),
    *(("choice", value) for value in ("cash", "bank")),
    *(
        ("phone", v)
        for v in ("13800000000", "+86 13800000000", "0755-26000000", "021-50000000-801", "26000000", "+85221230000")
    ),
    *(("id_number", value) for value in ("11010119900101001X", "440301198512310022", "E00000001", "H1234567890")),
    *(("user", value) for value in ("front_desk", "li.ming", "li@example.org")),
    *(("rows", value) for value in ([{"who": "甲"}], [{"who": "甲", "card": "E00000001"}, {"who": "乙"}])),
]
REFUSED: list[tuple[str, Any]] = [
    *(
        ("text", value)
        for value in ("", "  ", "\u3000", "两\n行", "行末\n", "a\x00b", "x" * (TEXT_LONGEST + 1), 5, None)
    ),
    *(("note", value) for value in ("", " \n ", "a\x00b", "x" * (NOTE_LONGEST + 1))),
    *(("integer", value) for value in (0, 25, "3", 1.5, True)),
    *(("money", value) for value in (5, 1.5, "-1", "1.234", "1,000", "1e3", "１２", "12\n", "", ".5", "1000000000")),
    *(("date", value) for value in ("2026-02-30", "20260228", "2026-W09-1", "28.02.2026", "2026-02-28\n", "")),
    *(("moment", value) for value in ("2026-03-01T08:30:00", "2026-03-01", "2026-13-01T08:30:00Z", "")),
    *(("moment", value) for value in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")),  # beyond UTC's years
    *(("moment", value) for value in ("2026-03-01t08:30:00Z", "2026-03-01T08:30:00z", "2026-03-01 08:30:00Z")),
    *(("date", value) for value in ("0001-01-01", "9999-12-31")),
    *(("flag", value) for value in ("true", 1, None)),
    *(("choice", value) for value in ("card", "", None)),
    *(("phone", value) for value in ("12800000000", "1380000000", "138000000001", "电话", "13800000000\n", "110")),
    *(
        ("id_number", v)
        for v in ("110101199013010010", "110101199001320010", "12", "E 0000 0001", "１２３４５６", "E00000001\n")
    ),
    *(("user", value) for value in ("", "two words", "_x", "x" * 65)),
    *(("rows", value) for value in ([], [{}], [{"who": "甲", "age": 3}], [{"who": "甲"}] * 3, {"who": "甲"})),
]


def accepts(schema: dict[str, Any], value: Any) -> bool:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)


def test_every_kind_of_field_is_tried() -> None:
    assert {field.kind for field in FIELDS.values()} == set(FIELDS)
    assert {kind for kind, _ in TAKEN} == {kind for kind, _ in REFUSED} == set(FIELDS)


@pytest.mark.parametrize(("kind", "value"), TAKEN, ids=lambda value: repr(value)[:30])
def test_a_field_takes_what_it_means(kind: str, value: Any) -> None:
    assert accepts(field_schema(FIELDS[kind]), value)


@pytest.mark.parametrize(("kind", "value"), REFUSED, ids=lambda value: repr(value)[:30])
def test_a_field_refuses_what_it_does_not_mean(kind: str, value: Any) -> None:
    assert not accepts(field_schema(FIELDS[kind]), value)


def test_both_languages_and_the_marks_of_a_field_are_in_its_schema() -> None:
    field = Field("card", "id_number", "证件号", "ID number", "按证件抄写", "Copy it from the card", personal=True)
    schema = field_schema(field)
    assert (schema["title"], schema["x-title-en"]) == ("证件号", "ID number")
    assert (schema["description"], schema["x-description-en"]) == ("按证件抄写", "Copy it from the card")
    assert (schema["x-kind"], schema["x-personal"]) == ("id_number", True)


def test_choices_carry_their_labels_and_a_user_the_post() -> None:
    assert field_schema(FIELDS["choice"])["x-choices"][1] == {"code": "bank", "zh": "银行代收", "en": "Bank collection"}
    assert field_schema(FIELDS["user"])["x-role"] == "technician"


def test_the_columns_of_rows_are_fields_themselves() -> None:
    rows = field_schema(FIELDS["rows"])
    assert rows["items"]["properties"]["card"]["x-personal"] is True
    assert rows["items"]["required"] == ["who"]
    assert (rows["minItems"], rows["maxItems"]) == (1, 2)


def test_rows_left_open_are_bounded_all_the_same_and_optional_ones_may_be_empty() -> None:
    rows = field_schema(Field("workers", "rows", "工人", "Workers", columns=WORKER, required=False, adds=True))
    assert (rows["minItems"], rows["maxItems"], rows["x-adds"]) == (0, ROWS_MOST, True)


@pytest.fixture
def submit() -> Transition:
    fee = Field("fee", "money", "费用", "Fee", required=False)
    return Transition(SUBMIT, "draft", "review", needs=[PLACE, fee], clause=BEYOND)


def test_an_event_asks_for_what_its_declaration_requires(submit: Transition) -> None:
    schema = input_schema(submit)
    assert accepts(schema, {"place": "大堂"})
    assert not accepts(schema, {"fee": "5.00"})


def test_an_event_takes_nothing_that_it_did_not_ask_for(submit: Transition) -> None:
    assert not accepts(input_schema(submit), {"place": "大堂", "state": "closed"})


def test_what_the_case_has_already_need_not_be_given_again(submit: Transition) -> None:
    assert accepts(input_schema(submit, required=()), {})
    assert not accepts(input_schema(submit, required={"fee"}), {"place": "大堂"})


def test_a_draft_may_be_begun_with_little_but_not_with_nonsense() -> None:
    note = Transition(NOTE, "draft", None, needs=[PLACE, FIELDS["rows"]], clause=BEYOND)
    later = Transition(NOTE, "review", None, needs=[FIELDS["money"]], clause=BEYOND)
    schema = start_schema(tiny(transitions=[*TRANSITIONS, note, later]))
    assert list(schema["properties"]) == ["place", "workers"]
    assert accepts(schema, {})
    assert accepts(schema, {"workers": []})
    assert accepts(schema, {"workers": [{"card": "E00000001"}]})
    assert not accepts(schema, {"workers": [{"who": 5}]})
    assert not accepts(schema, {"fee": "5.00"})
