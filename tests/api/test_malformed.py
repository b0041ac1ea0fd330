"""Requests that can't be read, or don't fit, are told so: where, and in the caller's language."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.api.interface import Interface
from web.api.json_text import beyond, parsed

HUGE = base64.urlsafe_b64encode(b"[99999999999999999999999]").decode().rstrip("=")
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"procedure": NaN}',
        b'{"data": {"x": Infinity}}',
        b'{"data": {"x": -Infinity}}',
        b'{"data": {"x": [1e400]}}',
        b'{"data": {"x": -1e400}}',
        b'{"data": {"\\udc00": 1}}',
        b'{"procedure": "errand", "procedure": "other"}',
        b'{"procedure": "\\ud800"}',
        b'{"data": ' + b"[" * 100_000,
        b'{"applicant": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_is_malformed(still: Interface, content: bytes) -> None:
    answer = still.post("/cases", data=content, headers=JSON)
    assert answer.status_code == 400
    assert answer.json["type"].endswith("/malformed")


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"7"])
def test_json_that_is_no_object_does_not_fit(still: Interface, content: bytes) -> None:
    answer = still.post("/cases", data=content, headers=JSON)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == ["body"]


@pytest.mark.parametrize("value", ["1e400", "NaN", '"\\ud83d"'])
def test_what_no_request_can_be_known_again_by_is_malformed_with_a_key_too(still: Interface, value: str) -> None:
    content = f'{{"procedure": "errand", "site": "north", "data": {{"price": {value}}}}}'
    answer = still.post("/cases", data=content, headers={**JSON, "Idempotency-Key": "k"})
    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (400, "malformed")
    assert still.get("/cases").json["items"] == []


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 10**40])
def test_a_whole_number_that_readers_of_json_round_does_not_fit_wherever_it_stands(
    still: Interface, value: int
) -> None:
    data = {"price": value, "things": [{"name": value}]}
    answer = still.post("/cases", json={"procedure": "errand", "site": "north", "data": data})
    assert answer.status_code == 422
    told = {error["path"]: error["message_en"] for error in answer.json["errors"]}
    assert told == {"data.price": "is too large a number", "data.things.0.name": "is too large a number"}


@pytest.mark.parametrize(("text", "value"), [("1.0", 1), ("2e3", 2000), ("1.5", 1.5), ("9007199254740992", 2**53)])
def test_a_whole_number_is_one_however_it_is_written(text: str, value: float) -> None:
    found = parsed(f'{{"x": [{text}]}}'.encode())["x"][0]
    assert (found, type(found)) == (value, type(value))
    assert beyond({"x": found}) == ()


def test_other_content_than_json_is_not_taken(still: Interface) -> None:
    assert still.post("/cases", data=b"a=1", content_type="text/plain").status_code == 415
    assert still.post("/cases", data={"procedure": "errand"}).status_code == 415


def test_a_request_of_more_than_a_megabyte_is_too_large(still: Interface) -> None:
    content = json.dumps({"procedure": "x" * 1024 * 1024}).encode()
    answer = still.post("/cases", data=content, headers=JSON)
    assert answer.status_code == 413
    assert answer.json["title"] == "内容过大"


def test_every_fault_of_the_input_is_told_at_once_each_at_its_place(still: Interface) -> None:
    answer = still.post("/cases", json={"site": 7, "applicant": "甲", "colour": "red", "unit": "1\u0000"})
    assert answer.status_code == 422
    errors = {error["path"]: error for error in answer.json["errors"]}
    assert set(errors) == {"procedure", "site", "applicant", "colour", "unit"}
    assert errors["procedure"]["message_zh"] == errors["procedure"]["message"] == "请填写"
    assert errors["procedure"]["message_en"] == "is needed"


@pytest.mark.parametrize("applicant", [0, -1, 2**63, 10**30, 1.5, True])
def test_an_id_that_no_database_can_hold_does_not_fit(still: Interface, applicant: Any) -> None:
    answer = still.post("/cases", json={"procedure": "errand", "site": "north", "applicant": applicant})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["path"] == "applicant"


@pytest.mark.parametrize("path", ["/cases?stat=draft", "/tasks?limit=5", "/units?q=a&q=b", "/cases?overdue=perhaps"])
def test_a_misspelt_doubled_or_unfit_filter_is_refused_and_not_passed_over(still: Interface, path: str) -> None:
    assert still.get(path).status_code == 422


def test_an_empty_filter_counts_as_left_out(still: Interface) -> None:
    empty = still.get("/cases?procedure=&state=&site=&unit=&q=&overdue=&cursor=")
    assert empty.status_code == 200
    assert empty.json == still.get("/cases").json


@pytest.mark.parametrize("place", [["2026-11-20T01:00:00+00:00", 2**63], ["0001-01-01T00:00:00+14:00", 1], ["x", 1]])
def test_a_forged_cursor_of_the_worklist_does_not_fit(still: Interface, place: list[object]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode()
    assert still.get("/tasks", query_string={"cursor": cursor}).status_code == 422


@pytest.mark.parametrize(
    "path", ["/cases", "/tasks", "/units", "/parties", "/authorisations", "/users", "/substitutions"]
)
@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "eyJhIjoxfQ", "WzEuNV0", "W3RydWVd", "%00", HUGE])
def test_a_cursor_that_was_not_given_out_does_not_fit(still: Interface, path: str, cursor: str) -> None:
    answer = still.get(f"{path}?cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["path"] == "cursor"


@pytest.mark.parametrize(
    "path",
    [
        "/cases/ER-2026-9999",
        "/cases/a%00b",
        "/cases/ER-2026-0001/documents/0",
        "/cases/ER-2026-0001/documents/99999999999999999999",
        "/cases/ER-2026-0001/documents/x",
        "/procedures/none",
        "/procedures/none/diagram.svg",
        "/parties/9223372036854775807",
        "/units/none",
        "/users/none",
        "/nothing/here",
        "/cases/",
        "/cases?site=elsewhere",
        "/tasks/1/claim/x",
    ],
)
def test_what_is_not_there_is_a_problem_document(still: Interface, path: str) -> None:
    answer = still.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404


def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes(still: Interface) -> None:
    answer = still.call("DELETE", "/cases")
    assert answer.status_code == 405
    assert answer.mimetype == "application/problem+json"
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_a_defect_of_ours_is_a_problem_document_too(interface: Interface, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    interface.app.testing = False
    monkeypatch.setattr("web.api.cases.case_view", broken)
    answer = interface.get("/cases/ER-2026-0001")
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("asked", "query", "title"),
    [
        (None, "", "没有找到"),
        ("en", "", "Not found"),
        ("en-GB,en;q=0.9", "", "Not found"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "没有找到"),
        ("fr", "", "没有找到"),
        ("zh-CN", "?lang=en", "Not found"),
        ("en", "?lang=zh", "没有找到"),
    ],
)
def test_problems_speak_the_callers_language(still: Interface, asked: str | None, query: str, title: str) -> None:
    headers = {"Accept-Language": asked} if asked else {}
    answer = still.get(f"/cases/none{query}", headers=headers)
    assert answer.json["title"] == title
    assert answer.headers["Content-Language"] == ("en" if title.isascii() else "zh-CN")


def test_a_language_that_we_do_not_have_does_not_fit(still: Interface) -> None:
    assert still.get("/cases?lang=fr").status_code == 422
