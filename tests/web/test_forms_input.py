"""From inputs to JSON values and back: the one form of each kind, and nothing lost of what can't be read."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from werkzeug.datastructures import MultiDict

from flows.definition import Choice, Field
from flows.service.vocabulary import Person
from web.forms_fields import inputs
from web.forms_input import typed_from, typed_in, values_of

ZONE = ZoneInfo("Asia/Shanghai")
WORKERS = Field(
    "workers",
    "rows",
    "工人",
    "Workers",
    columns=[Field("name", "text", "姓名", "Name"), Field("until", "date", "到期", "Until", required=False)],
    maximum=4,
)


def read(field: Field, form: dict[str, str]) -> Any:
    return values_of([field], typed_in([field], MultiDict(form)), ZONE).get(field.name)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("integer", "12", 12),
        ("integer", "１２", 12),
        ("integer", "-3", -3),
        ("integer", "1.5", "1.5"),
        ("integer", "9" * 40, "9" * 40),
        ("money", "￥1,200.5", "1200.5"),
        ("money", "a lot", "a lot"),
        ("date", "2026-03-02", "2026-03-02"),
        ("moment", "2026-03-02T10:30", "2026-03-02T10:30:00+08:00"),
        ("moment", "2026-03-02T10:30:00Z", "2026-03-02T10:30:00+00:00"),
        ("moment", "tomorrow", "tomorrow"),
        ("flag", "yes", True),
        ("flag", "no", False),
        ("flag", "perhaps", "perhaps"),
        ("phone", "１３８00001234", "13800001234"),
        ("note", "one\r\ntwo", "one\ntwo"),
        ("choice", "a", "a"),
        ("text", "   ", None),
    ],
)
def test_an_input_becomes_the_value_of_its_kind_or_stays_as_typed(kind: Any, typed: str, value: Any) -> None:
    field = Field("it", kind, "它", "It", choices=[Choice("a", "甲", "A")])
    assert read(field, {"data.it": typed}) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [("moment", "2026-03-02T02:30:00+00:00"), ("flag", False), ("integer", 0), ("money", "10.00"), ("text", "x")],
)
def test_a_value_shown_and_sent_back_unchanged_is_the_same_value(kind: Any, value: Any) -> None:
    field = Field("it", kind, "它", "It")
    back = values_of([field], typed_from([field], {"it": value}, ZONE), ZONE)["it"]
    assert back == ("2026-03-02T10:30:00+08:00" if kind == "moment" else value)


def test_rows_keep_their_order_and_lose_their_gaps() -> None:
    form = {
        "data.workers.7.name": "乙",
        "data.workers.2.name": "甲",
        "data.workers.3.name": " ",
        "data.workers.x.name": "?",
    }
    assert read(WORKERS, form) == [{"name": "甲"}, {"name": "乙"}]
    assert read(WORKERS, {"data.workers.0.name": ""}) is None


def test_no_form_makes_more_rows_than_any_procedure_takes() -> None:
    form = {f"data.workers.{number}.name": "x" for number in range(2000)}
    assert len(read(WORKERS, form)) == 500


def test_rows_that_add_to_what_is_there_start_empty() -> None:
    field = Field("parts", "rows", "配件", "Parts", columns=WORKERS.columns, adds=True)
    assert typed_from([field], {"parts": [{"name": "old"}]}, ZONE) == {}


def test_a_field_for_a_colleague_offers_those_who_hold_its_post(pages: Any) -> None:
    field = Field("who", "user", "经手", "Handled by", role="technician")
    with pages.app.test_request_context():
        (drawn,) = inputs([field], {}, {}, lambda asked: [Person("tech", f"示例{asked.role}")])
    assert drawn.options == (("tech", "示例technician"),)


def test_a_table_never_offers_more_rows_than_may_be_filled(pages: Any) -> None:
    filled = [{"name": "甲"}, {"name": "乙"}, {"name": "丙"}]
    with pages.app.test_request_context():
        (drawn,) = inputs([WORKERS], {"workers": filled}, {"workers.1.until": "格式不对"}, lambda _: [])
    assert len(drawn.rows) == 4
    assert drawn.rows[1][1].problem == "格式不对"
    assert drawn.columns == ("姓名", "到期（选填）")
