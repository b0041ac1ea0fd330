"""Taking events: once for each key, held against the revision that was seen, with every no explained."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from werkzeug.test import TestResponse

from tests.api.interface import Interface


def test_an_event_is_taken_and_answered_with_the_case(both: Interface) -> None:
    number = both.in_review()
    answer = both.take("eng", number, "endorse", opinion="同意")
    assert answer.status_code == 200
    assert (answer.json["state"], answer.json["revision"]) == ("joint", 4)
    assert answer.headers["ETag"] == '"4"'
    assert answer.json == both.get(f"/cases/{number}", "eng").json
    assert answer.json["data"]["permit"] == "EP-2026-0001"


def test_without_the_revision_that_was_seen_nothing_is_taken(interface: Interface) -> None:
    number = interface.in_review()
    answer = interface.post(f"/cases/{number}/events", "eng", json={"event": "endorse", "opinion": "x"})
    assert answer.status_code == 428
    assert "If-Match" in answer.json["detail"]
    assert interface.get(f"/cases/{number}").json["state"] == "review"


@pytest.mark.parametrize("given", ["*", 'W/"3"', '"3", "4"', "three", "", '"-1"', '"99999999999"'])
def test_a_revision_is_one_number(interface: Interface, given: str) -> None:
    number = interface.start()["number"]
    answer = interface.take("desk", number, "submit", headers={"If-Match": given})
    assert answer.status_code == 400
    assert answer.json["type"].endswith("/malformed")


def test_whoever_comes_second_is_told_who_did_what_and_how_the_case_is_now(both: Interface) -> None:
    number = both.in_review()
    both.take("eng", number, "endorse", seen=3, opinion="同意")
    answer = both.take("both", number, "return", seen=3, reason="重做")
    assert answer.status_code == 409
    problem = answer.json
    assert problem["type"].endswith("/conflict")
    assert problem["conflict"]["actor"] == {"login": "eng", "name": "示例eng"}
    assert (problem["conflict"]["event"], problem["conflict"]["seq"]) == ("endorse", 4)
    assert problem["conflict"]["at"] == both.world.now.isoformat()
    assert problem["case"] == both.get(f"/cases/{number}", "both").json
    assert answer.headers["ETag"] == '"4"'
    assert "示例eng" in problem["detail"]


def test_a_refusal_tells_every_unmet_condition_and_who_can(both: Interface) -> None:
    number = both.start(price="500")["number"]
    answer = both.take("desk", number, "submit", headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert answer.json["type"].endswith("/refused")
    assert [unmet["guard"] for unmet in answer.json["unmet"]] == ["document:paper", "small"]
    assert [unmet["kind"] for unmet in answer.json["unmet"]] == ["papers", "guard"]
    assert answer.json["unmet"][1]["message"] == "The price is at most 100"
    assert answer.json["unmet"][1]["message_zh"] == "价格不超过一百元"
    assert answer.json["case"]["revision"] == 1


def test_four_eyes_names_those_who_can(both: Interface) -> None:
    number = both.in_review()
    both.take("both", number, "endorse", opinion="同意")
    both.take("eng", number, "return", reason="重做")
    both.take("desk", number, "submit")
    both.take("both", number, "claim_nothing")
    answer = both.take("safe", number, "endorse", opinion="x")
    assert answer.status_code == 403
    assert answer.json["unmet"][0]["guard"] == "post"
    assert {person["login"] for person in answer.json["unmet"][0]["who_can"]} == {"eng", "both"}


def test_an_event_that_is_not_open_here_is_refused(interface: Interface) -> None:
    number = interface.start()["number"]
    for event in ("close", "no_such_event"):
        answer = interface.take("eng", number, event)
        assert answer.status_code == 409
        assert [unmet["kind"] for unmet in answer.json["unmet"]] == ["state"]


def test_input_that_does_not_fit_is_told_field_by_field(both: Interface) -> None:
    number = both.in_review()
    answer = both.take("eng", number, "endorse", data={"colour": "red"})
    assert answer.status_code == 422
    assert {error["path"] for error in answer.json["errors"]} == {"colour", "opinion"}
    assert both.get(f"/cases/{number}").json["revision"] == 3


@pytest.mark.parametrize("name", ["reason", "opinion"])
@pytest.mark.parametrize("words", ["a\u0000b", "x" * 4001, 7, None])
def test_words_that_no_database_can_hold_do_not_fit(interface: Interface, name: str, words: object) -> None:
    number = interface.in_review()
    answer = interface.take("eng", number, "endorse", **{name: words})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["path"] == name


def test_the_same_request_twice_acts_once_and_is_answered_the_same(both: Interface) -> None:
    number = both.in_review()
    key = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
    first = both.take("eng", number, "endorse", seen=3, opinion="同意", headers=key)
    both.take("eng", number, "return", reason="重做")  # the case goes on meanwhile
    again = both.take("eng", number, "endorse", seen=3, opinion="同意", headers=key)
    assert (again.status_code, again.data) == (200, first.data)
    assert again.headers["ETag"] == first.headers["ETag"] == '"4"'
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    events = [item["event"] for item in both.get(f"/cases/{number}/history").json["items"]]
    assert events.count("endorse") == 1


def test_a_key_in_quotes_is_the_same_key(interface: Interface) -> None:
    number = interface.in_review()
    first = interface.take("eng", number, "endorse", seen=3, opinion="x", headers={"Idempotency-Key": '"k"'})
    again = interface.take("eng", number, "endorse", seen=3, opinion="x", headers={"Idempotency-Key": "k"})
    assert again.data == first.data


def test_a_key_used_for_something_else_is_refused(both: Interface) -> None:
    number = both.in_review()
    key = {"Idempotency-Key": "k"}
    assert both.take("eng", number, "endorse", opinion="同意", headers=key).status_code == 200
    answer = both.take("eng", number, "return", reason="重做", headers=key)
    assert answer.status_code == 422
    assert answer.json["type"].endswith("/key_reused")
    assert [error["path"] for error in answer.json["errors"]] == ["Idempotency-Key"]
    assert both.get(f"/cases/{number}").json["state"] == "joint"


def test_keys_of_two_people_are_apart(interface: Interface) -> None:
    number = interface.in_review()
    key = {"Idempotency-Key": "k"}
    assert interface.take("eng", number, "endorse", opinion="同意", headers=key).status_code == 200
    assert interface.take("both", number, "sign", headers=key).status_code == 200


def test_a_refused_request_may_be_sent_again_with_its_key(interface: Interface) -> None:
    number = interface.start(price="0")["number"]
    key = {"Idempotency-Key": "k"}
    assert interface.take("desk", number, "submit", seen=1, headers=key).status_code == 409
    interface.paper("desk", number)
    assert interface.take("desk", number, "submit", seen=1, headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", "é", "x" * 201, "a\tb"])
def test_a_key_is_short_and_plain(interface: Interface, key: str) -> None:
    body = {"procedure": "errand", "site": "north"}
    answer = interface.post("/cases", json=body, headers={"Idempotency-Key": key.encode().decode("latin-1")})
    assert answer.status_code == 400


def test_a_case_is_started_once_for_a_key(both: Interface) -> None:
    body = {"procedure": "errand", "site": "north", "data": {"price": "5"}}
    key = {"Idempotency-Key": "start"}
    first = both.post("/cases", json=body, headers=key)
    both.take("desk", first.json["number"], "submit")
    again = both.post("/cases", json=body, headers=key)
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(both.get("/cases").json["items"]) == 1
    other = both.post("/cases", json={**body, "data": {"price": "6"}}, headers=key)
    assert other.status_code == 422


def at_once(*calls: Callable[[], TestResponse]) -> list[TestResponse]:
    """All of them at the same moment, each in a thread of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], TestResponse]) -> TestResponse:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_at_once_one_wins_and_the_other_is_told_by_whom(both: Interface) -> None:
    both.token("eng"), both.token("both")
    for number in [both.in_review() for _ in range(3)]:
        answers = at_once(
            partial(both.take, "eng", number, "endorse", seen=3, opinion="同意"),
            partial(both.take, "both", number, "return", seen=3, reason="重做"),
        )
        winner = next(answer for answer in answers if answer.status_code == 200)
        loser = next(answer for answer in answers if answer.status_code == 409)
        logins = ("eng", "both") if answers[0] is winner else ("both", "eng")
        assert loser.json["conflict"]["actor"]["login"] == logins[0]
        assert loser.json["case"]["state"] == winner.json["state"]
        assert len(both.get(f"/cases/{number}/history").json["items"]) == 4


