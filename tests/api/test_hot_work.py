"""A hot-work permit from the application to the end of the fire watch, through the interface alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.api.interface import Interface
from tests.service.a_site import NOW

DESK, ENGINEER, SAFETY, DIRECTOR = "front_desk", "engineering_supervisor", "safety_supervisor", "director"


def at(hours: float) -> str:
    """So many hours after the application."""
    return (NOW + timedelta(hours=hours)).isoformat()


def application() -> dict[str, Any]:
    return {
        "place": "客厅阳台",
        "surroundings": "balcony",
        "method": "arc_welding",
        "work": "焊接护栏，备灭火器两具",
        "welder": "丁示例",
        "welder_id": "110101199001011234",
        "certificate_number": "T-0001",
        "certificate_until": "2027-01-01",
        "fire_watcher": "戊示例",
        "fire_watcher_phone": "13800001234",
        "starts_at": at(20),
        "ends_at": at(26),
    }


def an_agent_with_authority(estate: Interface, until: str = "2026-05-31") -> tuple[int, int]:
    """(party, authorisation), with the owner entered by the desk before."""
    owner = estate.post("/parties", DESK, json={"site": "north", "name": "甲示例"}).json["id"]
    agent = estate.post("/parties", DESK, json={"site": "north", "name": "乙示例"}).json["id"]
    tenure = {"party": owner, "kind": "owner", "since": "2020-01-01"}
    assert estate.post("/units/1-0101/tenures", DESK, json=tenure).status_code == 201
    granted = {"site": "north", "unit": "1-0101", "owner": owner, "party": agent, "scope": "renovation"}
    days = {"since": "2026-03-01", "until": until}
    return agent, estate.post("/authorisations", DESK, json={**granted, **days}).json["id"]


def applied_for(estate: Interface, applicant: int, **changes: Any) -> str:
    body = {"procedure": "hot_work_permit", "site": "north", "unit": "1-0101", "applicant": applicant}
    answer = estate.post("/cases", DESK, json={**body, "data": {**application(), **changes}})
    assert answer.status_code == 201, answer.text
    number = str(answer.json["number"])
    for kind in ("welder_certificate", "welder_id_copy"):
        assert estate.paper(DESK, number, kind).status_code == 201
    return number


def done(estate: Interface, login: str, number: str, event: str, state: str, **sent: Any) -> None:
    """Takes the event as a program would: reads the case, checks the offer, sends what it asks for."""
    case = estate.get(f"/cases/{number}", login)
    offer = next(offer for offer in case.json["offers"] if offer["event"] == event)
    assert offer["allowed"], offer["unmet"]
    answer = estate.take(login, number, event, headers={"If-Match": case.headers["ETag"]}, **sent)
    assert answer.status_code == 200, answer.text
    assert answer.json["state"] == state


def test_an_agent_with_a_live_authorisation_gets_the_permit_and_it_is_closed(estate: Interface) -> None:
    agent, _ = an_agent_with_authority(estate)
    number = applied_for(estate, agent)
    assert number == "HW-2026-0001"
    done(estate, DESK, number, "submit", "engineering_review")
    look = {"looked_at": at(0), "findings": "已清理可燃物"}
    for login, state in ((ENGINEER, "safety_review"), (SAFETY, "director_approval")):
        (task,) = estate.get("/tasks", login).json["items"]
        assert estate.post(f"/tasks/{task['id']}/claim", login).status_code == 200
        done(estate, login, number, "endorse", state, opinion="同意", data=look)
    done(estate, DIRECTOR, number, "approve", "approved", opinion="批准")
    done(estate, DESK, number, "issue", "issued")
    done(estate, DIRECTOR, number, "seal", "sealed")
    estate.world.now = datetime.fromisoformat(at(20))
    assert estate.paper(DESK, number, "signed_permit_copy").status_code == 201
    done(estate, DESK, number, "hand_over", "in_force", data={"notice_posted": True, "handed_to": "乙示例"})
    estate.world.now = datetime.fromisoformat(at(22))
    done(estate, SAFETY, number, "finish_work", "fire_watch", data={"work_ended_at": at(22)})
    early = estate.take(SAFETY, number, "close", data={"no_hazard_left": True})
    assert early.status_code == 409
    assert [unmet["guard"] for unmet in early.json["unmet"]] == ["watch_has_lasted"]
    estate.world.later(minutes=60)
    done(estate, SAFETY, number, "close", "closed", data={"no_hazard_left": True})
    case = estate.get(f"/cases/{number}", DESK).json
    assert case["data"]["permit_number"] == "DH-2026-0001"
    assert (case["tasks"], case["offers"]) == ([], [])
    assert case["data"]["welder_id"] == "110••••1234"
    states = [item["target"] for item in estate.get(f"/cases/{number}/history", DESK).json["items"]]
    assert list(dict.fromkeys(states)) == [
        "draft", "engineering_review", "safety_review", "director_approval", "approved", "issued", "sealed",
        "in_force", "fire_watch", "closed",
    ]  # fmt: skip
    assert estate.get("/cases?state=closed", DESK).json["items"][0]["number"] == number


def test_an_authorisation_revoked_between_page_and_click_blocks_it(estate: Interface) -> None:
    agent, authorisation = an_agent_with_authority(estate)
    number = applied_for(estate, agent)
    page = estate.get(f"/cases/{number}", DESK)
    assert next(o for o in page.json["offers"] if o["event"] == "submit")["allowed"]
    assert estate.patch(f"/authorisations/{authorisation}", DESK, json={"revoked": True}).status_code == 200
    answer = estate.take(DESK, number, "submit", headers={"If-Match": page.headers["ETag"]})
    assert answer.status_code == 409
    assert [unmet["guard"] for unmet in answer.json["unmet"]] == ["owner_or_agent"]
    assert answer.json["case"]["state"] == "draft"


def test_all_that_stands_against_an_application_is_told_at_once(estate: Interface) -> None:
    agent, _ = an_agent_with_authority(estate)
    number = applied_for(estate, agent, fire_watcher="丁示例", ends_at=at(29), certificate_until="2026-03-02")
    answer = estate.take(DESK, number, "submit", headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    guards = {unmet["guard"] for unmet in answer.json["unmet"]}
    assert guards == {"welder_certified", "fire_watcher_is_not_welder", "within_permit_hours"}
    assert all(unmet["message"].isascii() for unmet in answer.json["unmet"] if "丁" not in unmet["message"])
