"""POST /cases/{number}/special: a condition set aside, by whom, and what is said of it afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.interface import Interface

WHY = "业主急用，已当面核实，补交说明附后"
SMALL = {"guard": "small", "label": {"zh": "价格不超过一百元", "en": "The price is at most 100"}}


def drafted(interface: Interface) -> str:
    number = str(interface.start()["number"])
    assert interface.paper("desk", number).status_code == 201
    return number


def treat(
    interface: Interface, number: str, login: str = "chief", *, seen: int | None = None, **sent: Any
) -> TestResponse:
    revision = interface.world.revision(number) if seen is None else seen
    body = {"event": "submit", "guard": "small", "explanation": WHY, **sent}
    return interface.post(f"/cases/{number}/special", login, json=body, headers={"If-Match": f'"{revision}"'})


def offer_of(case: dict[str, Any], event: str = "submit") -> dict[str, Any]:
    return next(offer for offer in case["offers"] if offer["event"] == event)


def history(interface: Interface, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = interface.get(f"/cases/{number}/history").json["items"]
    return found


def test_it_is_answered_with_the_case_and_frees_the_event(both: Interface) -> None:
    number = drafted(both)
    before = both.get(f"/cases/{number}", "chief").json
    assert (offer_of(before)["waivable"], offer_of(before)["waived"]) == ([SMALL], [])
    answer = treat(both, number)
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"3"'
    after = offer_of(answer.json)
    assert (after["waivable"], after["waived"], after["depends"]) == ([], [SMALL], [])
    taken = both.take("desk", number, "submit", data={"price": "400"})
    assert (taken.status_code, taken.json["state"]) == (200, "review")


def test_the_history_says_what_was_set_aside_and_what_made_use_of_it(both: Interface) -> None:
    number = drafted(both)
    treat(both, number)
    both.take("desk", number, "submit", data={"price": "400"})
    *earlier, given, used = history(both, number)
    assert given["event"] == "special_treatment"
    assert (given["actor"]["login"], given["role"], given["reason"]) == ("chief", "cs_supervisor", WHY)
    assert (given["waives"], given["special"]) == ({"event": "submit", **SMALL}, [])
    assert (used["waives"], used["special"]) == (None, [SMALL])
    assert all((entry["waives"], entry["special"]) == (None, []) for entry in earlier)


@pytest.mark.parametrize("login", ["desk", "eng", "boss"])
def test_who_may_not_is_told_so_and_offered_nothing(interface: Interface, login: str) -> None:
    number = drafted(interface)
    assert offer_of(interface.get(f"/cases/{number}", login).json)["waivable"] == []
    answer = treat(interface, number, login)
    assert answer.status_code == 403
    assert answer.json["detail"] == "特殊处理由上一级岗位作出：客户服务主管"
    assert len(history(interface, number)) == 2


def test_four_eyes_is_never_set_aside(interface: Interface) -> None:
    number = interface.in_review()
    answer = treat(interface, number, "boss", event="endorse", guard="four_eyes")
    assert (answer.status_code, answer.json["detail"]) == (403, "此条件不能特殊处理")


@pytest.mark.parametrize(
    ("faulty", "path"),
    [
        ({"explanation": "  急  "}, "explanation"),
        ({"explanation": None}, "explanation"),
        ({"guard": "four_eyes"}, "guard"),
        ({"event": "nonsense"}, "guard"),
        ({"because": "x"}, "because"),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(interface: Interface, faulty: dict[str, Any], path: str) -> None:
    number = drafted(interface)
    answer = treat(interface, number, **faulty)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [path]


def test_it_says_which_revision_was_seen(interface: Interface) -> None:
    number = drafted(interface)
    body = {"event": "submit", "guard": "small", "explanation": WHY}
    assert interface.post(f"/cases/{number}/special", "chief", json=body).status_code == 428


def test_sent_twice_it_stands_once_and_the_second_is_told_by_whom(both: Interface) -> None:
    number = drafted(both)
    assert treat(both, number, seen=2).status_code == 200
    again = treat(both, number, seen=2)
    assert again.status_code == 409
    assert (again.json["conflict"]["actor"]["login"], again.json["conflict"]["event"]) == ("chief", "special_treatment")
    assert offer_of(again.json["case"])["waived"] == [SMALL]
    assert [bool(entry["waives"]) for entry in history(both, number)] == [False, False, True]


def test_a_case_of_another_site_is_not_there(interface: Interface) -> None:
    number = drafted(interface)
    assert treat(interface, number, "far").status_code == 404
    assert treat(interface, "none", seen=1).status_code == 404


def test_the_clock_comes_first(both: Interface) -> None:
    """What it did meanwhile is told to whoever comes with the case as it was before."""
    number = both.in_review()
    both.take("eng", number, "endorse", opinion="同意")
    both.take("eng", number, "sign")
    both.take("safe", number, "sign")
    things = {"department": "safety_supervisor", "things": [{"name": "椅子"}]}
    both.take("safe", number, "go_on", data=things)
    drawn = both.world.revision(number)
    both.world.later(hours=25)
    answer = treat(both, number, "boss", seen=drawn, event="close")
    assert (answer.status_code, answer.json["conflict"]["event"]) == (409, "lapse")
