"""What a watcher sees: alive, ready, counted."""

from __future__ import annotations

import re

from sqlalchemy import text

from tests.api.interface import Interface


def test_it_is_alive_and_ready(both: Interface) -> None:
    client = both.app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_an_older_schema_or_no_database_is_not_ready(both: Interface) -> None:
    client = both.app.test_client()
    with both.world.office.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert client.get("/readyz").status_code == 503
    with both.world.office.transaction() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def measured(interface: Interface) -> dict[str, float]:
    answer = interface.app.test_client().get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'\w+(\{(\w+="[^"\\]*",?)*\})? [\d.]+', line) for line in lines), answer.text
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_requests_are_counted_by_route_and_status_and_tasks_by_what_is_with_them(both: Interface) -> None:
    number = both.in_review()
    both.start()
    both.post(f"/tasks/{both.get('/tasks', 'eng').json['items'][0]['id']}/claim", "eng")
    both.get("/cases/none")
    both.get("/no/such/address/at/all")
    found = measured(both)
    assert found['flows_http_requests_total{route="/api/v1/cases",method="POST",status="201"}'] == 2
    assert found['flows_http_requests_total{route="/api/v1/cases/<number>",method="GET",status="404"}'] == 1
    assert found['flows_http_requests_total{route="(none)",method="GET",status="404"}'] == 1
    assert found['flows_open_tasks{status="open"}'] == 1
    assert found['flows_open_tasks{status="claimed"}'] == 1
    assert not any(number in name for name in found)


def test_events_and_refusals_are_counted_by_procedure_and_guard(both: Interface) -> None:
    number = both.in_review()
    assert both.take("desk", number, "approve").status_code == 409
    early = both.start()["number"]
    assert both.take("desk", early, "submit").status_code in (409, 422)
    found = measured(both)
    assert found['flows_events_total{procedure="errand",event="start"}'] == 2
    assert found['flows_events_total{procedure="errand",event="submit"}'] == 1
    refused = {name: count for name, count in found.items() if name.startswith("flows_refusals_total")}
    assert refused
    assert all(re.fullmatch(r'flows_refusals_total\{guard="[^"]+"\}', name) for name in refused)


def test_what_waits_is_told_by_post_with_how_late_it_is_and_what_is_not_sent(both: Interface) -> None:
    both.in_review()
    before = measured(both)
    assert before['flows_waiting_tasks{posts="engineering_supervisor"}'] == 1
    assert before["flows_late_tasks"] == 0
    assert before["flows_outbox_entries"] > 0
    both.world.later(days=40)
    late = measured(both)
    assert late["flows_late_tasks"] >= 0
    assert late["flows_outbox_oldest_seconds"] >= 40 * 86_400
    assert late['flows_messages{state="dead"}'] == 0


def test_how_long_answers_took_is_a_histogram(both: Interface) -> None:
    for _ in range(3):
        both.get("/tasks")
    found = measured(both)
    steps = [count for name, count in found.items() if name.startswith("flows_http_request_seconds_bucket")]
    assert steps == sorted(steps)
    assert steps[-1] == found["flows_http_request_seconds_count"] >= 3
    assert found["flows_http_request_seconds_sum"] > 0
