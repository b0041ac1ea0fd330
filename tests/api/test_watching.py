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


def measured(interface: Interface) -> dict[str, int]:
    answer = interface.app.test_client().get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'\w+(\{(\w+="[^"\\]*",?)*\})? \d+', line) for line in lines), answer.text
    return {name: int(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


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
