"""Reports over the interface: every one answers as documented, for its readers."""

from flows.service.reports import REPORTS
from tests.api.interface import Interface


def test_a_caller_is_told_the_reports_of_their_posts(both: Interface) -> None:
    mine = {one["name"] for one in both.get("/reports", "boss").json["items"]}
    assert mine == set(REPORTS)
    assert {one["name"] for one in both.get("/reports", "eng").json["items"]} < mine


def test_every_report_answers(both: Interface) -> None:
    both.start(price="1.00")
    for name, declared in REPORTS.items():
        answer = both.get(f"/reports/{name}", "boss")
        assert answer.status_code == 200, answer.text
        assert answer.json["report"]["name"] == name
        assert (answer.json["month"] is None) is not declared.monthly
        for table in answer.json["tables"]:
            assert all(len(row["figures"]) == len(table["columns"]) for row in table["rows"])


def test_what_waits_leads_to_its_cases(both: Interface) -> None:
    number = both.start(price="1.00")["number"]
    tables = {table["code"]: table for table in both.get("/reports/waiting").json["tables"]}
    (row,) = tables["posts"]["rows"]
    assert row["figures"][1] == {"cell": [[1]], "cases": [number]}


def test_what_is_asked_wrongly_is_refused(both: Interface) -> None:
    assert both.get("/reports/weather").status_code == 404
    assert both.get("/reports/points", "eng").status_code == 403
    assert both.get("/reports/money?month=2026-13", "boss").status_code == 422
    assert both.get("/reports/money?month=2030-01", "boss").status_code == 422
    assert both.get("/reports/money?site=south", "boss").status_code == 404