def test_a_double_click_acts_once_and_both_are_answered_the_same(both: Interface) -> None:
    both.token("eng")
    for n in range(3):
        number, key = both.in_review(), {"Idempotency-Key": f"click-{n}"}
        click = partial(both.take, "eng", number, "endorse", seen=3, opinion="同意", headers=key)
        first, second = at_once(click, click)
        assert first.status_code == second.status_code == 200
        assert first.data == second.data
        assert len(both.get(f"/cases/{number}/history").json["items"]) == 4


def test_two_starts_at_once_with_one_key_start_one_case(both: Interface) -> None:
    both.token("desk")
    body, key = {"procedure": "errand", "site": "north"}, {"Idempotency-Key": "start"}
    first, second = at_once(*[lambda: both.post("/cases", json=body, headers=key)] * 2)
    assert first.status_code == second.status_code == 201
    assert first.data == second.data
    assert len(both.get("/cases").json["items"]) == 1


def test_the_clock_acts_before_whoever_comes_late(both: Interface) -> None:
    number = both.in_review()
    both.take("eng", number, "endorse", opinion="同意")
    both.take("eng", number, "sign")
    both.take("safe", number, "sign")
    things = [{"name": "梯子"}]
    seen = both.take("eng", number, "go_on", data={"department": "safety_supervisor", "things": things}).json[
        "revision"
    ]
    both.world.later(hours=25)
    answer = both.take("safe", number, "close", seen=seen)
    assert answer.status_code == 409
    assert answer.json["conflict"]["actor"]["login"] == "clock"
    assert answer.json["case"]["state"] == "lapsed"
    assert answer.json["case"]["tasks"] == []


def test_an_answer_that_was_lost_before_it_was_kept_is_made_anew(
    both: Interface, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between the event and the keeping of its answer."""
    number = both.in_review()
    key = {"Idempotency-Key": "k"}

    def died(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("web.api.cases.keep_answer", died)
        with pytest.raises(ConnectionError):
            both.take("eng", number, "endorse", seen=3, opinion="同意", headers=key)
    again = both.take("eng", number, "endorse", seen=3, opinion="同意", headers=key)
    assert (again.status_code, again.json["revision"]) == (200, 4)
    assert both.take("eng", number, "endorse", seen=3, opinion="同意", headers=key).data == again.data
    assert json.loads(again.data)["state"] == "joint"
