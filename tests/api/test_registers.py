"""The registers of a site through the interface: units, parties, authorisations, users, substitutions."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from tests.api.interface import HOME, Interface
from tests.service.a_site import NOW, an_agent, an_owner

DESK, ADMIN = "front_desk", "administrator"


def test_a_unit_is_registered_found_and_read(estate: Interface) -> None:
    body = {"site": "north", "code": "2-0301", "building": "2", "floor": 3}
    made = estate.post("/units", ADMIN, json=body)
    assert made.status_code == 201
    assert made.headers["Location"] == f"{HOME}/units/2-0301?site=north"
    assert [unit["code"] for unit in estate.get("/units?building=2", DESK).json["items"]] == ["2-0301"]
    assert len(estate.get("/units?q=1-", DESK).json["items"]) == 2
    assert estate.get("/units/2-0301?site=north", DESK).json == made.json
    assert estate.post("/units", ADMIN, json=body).json["errors"][0]["path"] == "code"
    assert estate.post("/units", DESK, json={**body, "code": "2-0302"}).status_code == 403
    assert estate.get("/units/2-0301?site=north", "stranger").status_code == 404


def test_a_tenure_is_registered_and_ended(estate: Interface) -> None:
    owner = estate.post("/parties", DESK, json={"site": "north", "name": "甲一一"}).json["id"]
    body = {"party": owner, "kind": "owner", "since": "2020-01-01"}
    made = estate.post("/units/1-0101/tenures", DESK, json=body)
    assert made.status_code == 201
    assert made.json["until"] is None
    ended = estate.patch(f"/units/1-0101/tenures/{made.json['id']}", DESK, json={"until": "2026-02-28"})
    assert ended.json["until"] == "2026-02-28"
    assert estate.get("/units/1-0101", DESK).json["tenures"] == [ended.json]
    assert estate.get("/units?q=1-0101", DESK).json["items"][0]["tenures"] == []  # not any longer
    assert estate.post("/units/1-0101/tenures", "engineering_supervisor", json=body).status_code == 403
    wrong = estate.post("/units/1-0101/tenures", DESK, json={"party": owner, "kind": "king", "since": "2020-02-30"})
    assert [error["path"] for error in wrong.json["errors"]] == ["kind", "since"]


def test_whoever_works_at_several_sites_names_one(estate: Interface) -> None:
    assert estate.get("/units/1-0101", DESK).status_code == 200
    answer = estate.get("/units/1-0101", "root.one")
    assert answer.status_code == 409
    assert answer.json["type"].endswith("/ambiguous")
    assert estate.get("/units/1-0101?site=north", "root.one").status_code == 200


def test_a_party_is_registered_put_right_and_verified_and_shown_masked(estate: Interface) -> None:
    private = {"phone": "13800001234", "id_kind": "id_card", "id_number": "110101199001011234"}
    made = estate.post("/parties", DESK, json={"site": "north", "name": "甲一一", **private})
    assert made.status_code == 201
    party = made.json["id"]
    assert made.headers["Location"] == f"{HOME}/parties/{party}"
    assert (made.json["phone"], made.json["id_number"]) == ("138••••1234", "110••••1234")
    assert made.json["verified_at"] is None
    seen = estate.post(f"/parties/{party}/verify", DESK)
    assert seen.json["verified_by"]["login"] == DESK
    assert estate.patch(f"/parties/{party}", DESK, json={"name": "甲二"}).json["verified_at"] is not None
    other = estate.patch(f"/parties/{party}", DESK, json={"id_kind": "passport", "id_number": "E12345678"})
    assert other.json["verified_at"] is None
    for path in (f"/parties/{party}", "/parties?q=1234", "/parties?site=north"):
        text = estate.get(path, DESK).text
        assert not any(value in text for value in ("13800001234", "110101199001011234", "E12345678"))
        assert "甲二" in text
    assert estate.post(f"/parties/{party}/verify", "engineering_supervisor").status_code == 403
    assert estate.get(f"/parties/{party}", "stranger").status_code == 404


def test_what_a_party_lacks_is_told(estate: Interface) -> None:
    answer = estate.post("/parties", DESK, json={"site": "north", "id_kind": "id_card", "colour": "red"})
    assert [error["path"] for error in answer.json["errors"]] == ["colour", "name"]
    answer = estate.post("/parties", DESK, json={"site": "north", "name": "甲", "id_kind": "id_card"})
    assert [error["path"] for error in answer.json["errors"]] == ["id_number"]


def test_an_authorisation_is_granted_listed_and_revoked(estate: Interface) -> None:
    owner = an_owner(estate.world.office)
    agent = estate.post("/parties", DESK, json={"site": "north", "name": "乙一一"}).json["id"]
    body = {"site": "north", "unit": "1-0101", "owner": owner, "party": agent, "scope": "renovation"}
    made = estate.post("/authorisations", DESK, json={**body, "since": "2026-03-01", "until": "2026-05-31"})
    assert made.status_code == 201
    assert made.json["stands"] is True
    path = f"/authorisations/{made.json['id']}"
    assert made.headers["Location"] == HOME + path
    assert estate.get(path, DESK).json == made.json
    assert estate.get(f"/authorisations?party={agent}", DESK).json["items"] == [made.json]
    assert estate.get("/authorisations?unit=1-0102", DESK).json["items"] == []
    assert estate.patch(path, "safety_supervisor", json={"revoked": True}).status_code == 403
    assert estate.patch(path, DESK, json={"revoked": False}).status_code == 422
    revoked = estate.patch(path, DESK, json={"revoked": True})
    assert revoked.json["revoked_at"] == NOW.isoformat()
    late = estate.post("/authorisations", DESK, json={**body, "since": "2026-01-01", "until": "2026-02-01"})
    assert late.json["errors"][0]["path"] == "until"


def test_a_user_is_added_changed_and_given_posts(estate: Interface) -> None:
    body = {"login": "wang.li", "name": "王示例", "password": "correct horse", "lang": "en"}
    post = {"role": "technician", "site": "north"}
    made = estate.post("/users", ADMIN, json={**body, "posts": [post]})
    assert made.status_code == 201
    assert made.headers["Location"] == f"{HOME}/users/wang.li"
    assert made.json["posts"] == [post]
    assert "correct horse" not in made.text
    assert estate.patch("/users/wang.li", ADMIN, json={"name": "王样例"}).json["name"] == "王样例"
    assert estate.patch("/users/wang.li", "wang.li", json={"lang": "zh"}).json["lang"] == "zh"
    more = {"role": "front_desk", "site": "north"}
    assert estate.post("/users/wang.li/give_post", ADMIN, json=more).json["posts"] == [post, more]
    assert estate.post("/users/wang.li/take_post", ADMIN, json=post).json["posts"] == [more]
    assert estate.post("/users/wang.li/take_post", ADMIN, json=post).status_code == 404
    assert estate.post("/users/wang.li/give_post", DESK, json=post).status_code == 403
    assert estate.post("/users/wang.li/give_post", ADMIN, json={"role": "king", "site": "north"}).status_code == 422
    assert [user["login"] for user in estate.get("/users?q=wang", DESK).json["items"]] == ["wang.li"]
    assert estate.get("/users/stranger", DESK).status_code == 404


def test_whoever_is_no_longer_active_has_no_token_any_longer(estate: Interface) -> None:
    assert estate.get("/tasks", DESK).status_code == 200
    assert estate.patch(f"/users/{DESK}", ADMIN, json={"active": False}).status_code == 200
    assert estate.get("/tasks", DESK).status_code == 401


def test_a_substitute_is_named_acts_and_is_shown_with_both_names(estate: Interface) -> None:
    a_day = timedelta(days=1)
    body: dict[str, Any] = {"absent": DESK, "substitute": "safety_supervisor", "site": "north", "role": DESK}
    span = {"since": NOW.isoformat(), "until": (NOW + a_day).isoformat(), "reason": "休假"}
    made = estate.post("/substitutions", "cs_supervisor", json={**body, **span})
    assert made.status_code == 201
    assert (made.json["in_force"], made.json["created_by"]["login"]) == (True, "cs_supervisor")
    assert estate.get("/substitutions?current=true", DESK).json["items"] == [made.json]
    owner = an_owner(estate.world.office)
    case = {"procedure": "hot_work_permit", "site": "north", "unit": "1-0101", "applicant": owner}
    number = estate.post("/cases", "safety_supervisor", json=case).json["number"]
    taken = estate.take("safety_supervisor", number, "withdraw", reason="不做了")
    assert taken.json["state"] == "withdrawn"
    last = estate.get(f"/cases/{number}/history", DESK).json["items"][-1]
    assert (last["actor"]["login"], last["for"]["login"], last["role"]) == ("safety_supervisor", DESK, DESK)
    ended = estate.patch(f"/substitutions/{made.json['id']}", DESK, json={"revoked": True})
    assert (ended.status_code, ended.json["in_force"]) == (200, False)
    assert estate.get("/substitutions?current=true", DESK).json["items"] == []
    assert estate.post("/cases", "safety_supervisor", json=case).status_code == 403


def test_a_substitution_of_impossible_moments_does_not_fit(estate: Interface) -> None:
    body = {"absent": DESK, "substitute": "director", "reason": "休假", "site": "north"}
    for since in ("2026-03-02", "2026-03-02T08:00:00", "2016-12-31T23:59:60Z", "soon"):
        answer = estate.post("/substitutions", ADMIN, json={**body, "since": since, "until": "2027-01-01T00:00:00Z"})
        assert answer.status_code == 422, since
        assert answer.json["errors"][0]["path"] == "since"


def test_every_list_goes_on_from_page_to_page(estate: Interface) -> None:
    owner = an_owner(estate.world.office)
    for n in range(51):
        assert estate.post("/parties", DESK, json={"site": "north", "name": f"丙{n:02}"}).status_code == 201
    agent, _ = an_agent(estate.world.office, owner)
    first = estate.get("/parties", DESK).json
    second = estate.get(f"/parties?cursor={first['cursor']}", DESK).json
    ids = [one["id"] for one in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) == 53
    assert second["cursor"] is None
    assert {owner, agent} <= set(ids)
    assert json.dumps(first).count("cursor") == 1
