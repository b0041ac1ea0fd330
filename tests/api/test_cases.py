"""Starting, reading and finding cases."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from flows.storage import tables as t
from tests.api.interface import HOME, Interface
from tests.service.errand import NOW


def test_a_case_is_started_and_read(both: Interface) -> None:
    body = {"procedure": "errand", "site": "north", "unit": "1-101", "applicant": both.world.owner}
    answer = both.post("/cases", json={**body, "data": {"price": "12.5", "phone": "13800001234"}})
    assert answer.status_code == 201
    case = answer.json
    assert (case["number"], case["state"], case["revision"]) == ("ER-2026-0001", "draft", 1)
    assert answer.headers["Location"] == f"{HOME}/cases/ER-2026-0001?site=north"
    assert answer.headers["ETag"] == '"1"'
    read = both.get("/cases/ER-2026-0001")
    assert read.json == case
    assert read.headers["ETag"] == '"1"'
    assert case["data"]["price"] == "12.50"
    assert case["applicant"] == {"id": both.world.owner, "name": "甲示例", "verified": False}
    assert case["tasks"][0]["roles"] == ["front_desk"]
    assert case["opened_at"] == NOW.isoformat()


def test_personal_values_are_masked_wherever_a_case_shows_them(interface: Interface) -> None:
    number = interface.start(price="1", phone="13800001234")["number"]
    interface.paper("desk", number)
    assert interface.take("desk", number, "submit", data={"phone": "13900005678"}).status_code == 200
    for path in ("", "/offers", "/history"):
        text = interface.get(f"/cases/{number}{path}", "desk").text
        assert "13800001234" not in text
        assert "13900005678" not in text
    assert interface.get(f"/cases/{number}").json["data"]["phone"] == "139••••5678"
    assert interface.get(f"/cases/{number}/history").json["items"][0]["data"]["phone"] == "138••••1234"


def test_what_a_start_lacks_is_told_field_by_field(both: Interface) -> None:
    answer = both.post("/cases", json={"procedure": "errand", "site": "north", "data": {"price": "x", "colour": 1}})
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == ["colour", "price"]
    unknown = both.post("/cases", json={"procedure": "errand", "site": "north", "unit": "9-999"})
    assert [error["path"] for error in unknown.json["errors"]] == ["unit"]


def test_a_post_that_does_not_start_the_procedure_is_forbidden(interface: Interface) -> None:
    answer = interface.post("/cases", "boss", json={"procedure": "errand", "site": "north"})
    assert answer.status_code == 403
    assert answer.json["title"] == "您的岗位不办理此事"


def test_another_site_is_not_there(interface: Interface) -> None:
    number = interface.start()["number"]
    assert interface.get(f"/cases/{number}", "far").status_code == 404
    assert interface.get(f"/cases/{number}?site=south").status_code == 404
    assert interface.post("/cases", json={"procedure": "errand", "site": "south"}).status_code == 404
    assert interface.get("/cases", "far").json["items"] == []


def at_both_sites(interface: Interface) -> str:
    """A number that both sites have, and a front desk of both who may see either."""
    with interface.world.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 2, "site_id": 2, "role": "front_desk"})
    number = interface.start("desk2")["number"]
    assert interface.post("/cases", "far", json={"procedure": "errand", "site": "south"}).json["number"] == number
    return str(number)


def test_a_number_at_two_sites_asks_which(interface: Interface) -> None:
    number = at_both_sites(interface)
    answer = interface.get(f"/cases/{number}", "desk2")
    assert answer.status_code == 409
    assert answer.json["type"].endswith("/ambiguous")
    assert answer.json["sites"] == ["north", "south"]
    for site in ("north", "south"):
        assert interface.get(f"/cases/{number}?site={site}", "desk2").json["site"] == site
    assert interface.take("desk2", number, "submit", seen=1).status_code == 409
    assert interface.get(f"/cases/{number}", "desk").json["site"] == "north"


def test_the_list_shows_the_newest_first_page_by_page(both: Interface) -> None:
    numbers = [both.start()["number"] for _ in range(3)]
    with both.world.office.transaction() as connection:
        row = connection.execute(t.cases.select()).mappings().first()
        more = [{**row, "id": None, "number": f"ER-2026-{n:04}"} for n in range(4, 105)]
        connection.execute(insert(t.cases), [{k: v for k, v in one.items() if k != "id"} for one in more])
    found, cursor = [], ""
    while cursor is not None:
        page = both.get(f"/cases?cursor={cursor}").json
        assert len(page["items"]) <= 50
        found += [item["number"] for item in page["items"]]
        cursor = page["cursor"]
    assert len(found) == 104
    assert found == sorted(found, reverse=True)
    assert found[-3:] == numbers[::-1]


def test_a_case_that_comes_meanwhile_shifts_no_page(interface: Interface) -> None:
    for _ in range(51):
        interface.start()
    first = interface.get("/cases").json
    interface.start()
    second = interface.get(f"/cases?cursor={first['cursor']}").json
    assert [item["number"] for item in second["items"]] == ["ER-2026-0001"]
    assert second["cursor"] is None


def test_the_list_is_filtered(both: Interface) -> None:
    draft = both.start()["number"]
    review = both.in_review()
    with both.world.office.transaction() as connection:
        connection.execute(insert(t.units), {"site_id": 1, "code": "2_%/9", "building": "2", "revision": 1})
        party = {"site_id": 1, "name": "乙 100%", "created_at": NOW, "created_by": 1}
        other = connection.execute(insert(t.parties).returning(t.parties.c.id), party).scalar_one()
        tenure = {"party_id": other, "unit_id": 2, "kind": "owner", "since": date(2020, 1, 1)}
        connection.execute(insert(t.tenures), tenure)
    body = {"procedure": "errand", "site": "north", "unit": "2_%/9", "applicant": other}
    odd = both.post("/cases", json=body).json["number"]
    every = [odd, review, draft]

    def found(**query: str) -> list[str]:
        return [item["number"] for item in both.get("/cases", query_string=query).json["items"]]

    assert found() == found(procedure="errand") == found(site="north") == found(q="er-2026") == every
    assert found(procedure="other") == found(q="0002 x") == found(q="\\") == []
    assert found(state="review") == [review]
    assert found(unit="2_%/9") == found(q="_%/") == found(q="100%") == found(q="乙") == [odd]
    assert found(q="%") == [odd]  # taken letter by letter: no wildcard
    assert found(q="甲示") == [review, draft]
    assert found(q=draft) == [draft]


def test_a_search_longer_than_any_name_does_not_fit(interface: Interface) -> None:
    assert interface.get("/cases", query_string={"q": "长" * 101}).status_code == 422


def test_the_list_tells_what_is_overdue_and_finds_it(both: Interface) -> None:
    number = both.in_review()
    both.start()
    assert both.get("/cases?overdue=1").json["items"] == []
    both.world.later(hours=5)  # the engineer had four
    items = both.get("/cases?overdue=true").json["items"]
    assert [(item["number"], item["overdue"]) for item in items] == [(number, True)]
    assert both.take("eng", number, "endorse", opinion="可以").json["overdue"] is True
    assert [item["number"] for item in both.get("/cases?overdue=true").json["items"]] == [number]
    assert [item["overdue"] for item in both.get("/cases?overdue=false").json["items"]] == [False, True]


def test_the_history_tells_who_did_what_in_which_post(both: Interface) -> None:
    number = both.in_review()
    both.take("eng", number, "endorse", opinion="同意")
    items = both.get(f"/cases/{number}/history").json["items"]
    assert [item["event"] for item in items] == ["start", "attach_paper", "submit", "endorse"]
    last = items[-1]
    assert (last["source"], last["target"], last["role"]) == ("review", "joint", "engineering_supervisor")
    assert (last["actor"], last["for"], last["opinion"]) == ({"login": "eng", "name": "示例eng"}, None, "同意")
    assert len({item["hash"] for item in items}) == 4


def test_offers_tell_all_that_is_unmet_and_who_can(interface: Interface) -> None:
    number = interface.in_review()
    offers = {offer["event"]: offer for offer in interface.get(f"/cases/{number}/offers?lang=en").json["items"]}
    assert offers["endorse"]["allowed"] is False
    unmet = offers["endorse"]["unmet"][0]
    assert unmet["guard"] == "post"
    assert unmet["message"] == unmet["message_en"] == "This belongs to: Engineering supervisor"
    assert {person["login"] for person in unmet["who_can"]} == {"eng", "both"}
    assert offers["endorse"]["input"]["type"] == "object"
    mine = {offer["event"]: offer for offer in interface.get(f"/cases/{number}/offers", "eng").json["items"]}
    assert mine["endorse"]["allowed"] is True
    assert mine["endorse"]["unmet"] == []
    assert mine["endorse"]["opinion"] is True
