"""Registers over the interface: declared columns, filters, pages; personal values masked."""

from typing import Any

from flows.procedures.worker_pass import WORKER_PASS
from tests.api.interface import Interface

PASSES = "/registers/worker_pass"


def lines(interface: Interface, query: str = "", login: str = "desk") -> list[dict[str, Any]]:
    answer = interface.get(f"{PASSES}?{query}", login)
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def test_every_register_is_listed_and_can_be_read(both: Interface) -> None:
    found = both.get("/registers").json["items"]
    assert {one["procedure"] for one in found} == set(both.world.office.catalogue.current)
    for one in found:
        answer = both.get(f"/registers/{one['procedure']}?register={one['code']}")
        assert (answer.status_code, answer.json["register"]) == (200, one)


def test_a_line_has_a_cell_for_every_column(both: Interface) -> None:
    number = both.start(procedure="errand", price="1.00")["number"]
    answer = both.get("/registers/errand").json
    (line,) = answer["items"]
    assert line["case"] == number
    assert set(line["cells"]) == {column["source"] for column in answer["columns"]}
    assert line["cells"]["number"] == [[number]]
    assert line["cells"]["state"] == [[{"zh": "填写", "en": "Draft"}]]
    assert line["cells"]["closed_at"] == []


def test_lines_are_filtered_and_paged(both: Interface) -> None:
    for _ in range(2):
        both.start(price="1.00")
    for query, count in (("state=draft", 2), ("state=done", 0), ("unit=1-101", 2), ("since=2030-01-01", 0)):
        assert len(both.get(f"/registers/errand?{query}").json["items"]) == count, query
    assert both.get("/registers/errand?since=yesterday").status_code == 422
    for query in ("until=9999-12-31", "since=0001-01-01"):
        assert both.get(f"/registers/errand?{query}").status_code == 422, query
    assert both.get("/registers/errand?colour=red").status_code == 422


def test_what_is_not_there_is_not_found(both: Interface) -> None:
    assert both.get("/registers/nothing").status_code == 404
    assert both.get(f"{PASSES}?register=nothing").status_code == 404
    assert both.get(f"{PASSES}?site=south").status_code == 404
    assert WORKER_PASS.key not in both.world.office.catalogue.current  # the small office runs errands alone
