"""One event for several cases: each is taken or refused by itself, and a batch sent twice acts once."""

from typing import Any

import pytest

from flows.service.batches import MOST
from tests.api.interface import Interface


def batch(asked: Interface, *numbers: str, login: str = "eng", key: str = "", **sent: Any) -> list[dict[str, Any]]:
    cases = [{"number": number, "revision": asked.world.revision(number)} for number in numbers]
    headers = {"Idempotency-Key": key} if key else {}
    body = {"event": "endorse", "opinion": "同意", "cases": cases, **sent}
    answer = asked.post("/batches", login, json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def states(asked: Interface, *numbers: str) -> list[str]:
    return [asked.get(f"/cases/{number}").json["state"] for number in numbers]


def test_each_is_decided_and_answered_by_itself(both: Interface) -> None:
    good, other = both.in_review(), both.in_review()
    draft = both.start()["number"]
    asked = [{"number": n, "revision": both.world.revision(n)} for n in (good, draft, other)]
    asked.insert(2, {"number": "ER-2026-9999", "revision": 1})
    items = batch(both, cases=asked)
    assert [(item["number"], item["taken"]) for item in items] == [
        (good, True),
        (draft, False),
        ("ER-2026-9999", False),
        (other, True),
    ]
    assert [item["problem"]["status"] for item in items if not item["taken"]] == [409, 404]
    assert items[1]["problem"]["unmet"][0]["guard"] == "state"
    assert items[0]["revision"] == both.world.revision(good)
    assert states(both, good, other, draft) == ["joint", "joint", "draft"]


def test_what_moved_since_the_page_was_drawn_is_told_and_the_rest_is_done(both: Interface) -> None:
    good, moved = both.in_review(), both.in_review()
    cases = [{"number": number, "revision": both.world.revision(number)} for number in (good, moved)]
    assert both.take("both", moved, "endorse", opinion="同意").status_code == 200
    items = both.post("/batches", "eng", json={"event": "endorse", "opinion": "同意", "cases": cases}).json["items"]
    assert [item["taken"] for item in items] == [True, False]
    assert items[1]["problem"]["conflict"]["actor"]["login"] == "both"


def test_sent_twice_it_acts_once(both: Interface) -> None:
    numbers = both.in_review(), both.in_review()
    cases = [{"number": number, "revision": both.world.revision(number)} for number in numbers]
    first = batch(both, *numbers, key="monday", cases=cases)
    assert batch(both, *numbers, key="monday", cases=cases) == first
    assert all(item["taken"] for item in first)
    assert [item["event"] for item in both.get(f"/cases/{numbers[0]}/history").json["items"]].count("endorse") == 1


@pytest.mark.parametrize("how_many", [0, MOST + 1])
def test_a_batch_has_a_size(interface: Interface, how_many: int) -> None:
    cases = [{"number": f"ER-2026-{n:04}", "revision": 1} for n in range(how_many)]
    assert interface.post("/batches", json={"event": "endorse", "cases": cases}).status_code == 422


def test_a_case_stands_in_it_once(interface: Interface) -> None:
    number = interface.in_review()
    cases = [{"number": number, "revision": 3}] * 2
    assert interface.post("/batches", "eng", json={"event": "endorse", "cases": cases}).status_code == 422


def test_a_batch_is_for_whoever_has_a_token(interface: Interface) -> None:
    body = {"event": "endorse", "cases": [{"number": "ER-2026-0001", "revision": 1}]}
    assert interface.post("/batches", None, json=body).status_code == 401
